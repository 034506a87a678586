"""A file on its way to the encoder, with Pillow: read, hashed, decoded, turned upright, its thumbnail drawn, its square prepared."""

import hashlib
import io
import os
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
# Where EXIF says how the camera was held, and the values that swap the sides.
ORIENTATION, ON_ITS_SIDE = 0x0112, range(5, 9)
# A JPEG is decoded at a half, a quarter or an eighth of its size as long as the smaller side keeps so many pixels.
REDUCED_SIDE = 256


@dataclass(frozen=True)
class Reading:
    """How files are read."""

    resolution: int
    thumbnail_side: int
    reduced: bool


@dataclass
class Picture:
    """What the database and the encoder want of a file."""

    source: bytes
    sha256: bytes
    byte_size: int
    modified_ns: int
    inode: int
    format: str
    width: int
    height: int
    thumbnail: bytes
    # Height × width × 3 bytes.
    pixels: bytes


def flattened(image: Image.Image) -> Image.Image:
    """RGB, transparency on white."""
    if image.mode == "RGB":
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def read(path: str, how: Reading) -> Picture:
    with open(path, "rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        content = file.read()
    image = Image.open(io.BytesIO(content), formats=FORMATS)
    width, height = image.size
    if image.getexif().get(ORIENTATION) in ON_ITS_SIDE:
        width, height = height, width
    encoded_as = image.format.lower()
    if how.reduced:
        image.draft("RGB", (REDUCED_SIDE, REDUCED_SIDE))
        ImageOps.exif_transpose(image, in_place=True)
    else:
        image = ImageOps.exif_transpose(image)
    image = flattened(image)

    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.resize((how.resolution,) * 2, Image.Resampling.BILINEAR, box=(left, top, left + side, top + side))
    # In place, and it leaves a smaller picture as it is.
    image.thumbnail((how.thumbnail_side,) * 2, Image.Resampling.BILINEAR)
    thumbnail = io.BytesIO()
    image.save(thumbnail, "JPEG", quality=85)
    return Picture(
        os.fsencode(path), hashlib.sha256(content).digest(), len(content), status.st_mtime_ns, status.st_ino, encoded_as, width, height,
        thumbnail.getvalue(), square.tobytes())


def read_some(paths: list[str], how: Reading) -> tuple[list[Picture], list[str]]:
    """Pictures, and a line for each file that cannot be used."""
    pictures, failures = [], []
    with warnings.catch_warnings(action="ignore"):
        for path in paths:
            try:
                pictures.append(read(path, how))
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
                failures.append(f"{path}: {error}")
    return pictures, failures
