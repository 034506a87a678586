#!/usr/bin/env python3
"""Semblance's search over HTTP in Python: FastAPI on uvicorn (uvloop, httptools), PyTorch, faiss. Serves until it is stopped.

    --variant plain   each request decodes (Pillow), encodes (a batch of one) and searches on a thread of the pool
    --variant tuned   libjpeg-turbo decodes reduced on a thread a core; requests that come together share passes and searches;
                      batch norm folded into convolutions, bf16 weights, channels-last; replies written by orjson

POST /v1/search takes an image or {"image_id": …} and answers as Semblance does; GET /readyz says when it is ready. The latents are
those of `semblance bench http --latents`, the networks' weights are random.
"""

import argparse
import contextlib
import io
import json
import os
import pathlib
import sys
import time
from dataclasses import dataclass

if "tuned" in sys.argv:
    # The threads of torch and faiss are many for a few cores: those that wait must not spin.
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

import faiss  # noqa: E402  (reads the variable above)
import numpy  # noqa: E402
import uvicorn  # noqa: E402
from fastapi import FastAPI, HTTPException, Request, Response  # noqa: E402
from fastapi.concurrency import run_in_threadpool  # noqa: E402
from fastapi.responses import JSONResponse  # noqa: E402
from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: E402

from networks import encoder  # noqa: E402

K = 10


@dataclass
class Query:
    """An image, ready to be encoded: height × width × 3 bytes."""

    width: int
    height: int
    pixels: numpy.ndarray
    decode_ms: float


def milliseconds(since: float) -> float:
    return (time.perf_counter() - since) * 1e3


