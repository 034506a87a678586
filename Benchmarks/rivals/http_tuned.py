"""The tuned variant of `http_python.py`: what one does to it before buying another machine."""

import asyncio
import concurrent.futures
import copy
import gc
import io
import os
import time
from collections.abc import Callable

import faiss
import numpy
import orjson
import simplejpeg
import torch
from fastapi import Response
from PIL import Image
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from http_python import Corpus, Query, Service, milliseconds, square, standardized

# A JPEG is decoded at a half, a quarter or an eighth of its size as long as the smaller side keeps so many pixels.
REDUCED_SIDE = 256
ORIENTATION = 0x0112
# As many requests as share a pass at most.
BATCH = 32
# Batches of searches that are at least so large go through BLAS.
BLAS_BATCH = 2


def folded(network: nn.Sequential) -> nn.Sequential:
    """The network with its batch norms folded into the convolutions before them."""
    layers: list[nn.Module] = []
    for layer in copy.deepcopy(network):
        if isinstance(layer, nn.BatchNorm2d):
            convolution = layers[-1]
            convolution.weight, convolution.bias = fuse_conv_bn_weights(
                convolution.weight, convolution.bias, layer.running_mean, layer.running_var, layer.eps, layer.weight, layer.bias)
        else:
            layers.append(layer)
    return nn.Sequential(*layers)


class Batches:
    """Requests that come while others are worked on share the next call of `work`, which runs on a thread of its own."""

    def __init__(self, work: Callable[[list], list]):
        self.work = work
        self.thread = concurrent.futures.ThreadPoolExecutor(1)
        self.waiting: list[tuple[object, asyncio.Future]] = []
        self.is_busy = False

    def submit(self, item: object) -> asyncio.Future:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self.waiting.append((item, answer))
        if not self.is_busy:
            self.is_busy = True
            # After whatever else has arrived in this turn of the loop.
            loop.call_soon(lambda: loop.create_task(self.run(loop)))
        return answer

    async def run(self, loop: asyncio.AbstractEventLoop) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            try:
                answers = await loop.run_in_executor(self.thread, self.work, [item for item, _ in batch])
            except Exception as error:  # noqa: BLE001  (whoever waits gets it)
                answers = [error] * len(batch)
            for (_, future), answer in zip(batch, answers):
                if future.cancelled():
                    continue
                future.set_exception(answer) if isinstance(answer, Exception) else future.set_result(answer)
        self.is_busy = False


class TunedService(Service):
    def __init__(self, corpus: Corpus, options):
        super().__init__(corpus, options)
        self.type = torch.bfloat16 if self.is_bf16 else torch.float32
        self.network = folded(self.network).to(self.type).to(memory_format=torch.channels_last)
        faiss.cvar.distance_compute_blas_threshold = BLAS_BATCH
        self.decoders = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
        self.encoding = Batches(self.encode_all)
        self.searching = Batches(self.search_all)
        gc.collect()
        gc.freeze()

    def decode(self, content: bytes) -> Query:
        start = time.perf_counter()
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if image.format != "JPEG" or image.getexif().get(ORIENTATION, 1) != 1:
            return super().decode(content)
        width, height = image.size
        pixels = simplejpeg.decode_jpeg(content, min_height=min(REDUCED_SIDE, height), min_width=min(REDUCED_SIDE, width))
        return Query(width, height, square(Image.fromarray(pixels), self.resolution), milliseconds(start))

    def encode_all(self, pictures: list[numpy.ndarray]) -> list[numpy.ndarray]:
        pixels = torch.from_numpy(numpy.stack(pictures)).permute(0, 3, 1, 2)
        x = pixels.to(self.type).div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode():
            return list(self.network(x).float().numpy())

    def search_all(self, queries: list[numpy.ndarray]) -> list[tuple[numpy.ndarray, numpy.ndarray]]:
        return list(zip(*self.corpus.search(numpy.stack(queries))))

    async def photo(self, content: bytes) -> Response:
        query = await asyncio.get_running_loop().run_in_executor(self.decoders, self.decode, content)
        start = time.perf_counter()
        latent = await self.encoding.submit(query.pixels)
        encode_ms, start = milliseconds(start), time.perf_counter()
        found = await self.searching.submit(standardized(latent[None])[0])
        return self.response(self.corpus.photo_reply(query, latent, found, encode_ms, milliseconds(start)))

    async def image(self, image: int) -> Response:
        start = time.perf_counter()
        found = await self.searching.submit(self.corpus.unit[self.corpus.row(image)])
        timing = {"decode": 0.0, "encode": 0.0, "search": milliseconds(start)}
        return self.response(self.corpus.reply(*found, {}, timing))

    @staticmethod
    def response(reply: dict) -> Response:
        return Response(orjson.dumps(reply), media_type="application/json")
