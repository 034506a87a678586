#!/usr/bin/env python3
"""O-GAN training in plain PyTorch: eager, in the published form with three encoder passes, or as fast as we can write it.

    --form published     three passes of the encoder, two walks of the graph
    --form single-pass   one pass over the fakes serves both losses
    --layout             contiguous or channels_last weights and images

Prints {"images_per_second": …, "peak_bytes": …} and what it was measured with.
"""

import argparse
import contextlib
import json
import pathlib
import resource
import time

import torch

from networks import encoder, generator


def correlation(u: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    return torch.cosine_similarity(u - u.mean(1, keepdim=True), v - v.mean(1, keepdim=True), dim=1)


class Batches:
    """Random batches of images in [-1, 1], from a folder or made up; all images are decoded beforehand."""

    def __init__(self, folder: pathlib.Path | None, resolution: int, batch: int):
        self.batch = batch
        if folder is None:
            self.images = torch.randint(0, 256, (1024, 3, resolution, resolution), dtype=torch.uint8)
            return
        import numpy
        from PIL import Image, ImageOps

        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})[:4096]
        if not files:
            raise SystemExit(f"train_pytorch: no images under {folder}")
        squares = (ImageOps.fit(Image.open(p).convert("RGB"), (resolution, resolution)) for p in files)
        self.images = torch.stack([torch.from_numpy(numpy.array(s)).permute(2, 0, 1) for s in squares])

    def next(self) -> torch.Tensor:
        chosen = torch.randint(0, len(self.images), (self.batch,))
        return self.images[chosen].float() / 127.5 - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--latent-dimension", type=int, default=128)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--form", choices=["published", "single-pass"], default="published")
    parser.add_argument("--layout", choices=["contiguous", "channels_last"], default="contiguous")
    parser.add_argument("--corpus", type=pathlib.Path, help="a folder of images; made-up pixels without it")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="0: as many as torch thinks best")
    options = parser.parse_args()
    if options.threads > 0:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    e = encoder(options.resolution, options.width, options.latent_dimension)
    g = generator(options.resolution, options.width, options.latent_dimension)
    layout = torch.channels_last if options.layout == "channels_last" else torch.contiguous_format
    e, g = e.to(memory_format=layout), g.to(memory_format=layout)
    on_encoder, on_generator = list(e.parameters()), list(g.parameters())
    optimizer = torch.optim.RMSprop([*e.parameters(), *g.parameters()], lr=1e-4, alpha=0.99, eps=1e-7)
    batches = Batches(options.corpus, options.resolution, options.batch)

    def precision():
        bf16 = options.precision == "bf16"
        return torch.autocast("cpu", dtype=torch.bfloat16) if bf16 else contextlib.nullcontext()

    def published_step() -> None:
        x = batches.next().contiguous(memory_format=layout)
        z = torch.randn(options.batch, options.latent_dimension)
        with precision():
            fake = g(z).float()
            still = fake.detach()
            on_real, on_still = e(x).float(), e(still).float()
            gap = on_real.mean(1) - on_still.mean(1)
            distance = ((x - still) ** 2).mean(dim=(1, 2, 3))
            encoder_loss = (gap + 0.25 * gap**2 / distance - 0.5 * correlation(z, on_still)).mean()
            e.requires_grad_(False)
            on_fake = e(fake).float()
            generator_loss = (on_fake.mean(1) - 0.5 * correlation(z, on_fake)).mean()
            e.requires_grad_(True)
        optimizer.zero_grad(set_to_none=True)
        encoder_loss.backward()
        generator_loss.backward()
        optimizer.step()

    def single_pass_step() -> None:
        x = batches.next().contiguous(memory_format=layout)
        z = torch.randn(options.batch, options.latent_dimension)
        with precision():
            fake = g(z).float()
            still = fake.detach().requires_grad_()
            on_real, on_fake = e(x).float(), e(still).float()
        score, agreement = on_fake.mean(1), 0.5 * correlation(z, on_fake)
        gap = on_real.mean(1) - score
        distance = ((x - still.detach()) ** 2).mean(dim=(1, 2, 3))
        encoder_loss = (gap + 0.25 * gap**2 / distance - agreement).mean()
        generator_loss = (score - agreement).mean()
        (into_fake,) = torch.autograd.grad(generator_loss, still, retain_graph=True)
        gradients = [*torch.autograd.grad(encoder_loss, on_encoder), *torch.autograd.grad(fake, on_generator, into_fake)]
        for parameter, gradient in zip([*on_encoder, *on_generator], gradients):
            parameter.grad = gradient
        optimizer.step()

    step = single_pass_step if options.form == "single-pass" else published_step
    for _ in range(options.warmup):
        step()
    start = time.perf_counter()
    for _ in range(options.steps):
        step()
    seconds = time.perf_counter() - start
    figures = {
        "images_per_second": options.steps * options.batch / seconds,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "seconds": seconds,
        "form": options.form,
        "layout": options.layout,
        "steps": options.steps,
        "batch": options.batch,
        "precision": options.precision,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