class Corpus:
    """Latents, and what is shown with hits."""

    def __init__(self, file: pathlib.Path, dimension: int):
        rows = numpy.fromfile(file, dtype="<f4").reshape(-1, dimension)
        self.unit = rows / numpy.linalg.norm(rows, axis=1, keepdims=True)
        self.index = faiss.IndexFlatIP(dimension)
        self.index.add(self.unit)
        self.sources = [f"/photos/{number + 1:09}.jpg" for number in range(len(rows))]
        self.metadata = [{} for _ in self.sources]
        self.realism = numpy.sort(numpy.random.default_rng(1).standard_normal(len(rows), dtype=numpy.float32))

    def __len__(self) -> int:
        return len(self.sources)

    def search(self, queries: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Similarities and rows, each query's in its row."""
        return self.index.search(queries / numpy.linalg.norm(queries, axis=1, keepdims=True), min(K, len(self)))

    def familiarity(self, realism: float) -> float:
        share = float(numpy.searchsorted(self.realism, realism)) / len(self.realism)
        return 2 * min(share, 1 - share)

    def reply(self, similarities: numpy.ndarray, rows: numpy.ndarray, query: dict, timing: dict) -> dict:
        hits = [
            {
                "rank": rank + 1,
                "image_id": row + 1,
                "distance": 1 - similarity,
                "similarity": similarity,
                "source": self.sources[row],
                "thumbnail_url": f"/v1/images/{row + 1}/thumbnail",
                "metadata": self.metadata[row],
            }
            for rank, (similarity, row) in enumerate(zip(similarities.tolist(), rows.tolist()))
        ]
        timing["total"] = sum(timing.values())
        return {
            "model": {"id": 1, "name": "bench", "version": 1}, "metric": "cosine", "exact": True, "complete": len(hits) == K,
            "query": query, "hits": hits, "timing_ms": timing,
        }

    def photo_reply(self, query: Query, latent: numpy.ndarray, found: tuple, encode_ms: float, search_ms: float) -> dict:
        # O-GAN's critic is the mean of the encoding.
        realism = -float(latent.mean())
        known = {"width": query.width, "height": query.height, "realism": realism, "familiarity": self.familiarity(realism)}
        return self.reply(*found, known, {"decode": query.decode_ms, "encode": encode_ms, "search": search_ms})

    def row(self, image: int) -> int:
        if not 1 <= image <= len(self):
            raise HTTPException(404, f"there is no image {image}")
        return image - 1


def standardized(latents: numpy.ndarray) -> numpy.ndarray:
    return (latents - latents.mean(1, keepdims=True)) / latents.std(1, keepdims=True)


def square(image: Image.Image, resolution: int) -> numpy.ndarray:
    """The centred square at the encoder's resolution."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return numpy.asarray(
        image.resize((resolution,) * 2, Image.Resampling.BILINEAR, box=(left, top, left + side, top + side)))


class Service:
    """What both variants share: how a photo is decoded, encoded and searched for, one at a time."""

    def __init__(self, corpus: Corpus, options: argparse.Namespace):
        import torch

        self.torch = torch
        self.corpus = corpus
        self.resolution = options.resolution
        self.is_bf16 = options.precision == "bf16"
        torch.manual_seed(1)
        self.network = encoder(options.resolution, options.width, options.dimension).eval()

    def decode(self, content: bytes) -> Query:
        start = time.perf_counter()
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))).convert("RGB")
        return Query(image.width, image.height, square(image, self.resolution), milliseconds(start))

    def encode(self, pictures: list[numpy.ndarray]) -> numpy.ndarray:
        torch = self.torch
        pixels = torch.from_numpy(numpy.stack(pictures)).permute(0, 3, 1, 2)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.is_bf16):
            return self.network(pixels.float() / 127.5 - 1).float().numpy()

    def answer_photo(self, content: bytes) -> dict:
        query = self.decode(content)
        start = time.perf_counter()
        latents = self.encode([query.pixels])
        encode_ms, start = milliseconds(start), time.perf_counter()
        similarities, rows = self.corpus.search(standardized(latents))
        return self.corpus.photo_reply(query, latents[0], (similarities[0], rows[0]), encode_ms, milliseconds(start))

    def answer_id(self, image: int) -> dict:
        start = time.perf_counter()
        row = self.corpus.row(image)
        similarities, rows = self.corpus.search(self.corpus.unit[row : row + 1])
        timing = {"decode": 0.0, "encode": 0.0, "search": milliseconds(start)}
        return self.corpus.reply(similarities[0], rows[0], {}, timing)

    async def photo(self, content: bytes) -> Response:
        return JSONResponse(await run_in_threadpool(self.answer_photo, content))

    async def image(self, image: int) -> Response:
        return JSONResponse(await run_in_threadpool(self.answer_id, image))

    async def warm_up(self) -> None:
        blank = io.BytesIO()
        Image.new("RGB", (self.resolution * 10,) * 2).save(blank, "JPEG")
        for _ in range(3):
            await self.photo(blank.getvalue())
            await self.image(1)


def application(service: Service) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI):
        # uvicorn listens after this.
        await service.warm_up()
        yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)

    @app.get("/readyz")
    async def readiness() -> Response:
        return Response()

    @app.post("/v1/search")
    async def search(request: Request) -> Response:
        content = await request.body()
        if request.headers.get("content-type", "").startswith("image/"):
            try:
                return await service.photo(content)
            except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
                raise HTTPException(422, "the image cannot be decoded") from error
        try:
            image = json.loads(content)["image_id"]
        except (ValueError, KeyError, TypeError) as error:
            raise HTTPException(400, "the body is neither an image nor JSON with image_id") from error
        return await service.image(image)

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=["plain", "tuned"], required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latents", type=pathlib.Path, required=True, help="rows of 32-bit floats")
    parser.add_argument("--dimension", type=int, default=128)
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
    options = parser.parse_args()

    corpus = Corpus(options.latents, options.dimension)
    if options.variant == "tuned":
        from http_tuned import TunedService

        service = TunedService(corpus, options)
    else:
        service = Service(corpus, options)
    uvicorn.run(
        application(service), host="127.0.0.1", port=options.port, loop="uvloop", http="httptools", access_log=False,
        log_level="warning", timeout_keep_alive=75)


if __name__ == "__main__":
    main()
