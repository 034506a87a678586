"""What the golden implementations share: seeded draws, the layers' formulas, gradients, one optimizer step, files.

Everything is computed in float64 from values that float32 can hold, and cast to float32 when it is written.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

EPSILON = 1e-3
SLOPE = 0.2

GOLDEN_FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/SemblanceModelsTests/Golden"

Tensors = dict[str, torch.Tensor]


class Draw:
    """Seeded random tensors whose values float32 holds exactly, as float64."""

    def __init__(self, seed: int):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int, mean: float = 0.0, std: float = 1.0) -> torch.Tensor:
        return (mean + std * torch.randn(*shape, generator=self.generator)).double()

    def uniform(self, *shape: int, low: float, high: float) -> torch.Tensor:
        return (low + (high - low) * torch.rand(*shape, generator=self.generator)).double()


def leaky(h: torch.Tensor) -> torch.Tensor:
    return torch.where(h > 0, h, SLOPE * h)


def per_channel(values: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    """[channels] as it broadcasts over `h`, whose second axis the channels are."""
    return values.view(1, -1, *[1] * (h.dim() - 2))


def standardize(h: torch.Tensor, buffers: Tensors, prefix: str, training: bool) -> torch.Tensor:
    """Batch norm without scale and shift, over all axes but the channels; never touches the running statistics."""
    if training:
        axes = tuple(axis for axis in range(h.dim()) if axis != 1)
        mean = h.mean(dim=axes, keepdim=True)
        variance = ((h - mean) ** 2).mean(dim=axes, keepdim=True)
    else:
        mean = per_channel(buffers[f"{prefix}.running_mean"], h)
        variance = per_channel(buffers[f"{prefix}.running_var"], h)
    return (h - mean) / torch.sqrt(variance + EPSILON)


def downsample(h: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """A stride-2 convolution with 'same' padding as TensorFlow computes it."""
    pad = (1, 2, 1, 2) if weight.shape[-1] == 5 else (1, 1, 1, 1)
    return F.conv2d(F.pad(h, pad), weight, bias, stride=2)


def upsample(h: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """The transpose of `downsample`: twice the side."""
    up = F.conv_transpose2d(h, weight, bias, stride=2, padding=1)
    return up[:, :, :-1, :-1] if weight.shape[-1] == 5 else up


def correlation(u: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """rho(u, v), one value a row."""
    u = u - u.mean(1, keepdim=True)
    v = v - v.mean(1, keepdim=True)
    return (u * v).sum(1) / torch.sqrt((u * u).sum(1) * (v * v).sum(1))


def gradients(loss: torch.Tensor, parameters: Tensors, prefix: str | tuple[str, ...]) -> Tensors:
    """Of one loss, for the parameters whose names start so."""
    names = [name for name in parameters if name.startswith(prefix)]
    return dict(zip(names, torch.autograd.grad(loss, [parameters[name] for name in names])))


def stepped(parameters: Tensors, gradient: Tensors, make_optimizer) -> Tensors:
    """The parameters after one joint step from where they stand."""
    leaves = {name: torch.nn.Parameter(value.detach().clone()) for name, value in parameters.items()}
    for name, leaf in leaves.items():
        leaf.grad = gradient[name].clone()
    make_optimizer(list(leaves.values())).step()
    return {name: leaf.detach() for name, leaf in leaves.items()}


def write_golden(path: pathlib.Path, values: Tensors, facts: dict) -> None:
    """Casts to float32 and writes, with `facts` as the file's metadata."""
    # One member only: several would be written in an order that changes from run to run.
    metadata = {"golden": json.dumps({**facts, "torch": torch.__version__, "computed_in": "float64"}, sort_keys=True)}
    save_file({name: value.detach().float().contiguous() for name, value in values.items()}, path, metadata)
    print(f"{path}: {len(values)} tensors, {path.stat().st_size:,} bytes")
