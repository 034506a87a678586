#!/usr/bin/env python3
"""Writes the golden values that the Swift implementation of O-GAN is tested against.

This is a second, independent implementation of Su, "O-GAN: Extremely Concise Approach for Auto-Encoding Generative
Adversarial Networks" (arXiv 1903.01931), written from the formulas alone. It shares no code and no design with the Swift
one: networks are plain functions over a dictionary of parameters, and the update is the published one with three
separate passes through the encoder. Everything is computed in float64 from parameters and inputs that float32 can hold,
and cast to float32 when it is written.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy safetensors
    venv/bin/python scripts/golden/o_gan.py
"""

import argparse
import math
import pathlib
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F

from primitives import (
    EPSILON, GOLDEN_FOLDER, SLOPE, Draw, Tensors, correlation, downsample, gradients, leaky, standardize, stepped, upsample,
    write_golden,
)

MOMENTUM = 0.01
LAMBDA_1 = 0.25
LAMBDA_2 = 0.5


@dataclass(frozen=True)
class Case:
    """One network configuration; `kernel` is 5 or 4."""

    name: str
    resolution: int
    width: int
    latent: int
    batch: int
    kernel: int
    self_modulated: bool
    seed: int

    @property
    def inner_blocks(self) -> int:
        return int(math.log2(self.resolution)) - 3

    @property
    def widths(self) -> list[int]:
        """Channels of the encoder's blocks, first to last."""
        return [self.width >> (self.inner_blocks - i) for i in range(self.inner_blocks + 1)]


CASES = [
    Case("dcgan-32", 32, 16, 12, 8, 5, False, 20190305),
    Case("self-modulated-32", 32, 16, 12, 8, 4, True, 20190306),
]


# Parameters ----------------------------------------------------------------------------------------------------------


def draw_parameters(case: Case, draw: Draw) -> tuple[Tensors, Tensors]:
    """The trainable parameters and the running statistics, by their names in a checkpoint."""
    parameters: Tensors = {}
    buffers: Tensors = {}
    k, n, w = case.kernel, case.latent, case.width

    def running(prefix: str, channels: int) -> None:
        buffers[f"{prefix}.running_mean"] = draw.normal(channels, std=0.3)
        buffers[f"{prefix}.running_var"] = draw.uniform(channels, low=0.5, high=2.0)

    def affine(prefix: str, channels: int) -> None:
        parameters[f"{prefix}.weight"] = draw.normal(channels, mean=1.0, std=0.2)
        parameters[f"{prefix}.bias"] = draw.normal(channels, std=0.2)

    def dense(prefix: str, inputs: int, outputs: int, std: float) -> None:
        parameters[f"{prefix}.weight"] = draw.normal(outputs, inputs, std=std)
        parameters[f"{prefix}.bias"] = draw.normal(outputs, std=0.1)

    inputs = 3
    for i, outputs in enumerate(case.widths):
        parameters[f"encoder.convolutions.{i}.weight"] = draw.normal(outputs, inputs, k, k, std=0.15)
        if i == 0:
            parameters["encoder.convolutions.0.bias"] = draw.normal(outputs, std=0.1)
        else:
            affine(f"encoder.normalizations.{i}", outputs)
            running(f"encoder.normalizations.{i}", outputs)
        inputs = outputs
    dense("encoder.dense", w * 16, n, 0.1)

    dense("generator.dense", n, w * 16, 0.2)
    channels = [*reversed(case.widths), 3]
    for i, count in enumerate(channels[:-1]):
        prefix = f"generator.normalizations.{i}"
        if case.self_modulated:
            for branch in ("gamma", "beta"):
                dense(f"{prefix}.{branch}.0", n, n, 0.3)
                dense(f"{prefix}.{branch}.1", n, count, 0.2)
        else:
            affine(prefix, count)
        running(prefix, count)
        parameters[f"generator.convolutions.{i}.weight"] = draw.normal(count, channels[i + 1], k, k, std=0.15)
    parameters[f"generator.convolutions.{case.inner_blocks}.bias"] = draw.normal(3, std=0.1)
    return parameters, buffers


# Networks ------------------------------------------------------------------------------------------------------------


def encode(case: Case, p: Tensors, b: Tensors, x: torch.Tensor, training: bool) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """E(x) and what each block gave."""
    h, blocks = x, []
    for i in range(case.inner_blocks + 1):
        h = downsample(h, p[f"encoder.convolutions.{i}.weight"], p.get(f"encoder.convolutions.{i}.bias"))
        if i > 0:
            prefix = f"encoder.normalizations.{i}"
            scale, shift = (p[f"{prefix}.{part}"].view(1, -1, 1, 1) for part in ("weight", "bias"))
            h = standardize(h, b, prefix, training) * scale + shift
        h = leaky(h)
        blocks.append(h)
    return h.flatten(1) @ p["encoder.dense.weight"].T + p["encoder.dense.bias"], blocks


def modulation(p: Tensors, prefix: str, z: torch.Tensor) -> torch.Tensor:
    """Dense n → n, ReLU, dense n → channels, shaped to broadcast over pixels."""
    hidden = torch.relu(z @ p[f"{prefix}.0.weight"].T + p[f"{prefix}.0.bias"])
    return (hidden @ p[f"{prefix}.1.weight"].T + p[f"{prefix}.1.bias"])[:, :, None, None]


