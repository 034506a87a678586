#!/usr/bin/env python3
"""Makes a data set for measuring search: latents, queries, and the true nearest of each query.

    Benchmarks/latents.py real 1000000 FOLDER --latents exported.npy
    Benchmarks/latents.py low-rank 200000 FOLDER

FOLDER gets corpus.npy and queries.npy (32-bit floats, a row a latent, each of mean 0 and deviation 1) and truth.npy (32-bit integers:
for each query the row numbers of its ten nearest by cosine, nearest first). The same arguments write the same bytes.

real: what `semblance latents export` wrote. 1,000 latents, drawn by the seed, are the queries; the others are the corpus, as they are.
Where more are asked for, copies of them follow, each with noise of 0.3 times their deviation, standardised again.
low-rank: N(Wu + e), where u has 32 independent normal coordinates, W is a Gaussian matrix, e is isotropic noise of 0.3 times the
deviation of Wu's values, and N standardises. Queries are drawn alike.
"""

import argparse
import pathlib
import shutil

import faiss
import numpy

NEAREST = 10
# Latents are drawn so many at a time, whatever the count.
BLOCK = 25_000
NOISE = 0.3
RANK = 32


def standardized(rows: numpy.ndarray) -> numpy.ndarray:
    """Each row with mean 0 and deviation 1."""
    rows = rows - rows.mean(1, keepdims=True)
    return (rows / rows.std(1, keepdims=True)).astype(numpy.float32)


def blocks(count: int):
    """The beginnings and ends of blocks of rows."""
    return [(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]


def real(exported: numpy.ndarray, count: int, queries: int, seed: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The exported latents, some of them held out as queries, and noisy copies up to the count."""
    generator = numpy.random.default_rng([seed, 1])
    order = generator.permutation(len(exported))
    asked, held = exported[order[:queries]], exported[order[queries:]]
    corpus = numpy.empty((count, exported.shape[1]), dtype=numpy.float32)
    corpus[: len(held)] = held[:count]
    for first, last in blocks(max(0, count - len(held))):
        copied = held[numpy.arange(first, last) % len(held)]
        noise = NOISE * copied.std() * generator.standard_normal(copied.shape)
        corpus[len(held) + first : len(held) + last] = standardized(copied + noise)
    return corpus, asked


def low_rank(count: int, dimension: int, queries: int, seed: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Latents of low intrinsic dimension."""
    generator = numpy.random.default_rng([seed, 2])
    weights = generator.standard_normal((dimension, RANK))
    deviation = numpy.sqrt((weights**2).sum(1).mean())

    def drawn(number: int) -> numpy.ndarray:
        noise = NOISE * deviation * generator.standard_normal((number, dimension))
        return standardized(generator.standard_normal((number, RANK)) @ weights.T + noise)

    asked = drawn(queries)
    corpus = numpy.empty((count, dimension), dtype=numpy.float32)
    for first, last in blocks(count):
        corpus[first:last] = drawn(last - first)
    return corpus, asked


def unit(rows: numpy.ndarray) -> numpy.ndarray:
    return rows / numpy.linalg.norm(rows, axis=-1, keepdims=True)


def nearest(corpus: numpy.ndarray, queries: numpy.ndarray) -> numpy.ndarray:
    """The row numbers of the nearest by cosine: many candidates in 32-bit floats, ordered in 64-bit ones."""
    index = faiss.IndexFlatIP(corpus.shape[1])
    for first, last in blocks(len(corpus)):
        index.add(unit(corpus[first:last]))
    candidates = numpy.sort(index.search(unit(queries), min(5 * NEAREST, len(corpus)))[1], axis=1)
    similarity = numpy.einsum("qd,qcd->qc", unit(queries.astype(float)), unit(corpus[candidates].astype(float)))
    order = numpy.argsort(-similarity, axis=1, kind="stable")[:, :NEAREST]
    return numpy.take_along_axis(candidates, order, 1).astype(numpy.int32)


def check(corpus: numpy.ndarray, queries: numpy.ndarray, truth: numpy.ndarray) -> None:
    """Compares the nearest of a few queries with every latent measured in 64-bit floats."""
    for query in range(0, len(queries), max(1, len(queries) // 4)):
        similarity = numpy.concatenate([
            unit(corpus[first:last].astype(float)) @ unit(queries[query].astype(float)) for first, last in blocks(len(corpus))
        ])
        # Two latents may be equally near: what counts is how near they are.
        found, best = similarity[truth[query]], numpy.sort(similarity)[::-1][: truth.shape[1]]
        if not numpy.allclose(found, best, rtol=0, atol=1e-12):
            raise SystemExit(f"latents: the nearest of query {query} are not the nearest")


def exported_latents(path: pathlib.Path, queries: int) -> numpy.ndarray:
    """A matrix of latents with enough rows to hold some out."""
    try:
        rows = numpy.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise SystemExit(f"latents: {path} cannot be read as a NumPy matrix: {error}") from None
    if rows.ndim != 2 or rows.dtype != numpy.float32 or len(rows) < 2 * queries or not numpy.isfinite(rows).all():
        raise SystemExit(f"latents: {path} must be a matrix of finite 32-bit floats with at least {2 * queries} rows")
    return rows


def write(folder: pathlib.Path, **matrices: numpy.ndarray) -> None:
    """All files or none."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, matrix in matrices.items():
        numpy.save(partial / f"{name}.npy", matrix)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["real", "low-rank"])
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--latents", type=pathlib.Path, help="exported latents, for real ones")
    parser.add_argument("--dimension", type=int, default=128, help="of low-rank latents")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.count < NEAREST or options.queries < 1 or options.dimension < 3:
        parser.error(f"at least {NEAREST} latents, 1 query and 3 values are needed")
    if (options.kind == "real") != (options.latents is not None):
        parser.error("real needs --latents FILE.npy, and low-rank takes none")

    if options.kind == "real":
        exported = exported_latents(options.latents, options.queries)
        corpus, queries = real(exported, options.count, options.queries, options.seed)
    else:
        corpus, queries = low_rank(options.count, options.dimension, options.queries, options.seed)
    truth = nearest(corpus, queries)
    check(corpus, queries, truth)
    write(options.folder, corpus=corpus, queries=queries, truth=truth)


if __name__ == "__main__":
    main()
