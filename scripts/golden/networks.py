"""The networks of the published family as plain functions over a dictionary of parameters.

A network is what its parameters' names say: a convolution has a bias where one is stored, its output is normalised where a
normalisation of the same number is stored, and a layer's weight is divided by its spectral norm where `<layer>.spectral_u` is.
DCGAN (Radford 1511.06434) with 5x5 kernels of stride 2; spectral normalisation (Miyato 1802.05957).
"""

import math
from dataclasses import dataclass, field

import torch

from primitives import Draw, Tensors, downsample, leaky, per_channel, standardize, upsample

KERNEL = 5


@dataclass(frozen=True)
class Sizes:
    """What all networks of a case have in common; `hidden` is the width of a critic's dense layers."""

    resolution: int = 32
    width: int = 8
    latent: int = 8
    batch: int = 6
    hidden: int = 16

    @property
    def widths(self) -> list[int]:
        """Channels of an encoder's blocks, first to last."""
        inner = int(math.log2(self.resolution)) - 3
        return [self.width >> (inner - i) for i in range(inner + 1)]


@dataclass
class Networks:
    """Parameters `p` and buffers `b` by their names in a checkpoint, and how they are drawn."""

    sizes: Sizes
    draw: Draw
    p: Tensors = field(default_factory=dict)
    b: Tensors = field(default_factory=dict)

    # Parameters

    def add_layer(self, name: str, shape: tuple[int, ...], std: float, bias: bool, spectral: bool = False) -> None:
        """A dense layer's or a convolution's weight [out, ...]."""
        self.p[f"{name}.weight"] = self.draw.normal(*shape, std=std)
        if bias:
            self.p[f"{name}.bias"] = self.draw.normal(shape[0], std=0.1)
        if spectral:
            u = self.draw.normal(shape[0])
            self.b[f"{name}.spectral_u"] = (u / u.norm()).float().double()

    def add_normalization(self, name: str, channels: int) -> None:
        self.p[f"{name}.weight"] = self.draw.normal(channels, mean=1.0, std=0.2)
        self.p[f"{name}.bias"] = self.draw.normal(channels, std=0.2)
        self.b[f"{name}.running_mean"] = self.draw.normal(channels, std=0.3)
        self.b[f"{name}.running_var"] = self.draw.uniform(channels, low=0.5, high=2.0)

    def add_encoder(
        self, prefix: str, outputs: int, *, normalized: bool = True, spectral: bool = False, biases: bool = True, dense_std: float = 0.1
    ) -> None:
        """Image to `outputs` values: batch norm after all convolutions but the first, or none and a bias in each."""
        inputs = 3
        for i, channels in enumerate(self.sizes.widths):
            has_bias = biases and (i == 0 or not normalized)
            self.add_layer(f"{prefix}.convolutions.{i}", (channels, inputs, KERNEL, KERNEL), 0.15, has_bias, spectral)
            if normalized and i > 0:
                self.add_normalization(f"{prefix}.normalizations.{i}", channels)
            inputs = channels
        self.add_layer(f"{prefix}.dense", (outputs, self.sizes.width * 16), dense_std, biases, spectral)

    def add_perceptron(self, prefix: str, inputs: int, biases: bool) -> None:
        """inputs to h to h to 1."""
        widths = [inputs, self.sizes.hidden, self.sizes.hidden, 1]
        for i in range(3):
            self.add_layer(f"{prefix}.{i}", (widths[i + 1], widths[i]), 0.4, biases)

    def add_pair_critic(self) -> None:
        """T(x, z): an image encoder beside z, then dense layers; no biases."""
        self.add_encoder("critic.image", self.sizes.latent, biases=False)
        self.add_perceptron("critic.head", 2 * self.sizes.latent, biases=False)

    def add_generator(self, prefix: str = "generator", features: bool = False) -> None:
        """Latent to image; `features` normalises the dense layer's values one by one, before they are reshaped."""
        width = self.sizes.width
        self.add_layer(f"{prefix}.dense", (width * 16, self.sizes.latent), 0.2, True)
        channels = [*reversed(self.sizes.widths), 3]
        for i, count in enumerate(channels[:-1]):
            self.add_normalization(f"{prefix}.normalizations.{i}", width * 16 if features and i == 0 else count)
            self.p[f"{prefix}.convolutions.{i}.weight"] = self.draw.normal(count, channels[i + 1], KERNEL, KERNEL, std=0.15)
        self.p[f"{prefix}.convolutions.{len(channels) - 2}.bias"] = self.draw.normal(3, std=0.1)

    # Layers

    def matrix(self, layer: str) -> torch.Tensor:
        """A weight as [outputs, everything else]."""
        return self.p[f"{layer}.weight"].flatten(1)

    def weight(self, layer: str) -> torch.Tensor:
        """W, or W / sigma with sigma = |W' u| and u constant."""
        u = self.b.get(f"{layer}.spectral_u")
        weight = self.p[f"{layer}.weight"]
        return weight if u is None else weight / (self.matrix(layer).T @ u).norm()

    def iterate_power(self, prefix: str) -> None:
        """One step of the power method in every spectrally normalised layer of a network."""
        for name, u in list(self.b.items()):
            if name.startswith(prefix) and name.endswith(".spectral_u"):
                matrix = self.matrix(name.removesuffix(".spectral_u")).detach()
                v = matrix.T @ u
                u = matrix @ (v / v.norm())
                self.b[name] = u / u.norm()

    def dense(self, layer: str, h: torch.Tensor) -> torch.Tensor:
        h = h @ self.weight(layer).T
        bias = self.p.get(f"{layer}.bias")
        return h if bias is None else h + bias

    def normalize(self, name: str, h: torch.Tensor, training: bool) -> torch.Tensor:
        scale, shift = (per_channel(self.p[f"{name}.{part}"], h) for part in ("weight", "bias"))
        return standardize(h, self.b, name, training) * scale + shift

    # Networks

    def encode(self, prefix: str, x: torch.Tensor, training: bool = True) -> torch.Tensor:
        """[batch, outputs] by the batch's own statistics, or by the running ones."""
        h = x
        for i in range(len(self.sizes.widths)):
            layer, normalization = f"{prefix}.convolutions.{i}", f"{prefix}.normalizations.{i}"
            h = downsample(h, self.weight(layer), self.p.get(f"{layer}.bias"))
            if f"{normalization}.weight" in self.p:
                h = self.normalize(normalization, h, training)
            h = leaky(h)
        return self.dense(f"{prefix}.dense", h.flatten(1))

    def encoder(self, x: torch.Tensor) -> torch.Tensor:
        """E(x): [batch, n]."""
        return self.encode("encoder", x)

    def critic(self, x: torch.Tensor) -> torch.Tensor:
        """T(x): [batch]."""
        return self.encode("critic", x)[:, 0]

    def perceptron(self, prefix: str, h: torch.Tensor) -> torch.Tensor:
        """[batch]."""
        for i in range(2):
            h = leaky(self.dense(f"{prefix}.{i}", h))
        return self.dense(f"{prefix}.2", h)[:, 0]

    def latent_critic(self, z: torch.Tensor) -> torch.Tensor:
        """D(z), or T(E(x)): [batch]."""
        return self.perceptron("critic", z)

    def pair_critic(self, x: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        """T(x, z): [batch]."""
        return self.perceptron("critic.head", torch.cat([self.encode("critic.image", x), z], dim=1))

    def generator(self, z: torch.Tensor, prefix: str = "generator", training: bool = True) -> torch.Tensor:
        """G(z): [batch, 3, resolution, resolution] in (-1, 1)."""
        h = self.dense(f"{prefix}.dense", z)
        per_feature = self.p[f"{prefix}.normalizations.0.weight"].numel() == h.shape[1]
        if not per_feature:
            h = h.view(-1, self.sizes.width, 4, 4)
        for i in range(len(self.sizes.widths)):
            h = torch.relu(self.normalize(f"{prefix}.normalizations.{i}", h, training)).view(len(z), -1, 4 << i, 4 << i)
            convolution = f"{prefix}.convolutions.{i}"
            h = upsample(h, self.p[f"{convolution}.weight"], self.p.get(f"{convolution}.bias"))
        return torch.tanh(h)
