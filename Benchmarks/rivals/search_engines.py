"""Indexes of other libraries behind one face. Rows and queries are of length 1, so that the inner product is the cosine."""

import pathlib

import faiss
import hnswlib
import numpy
import usearch
import usearch.index

# What every graph is built with: links a node, and candidates while building.
LINKS, CANDIDATES = 16, 100
# Candidates while searching.
EFFORTS = [10, 16, 24, 32, 48, 64, 80, 100, 128, 160, 200, 256, 320, 400, 512, 640, 800]


class Engine:
    """An index. `effort` is the knob that trades speed for recall; an engine without one has the single effort 0."""

    efforts = [0]
    # Whether building takes so long that the index is kept on the disk.
    is_kept = False
    version = ""

    def build(self, rows: numpy.ndarray) -> None:
        """Takes in all rows, on all cores; a row's number is its id."""
        raise NotImplementedError

    def save(self, path: pathlib.Path) -> None:
        raise NotImplementedError

    def load(self, path: pathlib.Path, dimension: int) -> None:
        """What `save` wrote of latents of that length."""
        raise NotImplementedError

    def prepare(self, queries: numpy.ndarray) -> numpy.ndarray:
        """Queries in the form that `search` takes; this is not timed."""
        return queries

    def set(self, effort: int, threads: int) -> None:
        raise NotImplementedError

    def search(self, queries: numpy.ndarray, k: int) -> numpy.ndarray:
        """The ids of the nearest of each, all in one call."""
        raise NotImplementedError

    def bytes(self) -> int | None:
        """What the index takes; None where the growth of the process says it."""
        return None


class FaissEngine(Engine):
    """An index of faiss by the name that its factory knows."""

    version = faiss.__version__

    def __init__(self, factory: str, efforts: list[int] | None = None):
        self.factory = factory
        self.is_graph = factory.startswith("HNSW")
        self.is_kept = self.is_graph
        self.efforts = efforts or (EFFORTS if self.is_graph else [0])

    def build(self, rows: numpy.ndarray) -> None:
        self.index = faiss.index_factory(rows.shape[1], self.factory, faiss.METRIC_INNER_PRODUCT)
        if self.is_graph:
            self.index.hnsw.efConstruction = CANDIDATES
        self.index.train(rows)
        self.index.add(rows)

    def save(self, path: pathlib.Path) -> None:
        faiss.write_index(self.index, str(path))

    def load(self, path: pathlib.Path, dimension: int) -> None:
        self.index = faiss.read_index(str(path))

    def set(self, effort: int, threads: int) -> None:
        faiss.omp_set_num_threads(threads)
        if self.is_graph:
            self.index.hnsw.efSearch = effort
        elif isinstance(self.index, faiss.IndexRefine):
            self.index.k_factor = effort

    def search(self, queries: numpy.ndarray, k: int) -> numpy.ndarray:
        return self.index.search(queries, k)[1]


class HnswlibEngine(Engine):
    """hnswlib, which compiles itself for the machine that it is installed on."""

    efforts = EFFORTS
    is_kept = True
    version = "0.8.0"

    def build(self, rows: numpy.ndarray) -> None:
        self.index = hnswlib.Index(space="ip", dim=rows.shape[1])
        self.index.init_index(max_elements=len(rows), M=LINKS, ef_construction=CANDIDATES, random_seed=1)
        self.index.add_items(rows)

    def save(self, path: pathlib.Path) -> None:
        self.index.save_index(str(path))

    def load(self, path: pathlib.Path, dimension: int) -> None:
        self.index = hnswlib.Index(space="ip", dim=dimension)
        self.index.load_index(str(path))

    def set(self, effort: int, threads: int) -> None:
        self.index.set_ef(effort)
        self.index.set_num_threads(threads)

    def search(self, queries: numpy.ndarray, k: int) -> numpy.ndarray:
        return self.index.knn_query(queries, k)[0]


class UsearchEngine(Engine):
    """usearch with values of 16 or of 8 bits."""

    efforts = EFFORTS
    is_kept = True
    version = usearch.__version__

    def __init__(self, scalar: str):
        self.scalar = scalar

    def prepare(self, rows: numpy.ndarray) -> numpy.ndarray:
        if self.scalar == "f16":
            return rows.astype(numpy.float16)
        # Left to itself, usearch would stretch -1 … 1 over 8 bits, where the values lie within a few tenths of 0.
        return numpy.clip(numpy.rint(rows * (32 * rows.shape[1] ** 0.5)), -127, 127).astype(numpy.int8)

    def build(self, rows: numpy.ndarray) -> None:
        self.index = usearch.index.Index(
            ndim=rows.shape[1], metric="ip" if self.scalar == "f16" else "cos", dtype=self.scalar, connectivity=LINKS,
            expansion_add=CANDIDATES, enable_key_lookups=False)
        self.index.add(numpy.arange(len(rows)), self.prepare(rows))

    def save(self, path: pathlib.Path) -> None:
        self.index.save(str(path))

    def load(self, path: pathlib.Path, dimension: int) -> None:
        self.index = usearch.index.Index.restore(str(path), enable_key_lookups=False)

    def set(self, effort: int, threads: int) -> None:
        self.index.expansion_search = effort
        self.threads = threads

    def search(self, queries: numpy.ndarray, k: int) -> numpy.ndarray:
        found = self.index.search(queries, k, threads=self.threads).keys
        return found.reshape(len(queries), -1)


# Factories of engines that need no database, by the names of the contestants.
ENGINES = {
    "faiss-hnsw": lambda: FaissEngine(f"HNSW{LINKS},Flat"),
    "faiss-flat": lambda: FaissEngine("Flat"),
    "faiss-8-bit": lambda: FaissEngine("SQ8"),
    "faiss-rabitq": lambda: FaissEngine("RaBitQfs,RFlat", efforts=[1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
    "hnswlib": HnswlibEngine,
    "usearch-f16": lambda: UsearchEngine("f16"),
    "usearch-i8": lambda: UsearchEngine("i8"),
}
