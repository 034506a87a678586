#!/usr/bin/env python3
"""Writes corpora of made-up pictures to measure on; the same arguments write the same bytes.

    Benchmarks/corpora.py large COUNT FOLDER                     12-megapixel JPEGs, quality 90, about 4 MB each
    Benchmarks/corpora.py small COUNT FOLDER                     128 px JPEGs of about 5 KB, a thousand a folder
    Benchmarks/corpora.py shards COUNT FOLDER [--per-shard N]    the same small pictures in plain tar files

No two files have the same bytes. Every large picture is drawn anew. A small one is one of 512 drawn pictures whose quantisation
tables differ in up to 24 entries of low frequency by one: other bytes, slightly other pixels, and nothing to encode. One picture
at a time is held in memory. Needs Pillow and numpy.
"""

import argparse
import functools
import io
import pathlib
import sys
import tarfile
from collections.abc import Callable, Iterator

import numpy
from PIL import Image, ImageDraw, ImageFilter

LARGE = (4000, 3000)
SMALL = (128, 128)
FAMILIES = 512
# Entries of a quantisation table in zigzag order: the lowest frequencies but the mean, which every picture has.
VARIED = range(1, 25)
# Odd, so that multiplying by it permutes the numbers below 2^24: neighbours differ in many entries.
SCATTER = 0x9E3779
PER_FOLDER = 1000


def clouds(random: numpy.random.Generator, size: tuple[int, int]) -> numpy.ndarray:
    """Smooth light and colour: noise on coarse grids, enlarged and added up. Height × width × 3, about 0…255."""
    total = numpy.full((size[1], size[0], 3), 128, numpy.float32)
    for cells, strength in ((3, 60), (8, 30), (24, 14)):
        grid = random.integers(0, 256, (cells, cells, 3), dtype=numpy.uint8)
        total += (numpy.asarray(Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC), numpy.float32) - 128) * (strength / 128)
    return total


def shapes(random: numpy.random.Generator, picture: Image.Image, count: int) -> None:
    """Edges: filled ellipses and polygons of any size."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(count):
        x, y = random.integers(0, width), random.integers(0, height)
        reach = int(width * 0.4 * random.random() ** 3) + 3
        colour = tuple(int(c) for c in random.integers(0, 256, 3))
        if random.random() < 0.5:
            draw.ellipse((x - reach, y - reach * 0.7, x + reach, y + reach * 0.7), fill=colour)
        else:
            corners = random.integers(-reach, reach + 1, (4, 2))
            draw.polygon([(int(x + dx), int(y + dy)) for dx, dy in corners], fill=colour)


def drawn(random: numpy.random.Generator, size: tuple[int, int], count: int) -> Image.Image:
    picture = Image.fromarray(clouds(random, size).clip(0, 255).astype(numpy.uint8))
    shapes(random, picture, count)
    return picture


@functools.cache
def sensor_noise() -> Image.Image:
    """A grey plane larger than a large picture, slightly correlated as after demosaicing; each picture cuts out a part and amplifies it."""
    random = numpy.random.default_rng(1)
    plane = random.normal(128, 15, (LARGE[1] + 512, LARGE[0] + 512)).clip(0, 255).astype(numpy.uint8)
    return Image.fromarray(plane).filter(ImageFilter.Kernel((3, 3), (1, 2, 1, 2, 8, 2, 1, 2, 1)))


def jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def large(number: int) -> bytes:
    random = numpy.random.default_rng([2, number])
    # Drawn at half the size: lenses are less sharp than sensors.
    scene = drawn(random, (LARGE[0] // 2, LARGE[1] // 2), 60).resize(LARGE, Image.Resampling.BILINEAR)
    x, y = (int(offset) for offset in random.integers(0, 513, 2))
    noise = numpy.asarray(sensor_noise().crop((x, y, x + LARGE[0], y + LARGE[1])), numpy.float32) - 128
    pixels = numpy.asarray(scene, numpy.int16) + (noise * random.uniform(0.8, 1.8)).astype(numpy.int16)[:, :, None]
    return jpeg(Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8)))


@functools.cache
def family(number: int) -> tuple[bytes, bytes, bytes]:
    """A drawn JPEG, cut around the 64 entries of its first quantisation table."""
    random = numpy.random.default_rng([3, number])
    picture = drawn(random, SMALL, 14)
    pixels = numpy.asarray(picture, numpy.int16) + random.normal(0, 3, (SMALL[1], SMALL[0], 1)).round().astype(numpy.int16)
    encoded = jpeg(Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8)))
    # The marker, two bytes of length, one byte that says 8 bits and table 0, and then the entries.
    start = encoded.index(b"\xff\xdb") + 5
    return encoded[:start], encoded[start : start + 64], encoded[start + 64 :]


def small(number: int) -> bytes:
    head, table, rest = family(number % FAMILIES)
    changes = number // FAMILIES * SCATTER % (1 << len(VARIED))
    entries = bytearray(table)
    for place in VARIED:
        entries[place] += changes & 1
        changes >>= 1
    return b"".join((head, entries, rest))


def named(picture: Callable[[int], bytes], numbers: range) -> Iterator[tuple[str, bytes]]:
    return ((f"{number:08}.jpg", picture(number)) for number in numbers)


def write_files(picture: Callable[[int], bytes], count: int, folder: pathlib.Path) -> None:
    for first in range(0, count, PER_FOLDER):
        part = folder / f"{first // PER_FOLDER:05}"
        part.mkdir()
        for name, content in named(picture, range(first, min(first + PER_FOLDER, count))):
            with open(part / name, "wb", buffering=0) as file:
                file.write(content)


def write_shards(count: int, folder: pathlib.Path, per_shard: int) -> None:
    for shard, first in enumerate(range(0, count, per_shard)):
        with tarfile.open(folder / f"shard-{shard:05}.tar", "w", format=tarfile.USTAR_FORMAT) as archive:
            for name, content in named(small, range(first, min(first + per_shard, count))):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
                # Otherwise it keeps every member's header.
                archive.members.clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["large", "small", "shards"])
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=pathlib.Path, help="made where it is missing; it must be empty")
    parser.add_argument("--per-shard", type=int, default=10_000, help="pictures in a tar file")
    options = parser.parse_args()
    most = FAMILIES << len(VARIED)
    if not 1 <= options.count <= most or options.per_shard < 1:
        parser.error(f"COUNT is 1 to {most}, --per-shard 1 or more")
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        if any(options.folder.iterdir()):
            sys.exit(f"corpora: {options.folder} is not empty: name another folder")
        if options.kind == "shards":
            write_shards(options.count, options.folder, options.per_shard)
        else:
            write_files(large if options.kind == "large" else small, options.count, options.folder)
    except OSError as error:
        sys.exit(f"corpora: the pictures cannot be written: {error}")


if __name__ == "__main__":
    main()
