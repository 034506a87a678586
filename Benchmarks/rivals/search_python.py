#!/usr/bin/env python3
"""Exact cosine search over random standardised latents with faiss or numpy, on one thread.

Prints {"p50_ms": …, "p99_ms": …, "qps_one_thread": …} and what it was measured with. Single queries are timed one by one;
`qps_one_thread` is all queries in one call.
"""

import argparse
import json
import os
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy  # noqa: E402  (reads the variables above)


def standardized(generator: numpy.random.Generator, count: int, dimension: int) -> numpy.ndarray:
    rows = generator.standard_normal((count, dimension))
    rows = (rows - rows.mean(1, keepdims=True)) / rows.std(1, keepdims=True)
    return numpy.ascontiguousarray(rows, dtype=numpy.float32)


def unit(rows: numpy.ndarray) -> numpy.ndarray:
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def numpy_search(rows: numpy.ndarray, k: int):
    corpus = unit(rows)
    k = min(k, len(corpus))

    def search(queries: numpy.ndarray):
        similarities = unit(queries) @ corpus.T
        nearest = numpy.argpartition(-similarities, k - 1, axis=1)[:, :k]
        order = numpy.argsort(-numpy.take_along_axis(similarities, nearest, 1), axis=1, kind="stable")
        ids = numpy.take_along_axis(nearest, order, 1)
        return 1 - numpy.take_along_axis(similarities, ids, 1), ids

    return search, "numpy " + numpy.__version__


def faiss_search(rows: numpy.ndarray, k: int):
    import faiss

    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(unit(rows))

    def search(queries: numpy.ndarray):
        similarities, ids = index.search(unit(queries), k)
        return 1 - similarities, ids

    return search, "faiss " + faiss.__version__


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["faiss", "numpy"], default="faiss")
    parser.add_argument("--count", type=int, default=25_000)
    parser.add_argument("--dimension", type=int, default=128)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("-k", type=int, default=10)
    options = parser.parse_args()

    generator = numpy.random.default_rng(1)
    rows = standardized(generator, options.count, options.dimension)
    queries = standardized(generator, options.queries, options.dimension)
    start = time.perf_counter()
    search, engine = (faiss_search if options.engine == "faiss" else numpy_search)(rows, options.k)
    build = time.perf_counter() - start

    for query in queries[:5]:
        search(query[None])
    latencies = []
    for query in queries:
        start = time.perf_counter()
        search(query[None])
        latencies.append((time.perf_counter() - start) * 1e3)
    # Blocks keep numpy's matrix of similarities in bounds.
    start = time.perf_counter()
    for first in range(0, len(queries), 256):
        search(queries[first : first + 256])
    together = time.perf_counter() - start
    figures = {
        "p50_ms": float(numpy.percentile(latencies, 50)),
        "p99_ms": float(numpy.percentile(latencies, 99)),
        "qps_one_thread": options.queries / together,
        "build_seconds": build,
        "count": options.count,
        "dimension": options.dimension,
        "engine": engine,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
