"""The DCGAN networks of O-GAN (Su, arXiv 1903.01931) as one would write them in PyTorch: the rival's side of the benchmarks."""

import math

import torch
from torch import nn
from torch.nn import functional as F


class SameConv(nn.Conv2d):
    """5×5, stride 2, padded 1 before and 2 after."""

    def __init__(self, inputs: int, outputs: int, bias: bool):
        super().__init__(inputs, outputs, 5, stride=2, bias=bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(F.pad(x, (1, 2, 1, 2)))


class SameTransposedConv(nn.ConvTranspose2d):
    """The transpose of `SameConv`."""

    def __init__(self, inputs: int, outputs: int, bias: bool):
        super().__init__(inputs, outputs, 5, stride=2, padding=1, bias=bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        cut = super().forward(x)[:, :, :-1, :-1]
        # Batch norm is slow on a cut tensor.
        return cut.contiguous(memory_format=torch.channels_last) if self.weight.is_contiguous(memory_format=torch.channels_last) else cut


def batch_norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


def widths(resolution: int, width: int) -> list[int]:
    inner = int(math.log2(resolution)) - 3
    return [width >> (inner - i) for i in range(inner + 1)]


def encoder(resolution: int, width: int, latent: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    inputs = 3
    for i, outputs in enumerate(widths(resolution, width)):
        layers.append(SameConv(inputs, outputs, bias=i == 0))
        if i > 0:
            layers.append(batch_norm(outputs))
        layers.append(nn.LeakyReLU(0.2))
        inputs = outputs
    return initialized(nn.Sequential(*layers, nn.Flatten(), nn.Linear(width * 16, latent)))


def generator(resolution: int, width: int, latent: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Linear(latent, width * 16), nn.Unflatten(1, (width, 4, 4))]
    channels = [*reversed(widths(resolution, width)), 3]
    for i, inputs in enumerate(channels[:-1]):
        last = i == len(channels) - 2
        layers += [batch_norm(inputs), nn.ReLU(), SameTransposedConv(inputs, channels[i + 1], bias=last)]
    return initialized(nn.Sequential(*layers, nn.Tanh()))


def initialized(network: nn.Sequential) -> nn.Sequential:
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.normal_(module.weight, 0, 0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return network
