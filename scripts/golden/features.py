#!/usr/bin/env python3
"""Writes a tiny TorchScript network that stands for Inception in tests: 3 x 299 x 299 values in -1 ... 1 to eight features, the means of
channels and of halves of the picture.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0
    venv/bin/python scripts/golden/features.py
"""

import pathlib

import torch

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "SemblanceCommandTests" / "Golden"


class TinyFeatures(torch.nn.Module):
    """Sizes other than 299 are refused, as Inception refuses what it cannot pool."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert x.shape[1:] == (3, 299, 299), "pictures of 3 x 299 x 299"
        left, top = x[:, :, :, :149].mean(dim=(2, 3)), x[:, :1, :149].mean(dim=(2, 3))
        return torch.cat([x.mean(dim=(2, 3)), left, top, x.square().mean(dim=(1, 2, 3)).unsqueeze(1)], dim=1)


class Flat(torch.nn.Module):
    """No features: one number for all pictures."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.mean()


class Wrong(torch.nn.Module):
    """Takes rows of ten values, no pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = torch.nn.Linear(10, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(x)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    for name, module in (("features", TinyFeatures()), ("no-features", Flat()), ("no-pictures", Wrong())):
        torch.jit.script(module).save(FOLDER / f"{name}.pt")


if __name__ == "__main__":
    main()
