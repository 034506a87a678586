#!/usr/bin/env python3
"""Writes the golden values that the distances of pictures and of features are tested against.

A second, independent implementation in numpy alone, in float64: the sliced Wasserstein distance as section 5 of Karras et al.
(arXiv 1710.10196) describes it, and the Frechet distance by the product of the covariances' roots. Pictures, places and directions are drawn
here and written down, so that both implementations look at the same.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python scripts/golden/distances.py
"""

import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "SemblanceEvaluationTests" / "Golden"
SIDE, IMAGES, PATCHES, DIRECTIONS, PATCH = 32, 10, 24, 24, 7
KERNEL = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256


def smooth(pictures: np.ndarray) -> np.ndarray:
    """[image, y, x, channel] under the binomial kernel; the picture goes on as in a mirror at the middle of its outermost pixels."""
    height, width = pictures.shape[1:3]
    padded = np.pad(pictures, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    return sum(KERNEL[dy, dx] * padded[:, dy:dy + height, dx:dx + width] for dy in range(5) for dx in range(5))


def pyramid(pictures: np.ndarray, least: int = 16) -> list[np.ndarray]:
    """The bands from the finest down to what is left at `least` pixels."""
    bands, rest = [], pictures.astype(np.float64)
    while rest.shape[1] // 2 >= least:
        half = smooth(rest)[:, ::2, ::2]
        spread = np.zeros_like(rest)
        spread[:, ::2, ::2] = half
        bands.append(rest - 4 * smooth(spread))
        rest = half
    return bands + [rest]


def descriptors(band: np.ndarray, places: np.ndarray) -> np.ndarray:
    """[patch, y, x, channel] at [image, patch, (x, y)], each channel standardised over all of them."""
    taken = np.stack([band[i, y:y + PATCH, x:x + PATCH] for i in range(len(band)) for x, y in places[i]])
    return (taken - taken.mean(axis=(0, 1, 2))) / taken.std(axis=(0, 1, 2))


def sliced_wasserstein(a: np.ndarray, b: np.ndarray, directions: np.ndarray) -> float:
    """The mean over directions of the one-dimensional distance."""
    a, b = (np.sort(x.reshape(len(x), -1) @ directions.T, axis=0) for x in (a, b))
    return float(np.abs(a - b).mean())


def root(matrix: np.ndarray) -> np.ndarray:
    """The symmetric root of a covariance."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(np.clip(values, 0, None)) @ vectors.T


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """tr sqrt(S1 S2) is the sum of the singular values of the product of the roots."""
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    cross = np.linalg.svd(root(first) @ root(second), compute_uv=False).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * cross)


def text(values: np.ndarray) -> str:
    return np.ascontiguousarray(values).tobytes().hex()


def draw_pictures(random: np.random.Generator, roughness: float) -> np.ndarray:
    """Blobs and noise: something at every scale."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    pictures = np.empty((IMAGES, SIDE, SIDE, 3))
    for picture in pictures:
        for channel in range(3):
            u, v, size = random.uniform(0.2, 0.8), random.uniform(0.2, 0.8), random.uniform(0.05, 0.3)
            picture[..., channel] = 60 + 150 * np.exp(-((x - u) ** 2 + (y - v) ** 2) / (2 * size * size))
        picture += random.normal(0, roughness, picture.shape)
    return np.clip(np.rint(pictures), 0, 255).astype(np.uint8)


def main() -> None:
    random = np.random.default_rng(10)
    a, b = draw_pictures(random, 20), draw_pictures(random, 8)
    directions = random.normal(size=(DIRECTIONS, PATCH * PATCH * 3))
    directions = (directions / np.linalg.norm(directions, axis=1, keepdims=True)).astype(np.float32)
    levels = []
    for first, second in zip(pyramid(a), pyramid(b)):
        side = first.shape[1]
        places = random.integers(0, side - PATCH + 1, size=(IMAGES, PATCHES, 2))
        distance = sliced_wasserstein(descriptors(first, places), descriptors(second, places), directions.astype(np.float64))
        levels.append({"side": side, "places": places.reshape(-1).tolist(), "distance": distance, "energy": [
            float((band ** 2).mean()) for band in (first, second)]})
    features = [random.normal(size=(40, 12)).astype(np.float32), (random.normal(size=(30, 12)) * 1.3 + 0.4).astype(np.float32)]
    # Fewer rows than columns: covariances without full rank.
    thin = [random.normal(size=(6, 12)).astype(np.float32), random.normal(size=(7, 12)).astype(np.float32)]
    golden = {
        "side": SIDE, "images": IMAGES, "patches_per_image": PATCHES, "a": text(a), "b": text(b), "directions": text(directions),
        "levels": levels,
        "frechet": [
            {"dimension": 12, "a": text(x), "b": text(y), "distance": frechet(x.astype(np.float64), y.astype(np.float64))}
            for x, y in (features, thin)
        ],
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "distances.json").write_text(json.dumps(golden, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
