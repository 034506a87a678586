#!/usr/bin/env python3
"""An index of another library that stays and is measured on demand.

Builds the index, or takes the one that is kept, and prints a line of JSON about it. Then each line on the standard input, `EFFORT
THREADS`, is answered with a line of JSON: recall_at_10 against the true nearest, and the rate of queries; on one thread also the
latencies of single queries. The rate is that of one query after another or of all in one call, whichever is higher.
"""

import argparse
import ctypes
import gc
import hashlib
import json
import os
import pathlib
import sys
import time

import numpy

from search_engines import ENGINES, Engine

K = 10
# A pass over the queries that takes longer is cut short, and a shorter one is repeated.
MOST_SECONDS, LEAST_SECONDS = 6.0, 0.5
LEAST_QUERIES = 20


def unit(rows: numpy.ndarray) -> numpy.ndarray:
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def resident() -> int:
    """What this process holds, after what it no longer needs went back to the system."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def built(engine: Engine, data: pathlib.Path) -> dict:
    """Builds the index and says what it took."""
    before = resident()
    rows = unit(numpy.load(data / "corpus.npy"))
    start = time.perf_counter()
    engine.build(rows)
    seconds = time.perf_counter() - start
    count = len(rows)
    del rows
    return {"count": count, "build_seconds": seconds, "bytes_per_vector": (engine.bytes() or resident() - before) / count}


def standing(engine: Engine, dimension: int, data: pathlib.Path, kept: pathlib.Path, rebuild: bool) -> dict:
    """The index that was kept, or a new one."""
    facts_file, index_file = kept.with_suffix(".json"), kept.with_suffix(".index")
    if engine.is_kept and not rebuild and facts_file.exists():
        engine.load(index_file, dimension)
        return {**json.loads(facts_file.read_text()), "was_kept": True}
    facts_file.unlink(missing_ok=True)
    facts = built(engine, data)
    if engine.is_kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        engine.save(index_file)
        facts_file.write_text(json.dumps(facts))
    return {**facts, "was_kept": False}


class Measurement:
    """Queries with their true nearest, put to an engine."""

    def __init__(self, engine: Engine, queries: numpy.ndarray, truth: numpy.ndarray):
        self.engine = engine
        self.queries = queries
        self.truth = truth[:, :K]

    def recall(self, found: list[numpy.ndarray]) -> float:
        """The mean share of the true nearest that were found of the first queries."""
        hits = sum(len(numpy.intersect1d(true, ids)) for true, ids in zip(self.truth, found))
        return hits / (self.truth.shape[1] * len(found))

    def one_by_one(self) -> tuple[list[float], list[numpy.ndarray]]:
        """Seconds of single queries, and what the first pass found."""
        latencies, found, begin = [], [], time.perf_counter()
        while True:
            for query in range(len(self.queries)):
                start = time.perf_counter()
                ids = self.engine.search(self.queries[query : query + 1], K)
                latencies.append(time.perf_counter() - start)
                if len(found) < len(self.queries):
                    found.append(ids[0])
                if len(latencies) >= LEAST_QUERIES and time.perf_counter() - begin > MOST_SECONDS:
                    return latencies, found
            if time.perf_counter() - begin > LEAST_SECONDS:
                return latencies, found

    def together(self, queries: int) -> tuple[float, list[numpy.ndarray]]:
        """Queries a second in one call, and what was found: of so many, or of all where that is quick."""
        passes, start = 0, time.perf_counter()
        while not passes or time.perf_counter() - start < LEAST_SECONDS:
            found = self.engine.search(self.queries[:queries], K)
            passes += 1
        seconds = time.perf_counter() - start
        if queries < len(self.queries) and seconds / passes * len(self.queries) / queries < MOST_SECONDS:
            return self.together(len(self.queries))
        return passes * queries / seconds, list(found)

    def take(self, effort: int, threads: int) -> dict:
        """The figures at an effort."""
        self.engine.set(effort, threads)
        for _ in range(3):
            self.engine.search(self.queries[:1], K)
        if threads > 1:
            # A slow engine answers few.
            start = time.perf_counter()
            self.engine.search(self.queries[:LEAST_QUERIES], K)
            share = MOST_SECONDS / max(time.perf_counter() - start, 1e-9)
            rate, found = self.together(min(len(self.queries), max(LEAST_QUERIES, int(share * LEAST_QUERIES))))
            return {"effort": effort, "recall_at_10": self.recall(found), "qps": rate}
        latencies, found = self.one_by_one()
        rate, _ = self.together(len(found))
        single = len(latencies) / sum(latencies)
        p50, p99 = numpy.percentile(latencies, [50, 99]) * 1e3
        return {
            "effort": effort, "recall_at_10": self.recall(found), "qps": max(rate, single), "p50_ms": p50, "p99_ms": p99,
            "form": "one call" if rate > single else "one by one", "queries": len(found),
        }


def engine_of(options: argparse.Namespace) -> Engine:
    if not options.engine.startswith("pgvector"):
        return ENGINES[options.engine]()
    from search_pgvector import PgvectorEngine

    # Names of tables are short.
    table = "latents_" + hashlib.sha256(f"{options.engine} {options.data.resolve()}".encode()).hexdigest()[:16]
    return PgvectorEngine(options.database, table, is_exact=options.engine == "pgvector-exact")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=[*ENGINES, "pgvector-exact", "pgvector-hnsw"], required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="a folder that Benchmarks/latents.py wrote")
    parser.add_argument("--kept", type=pathlib.Path, required=True, help="where indexes are kept")
    parser.add_argument("--rebuild", action="store_true", help="build the index even where one is kept")
    parser.add_argument("--database", help="a connection string, for pgvector")
    options = parser.parse_args()
    if options.engine.startswith("pgvector") and not options.database:
        parser.error("pgvector needs --database")

    engine = engine_of(options)
    queries = unit(numpy.load(options.data / "queries.npy"))
    facts = standing(engine, queries.shape[1], options.data, options.kept / f"{options.engine}-{engine.version}", options.rebuild)
    measurement = Measurement(engine, engine.prepare(queries), numpy.load(options.data / "truth.npy"))
    print(json.dumps({**facts, "version": engine.version, "efforts": engine.efforts}), flush=True)
    for line in sys.stdin:
        effort, threads = (int(word) for word in line.split())
        print(json.dumps(measurement.take(effort, threads)), flush=True)


if __name__ == "__main__":
    main()