def generate(case: Case, p: Tensors, b: Tensors, z: torch.Tensor, training: bool) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """G(z) and what each normalised block gave."""
    h = (z @ p["generator.dense.weight"].T + p["generator.dense.bias"]).view(-1, case.width, 4, 4)
    blocks = []
    for i in range(case.inner_blocks + 1):
        prefix = f"generator.normalizations.{i}"
        if case.self_modulated:
            scale = 1 + modulation(p, f"{prefix}.gamma", z)
            shift = modulation(p, f"{prefix}.beta", z)
        else:
            scale, shift = (p[f"{prefix}.{part}"].view(1, -1, 1, 1) for part in ("weight", "bias"))
        h = torch.relu(standardize(h, b, prefix, training) * scale + shift)
        blocks.append(h)
        h = upsample(h, p[f"generator.convolutions.{i}.weight"], p.get(f"generator.convolutions.{i}.bias"))
    return torch.tanh(h), blocks


# Objective -----------------------------------------------------------------------------------------------------------


def encoder_loss(case: Case, p: Tensors, b: Tensors, x: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    """L_E: its own pass over the real images, its own over the fakes, which stand still."""
    with torch.no_grad():
        fake, _ = generate(case, p, b, z, training=True)
    on_real, _ = encode(case, p, b, x, training=True)
    on_fake, _ = encode(case, p, b, fake, training=True)
    gap = on_real.mean(1) - on_fake.mean(1)
    pixels = ((x - fake) ** 2).mean(dim=(1, 2, 3))
    return (gap + LAMBDA_1 * gap**2 / pixels - LAMBDA_2 * correlation(z, on_fake)).mean()


def generator_loss(case: Case, p: Tensors, b: Tensors, z: torch.Tensor) -> torch.Tensor:
    """L_G: a third pass of the encoder, through which the fakes are moved."""
    fake, _ = generate(case, p, b, z, training=True)
    on_fake, _ = encode(case, p, b, fake, training=True)
    return (on_fake.mean(1) - LAMBDA_2 * correlation(z, on_fake)).mean()


# Files ---------------------------------------------------------------------------------------------------------------


def golden_values(case: Case) -> Tensors:
    draw = Draw(case.seed)
    p, b = draw_parameters(case, draw)
    x = draw.uniform(case.batch, 3, case.resolution, case.resolution, low=-1, high=1)
    z = draw.normal(case.batch, case.latent)
    for value in p.values():
        value.requires_grad_(True)

    values: Tensors = {**p, **b, "input.x": x, "input.z": z}
    values["output.encoder.eval"], _ = encode(case, p, b, x, training=False)
    values["output.encoder.real"], blocks = encode(case, p, b, x, training=True)
    values |= {f"output.encoder.convolutions.{i}": block for i, block in enumerate(blocks)}
    values["output.generator.eval"], _ = generate(case, p, b, z, training=False)
    values["output.generator.fake"], blocks = generate(case, p, b, z, training=True)
    values |= {f"output.generator.blocks.{i}": block for i, block in enumerate(blocks)}
    values["output.encoder.fake"], _ = encode(case, p, b, values["output.generator.fake"], training=True)
    values["output.correlation"] = correlation(z, values["output.encoder.fake"]).mean()

    values["output.loss.encoder"] = encoder_loss(case, p, b, x, z)
    values["output.loss.generator"] = generator_loss(case, p, b, z)
    gradient = gradients(values["output.loss.encoder"], p, "encoder.")
    gradient |= gradients(values["output.loss.generator"], p, "generator.")
    values |= {f"gradient.{name}": value for name, value in gradient.items()}

    by_rmsprop = stepped(p, gradient, lambda leaves: torch.optim.RMSprop(leaves, lr=1e-4, alpha=0.99, eps=1e-7))
    values |= {f"stepped.{name}": value for name, value in by_rmsprop.items()}
    by_adam = stepped(p, gradient, lambda leaves: torch.optim.Adam(leaves, lr=2e-4, betas=(0.5, 0.999)))
    for name in ("encoder.dense.weight", "generator.dense.weight"):
        values[f"stepped_adam.{name}"] = by_adam[name]
    return values


def check_against_torch_layers(case: Case, values: Tensors) -> None:
    """Holds the formulas above against torch's own batch norm layer, so that a slip in them cannot become golden."""
    for i in range(1, case.inner_blocks + 1):
        previous = values[f"output.encoder.convolutions.{i - 1}"]
        layer = torch.nn.BatchNorm2d(case.widths[i], eps=EPSILON, momentum=MOMENTUM).double().train()
        with torch.no_grad():
            layer.weight.copy_(values[f"encoder.normalizations.{i}.weight"])
            layer.bias.copy_(values[f"encoder.normalizations.{i}.bias"])
            convolved = downsample(previous, values[f"encoder.convolutions.{i}.weight"], None)
            expected = F.leaky_relu(layer(convolved), SLOPE)
        torch.testing.assert_close(values[f"output.encoder.convolutions.{i}"].detach(), expected)
    h = torch.randn(2, 3, 8, 8, dtype=torch.float64)
    weight = torch.randn(5, 3, case.kernel, case.kernel, dtype=torch.float64)
    cotangent = torch.randn(2, 5, 4, 4, dtype=torch.float64)
    adjoint = (downsample(h, weight, None) * cotangent).sum() - (h * upsample(cotangent, weight, None)).sum()
    assert abs(adjoint) < 1e-9, "upsample is not the transpose of downsample"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write golden values of O-GAN.")
    parser.add_argument("folder", type=pathlib.Path, nargs="?", default=GOLDEN_FOLDER, help="where the safetensors files go")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for case in CASES:
        torch.manual_seed(case.seed)
        values = golden_values(case)
        check_against_torch_layers(case, values)
        write_golden(arguments.folder / f"{case.name}.safetensors", values, {"case": asdict(case)})


if __name__ == "__main__":
    main()
