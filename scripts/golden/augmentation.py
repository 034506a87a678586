"""Golden values of the differentiable augmentations: an affine bilinear sample and DiffAugment's colours (Zhao 2006.10738).

The sample is written out here as a sum over the four neighbours of each point, and held against torch's `grid_sample`.
"""

import torch
import torch.nn.functional as F

from primitives import Draw, Tensors

NAME = "augmentation"
BATCH, SIDE = 5, 16


def draw_theta(draw: Draw) -> torch.Tensor:
    """[batch, 2, 3]: from a point of the result to one of the source, both in [-1, 1]; one is left alone, one only mirrored."""
    mirror = torch.tensor([1.0, -1.0, 1.0, -1.0, 1.0], dtype=torch.float64)
    scale = draw.uniform(BATCH, low=0.8, high=1.25)
    shift = draw.uniform(BATCH, 2, low=-0.3, high=0.3)
    scale[:2], shift[:2] = 1, 0
    zero = torch.zeros(BATCH, dtype=torch.float64)
    rows = [torch.stack([mirror * scale, zero, shift[:, 0]], 1), torch.stack([zero, scale, shift[:, 1]], 1)]
    return torch.stack(rows, 1).float().double()


def affine(x: torch.Tensor, theta: torch.Tensor) -> torch.Tensor:
    """Bilinear; the coordinate of pixel i is (2 i + 1) / side - 1, and points outside take the nearest pixel of the border."""
    side = x.shape[-1]
    centres = (2 * torch.arange(side, dtype=torch.float64) + 1) / side - 1
    v, u = torch.meshgrid(centres, centres, indexing="ij")
    points = torch.stack([u, v, torch.ones_like(u)], -1)
    source = torch.einsum("nij,hwj->nhwi", theta, points)
    pixel = (((source + 1) * side - 1) / 2).clamp(0, side - 1)
    low = pixel.floor().clamp(max=side - 2).long()
    weight = pixel - low
    result = torch.zeros_like(x)
    images = torch.arange(len(x))[:, None, None]
    for down in (0, 1):
        for right in (0, 1):
            across = weight[..., 0] if right else 1 - weight[..., 0]
            along = weight[..., 1] if down else 1 - weight[..., 1]
            neighbour = x[images, :, low[..., 1] + down, low[..., 0] + right].permute(0, 3, 1, 2)
            result = result + (across * along)[:, None] * neighbour
    expected = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), "bilinear", "border", align_corners=False)
    torch.testing.assert_close(result, expected)
    return result


def brightness(x: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return x + b


def saturation(x: torch.Tensor, s: torch.Tensor) -> torch.Tensor:
    grey = x.mean(1, keepdim=True)
    return (x - grey) * s + grey


def contrast(x: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
    mean = x.mean((1, 2, 3), keepdim=True)
    return (x - mean) * c + mean


def cutout(x: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """A square of half the side is 0; `hole` is its middle (across, down) as shares of the side."""
    place = torch.arange(x.shape[-1], dtype=torch.float64) + 0.5
    inside = (place - hole[:, :, None] * x.shape[-1]).abs() < x.shape[-1] / 4
    return torch.where((inside[:, 1, :, None] & inside[:, 0, None, :])[:, None], 0.0, x)


def golden_values() -> Tensors:
    """Each operation alone, all of them one after the other, and each one's gradient by the images for a given cotangent."""
    draw = Draw(20060107)
    x = draw.uniform(BATCH, 3, SIDE, SIDE, low=-1, high=1)
    cotangent = draw.normal(BATCH, 3, SIDE, SIDE)
    # Holes in sixteenths of the side, so that their edges fall between pixels; two reach over the border.
    hole = torch.tensor([[8, 8], [2, 9], [5, 11], [15, 4], [10, 6]], dtype=torch.float64) / SIDE
    given = {
        "theta": draw_theta(draw),
        "brightness": draw.uniform(BATCH, 1, 1, 1, low=-0.5, high=0.5),
        "saturation": draw.uniform(BATCH, 1, 1, 1, low=0, high=2),
        "contrast": draw.uniform(BATCH, 1, 1, 1, low=0.5, high=1.5),
        "hole": hole,
    }
    operations = {
        "affine": lambda h: affine(h, given["theta"]),
        "brightness": lambda h: brightness(h, given["brightness"]),
        "saturation": lambda h: saturation(h, given["saturation"]),
        "contrast": lambda h: contrast(h, given["contrast"]),
        "cutout": lambda h: cutout(h, given["hole"]),
    }

    def composed(h: torch.Tensor) -> torch.Tensor:
        for name in ("affine", "brightness", "saturation", "contrast", "cutout"):
            h = operations[name](h)
        return h

    values: Tensors = {"input.x": x, "input.cotangent": cotangent, **{f"input.{name}": value for name, value in given.items()}}
    for name, operation in {**operations, "composed": composed}.items():
        leaf = x.clone().requires_grad_(True)
        result = operation(leaf)
        values[f"output.{name}"] = result
        values[f"gradient.{name}"] = torch.autograd.grad((result * cotangent).sum(), leaf)[0]
    torch.testing.assert_close(values["output.affine"][0], x[0])
    torch.testing.assert_close(values["output.affine"][1], x[1].flip(-1))
    return values
