#!/usr/bin/env python3
"""The O-GAN encoder's forward pass in plain PyTorch: evaluation mode, bf16 autocast unless told otherwise.

Prints {"images_per_second": …} and what it was measured with.
"""

import argparse
import json
import time

import torch

from networks import encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--latent-dimension", type=int, default=128)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
    parser.add_argument("--images", type=int, default=4096)
    parser.add_argument("--warmup", type=int, default=3, help="batches before the clock starts")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as torch thinks best")
    options = parser.parse_args()
    if options.threads > 0:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    network = encoder(options.resolution, options.width, options.latent_dimension).eval()
    side = options.resolution
    pixels = torch.randint(0, 256, (options.batch, 3, side, side), dtype=torch.uint8)

    def encode() -> torch.Tensor:
        x = pixels.float() / 127.5 - 1
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bf16"):
            latent = network(x).float()
        return (latent - latent.mean(1, keepdim=True)) / latent.std(1, keepdim=True, unbiased=False)

    batches = max(1, options.images // options.batch)
    with torch.inference_mode():
        for _ in range(options.warmup):
            encode()
        start = time.perf_counter()
        for _ in range(batches):
            encode()
        seconds = time.perf_counter() - start
    figures = {
        "images_per_second": batches * options.batch / seconds,
        "seconds": seconds,
        "batch": options.batch,
        "precision": options.precision,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
