#!/usr/bin/env python3
"""Indexing a folder of pictures with Pillow, PyTorch and psycopg: the work of `semblance index`, into the same tables.

    --variant plain   one process and a loop, JPEGs decoded at full size: the pipeline that people publish
    --variant tuned   a decoding process a core, JPEGs decoded reduced; the parent encodes, and a thread of it stores

Prints {"images_per_second": …, "images": …, "seconds": …, "peak_memory_mb": …, "variant": …} and what it was measured with. The
clock runs from the first file to the last commit; listing the folder, starting processes and a first batch through the networks
come before it. Afterwards the rows are counted and the latents' lengths checked.
"""

import argparse
import concurrent.futures
import itertools
import json
import multiprocessing
import os
import pathlib
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import index_reading
from index_reading import Picture, Reading

# torch is not imported above, so that the decoding processes do without.

BATCH = 64
# The most files a task of the decoding processes.
TASK = 8


def files_under(folder: pathlib.Path) -> list[str]:
    """Every regular file that is not hidden."""
    found = []
    for parent, folders, names in os.walk(os.path.abspath(folder)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (os.path.join(parent, name) for name in sorted(names) if not name.startswith("."))
        found += [path for path in paths if os.path.isfile(path) and not os.path.islink(path)]
    return found


def encoder_of(options: argparse.Namespace) -> Callable[[list[Picture]], "numpy.ndarray"]:
    """Pictures into codes: evaluation mode, bf16 autocast unless told otherwise."""
    import numpy
    import torch

    from networks import encoder

    if options.threads > 0:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    side = options.resolution
    layout = torch.channels_last if options.layout == "channels_last" else torch.contiguous_format
    network = encoder(side, options.width, options.latent_dimension).eval().to(memory_format=layout)

    def encode(pictures: list[Picture]) -> numpy.ndarray:
        pixels = numpy.frombuffer(b"".join(p.pixels for p in pictures), numpy.uint8).reshape(-1, side, side, 3)
        x = (torch.tensor(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(memory_format=layout)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bf16"):
            return network(x).float().numpy()

    encode([Picture(b"", b"", 0, 0, 0, "", 1, 1, b"", bytes(side * side * 3))] * BATCH)
    return encode


def peak_bytes(pids: Iterable[int | str]) -> int:
    """The largest resident memory of processes that still run, added up."""
    total = 0
    for pid in pids:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
        total += next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    return total


def chunks(items: list, size: int) -> Iterator[list]:
    return (items[first : first + size] for first in range(0, len(items), size))


class Failures:
    """Files that could not be used: counted, the first of them shown."""

    def __init__(self):
        self.count = 0

    def add(self, lines: list[str]) -> None:
        for line in lines[: max(0, 5 - self.count)]:
            print(f"index_python: {line}", file=sys.stderr)
        self.count += len(lines)


def plain(files: list[str], how: Reading, encode, store, failures: Failures) -> tuple[float, int]:
    """Seconds and peak memory."""
    start = time.perf_counter()
    for paths in chunks(files, BATCH):
        pictures, failed = index_reading.read_some(paths, how)
        failures.add(failed)
        if pictures:
            store.add(pictures, encode(pictures))
    return time.perf_counter() - start, peak_bytes(["self"])


def read_ahead(pool: concurrent.futures.Executor, files: list[str], how: Reading, ahead: int) -> Iterator[tuple[list[Picture], list[str]]]:
    """What the pool reads, as it gets ready; never more than `ahead` tasks are under way."""
    # A short list keeps every process busy too.
    tasks = chunks(files, max(1, min(TASK, len(files) // ahead)))
    running = {pool.submit(index_reading.read_some, paths, how) for paths in itertools.islice(tasks, ahead)}
    while running:
        finished, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
        running |= {pool.submit(index_reading.read_some, paths, how) for paths in itertools.islice(tasks, len(finished))}
        for task in finished:
            yield task.result()


def tuned(files: list[str], how: Reading, encode, store, failures: Failures, processes: int) -> tuple[float, int]:
    """Seconds and peak memory, that of the decoding processes included."""
    encoded: queue.Queue = queue.Queue(maxsize=4)
    broken: list[BaseException] = []

    def keep_storing() -> None:
        while (batch := encoded.get()) is not None:
            if broken:
                continue
            try:
                store.add(*batch)
            except Exception as error:  # noqa: BLE001  (the parent raises it)
                broken.append(error)

    def pass_on(pictures: list[Picture]) -> None:
        if broken:
            raise broken[0]
        encoded.put((pictures, encode(pictures)))

    with concurrent.futures.ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        # All of them start before the clock does.
        list(pool.map(time.sleep, [0.5] * processes))
        storing = threading.Thread(target=keep_storing)
        start = time.perf_counter()
        storing.start()
        try:
            waiting: list[Picture] = []
            for pictures, failed in read_ahead(pool, files, how, ahead=processes * 4):
                failures.add(failed)
                waiting += pictures
                while len(waiting) >= BATCH:
                    pass_on(waiting[:BATCH])
                    waiting = waiting[BATCH:]
            if waiting:
                pass_on(waiting)
        finally:
            encoded.put(None)
            storing.join()
        seconds = time.perf_counter() - start
        peak = peak_bytes(["self", *(child.pid for child in multiprocessing.active_children())])
    if broken:
        raise broken[0]
    return seconds, peak


def main() -> None:
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--database", required=True, help="the connection string of an empty database with Semblance's schema")
    parser.add_argument("--variant", choices=["plain", "tuned"], required=True)
    parser.add_argument("--resolution", type=int, default=64)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--latent-dimension", type=int, default=128)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
    parser.add_argument("--layout", choices=["contiguous", "channels_last"], help="default: contiguous, in the tuned variant channels_last")
    parser.add_argument("--thumbnail-side", type=int, default=160, help="the longest side; smaller pictures are not enlarged")
    parser.add_argument("--synchronous-commit", choices=["on", "off"], default="on")
    parser.add_argument("--processes", type=int, default=cores, help="that decode, in the tuned variant")
    parser.add_argument("--threads", type=int, help="of torch; default: its own choice, in the tuned variant half the cores")
    options = parser.parse_args()
    is_tuned = options.variant == "tuned"
    if options.threads is None:
        options.threads = max(1, cores // 2) if is_tuned else 0
    if options.layout is None:
        options.layout = "channels_last" if is_tuned else "contiguous"
    files = files_under(options.corpus)
    if not files:
        raise SystemExit(f"index_python: no files under {options.corpus}")

    import torch

    from index_storing import Store

    encode = encoder_of(options)
    store = Store(options.database, options.resolution, options.latent_dimension, options.synchronous_commit)
    how = Reading(options.resolution, options.thumbnail_side, reduced=is_tuned)
    failures = Failures()
    if is_tuned:
        seconds, peak = tuned(files, how, encode, store, failures, options.processes)
    else:
        seconds, peak = plain(files, how, encode, store, failures)
    figures = {
        "images_per_second": len(files) / seconds,
        "images": store.check(files=len(files) - failures.count),
        "files": len(files),
        "failed": failures.count,
        "seconds": seconds,
        "peak_memory_mb": peak / 1e6,
        "variant": options.variant,
        "precision": options.precision,
        "layout": options.layout,
        "thumbnail_side": options.thumbnail_side,
        "synchronous_commit": options.synchronous_commit,
        "processes": options.processes if is_tuned else 1,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
