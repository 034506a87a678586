"""Search beside its rivals: every contestant at the least effort that finds 99 in 100 of the true nearest, in turns."""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from common import DEPENDENCIES, ROOT, SEMBLANCE, database, fail, rival_command, rival_environment, say

# The recall at which contestants are compared.
BAR = 0.99
# Beyond this a sweep ends: more effort shows nothing more.
ENOUGH = 0.9999
SIZES = [25_000, 200_000, 1_000_000]
THREADS = 2
# Data sets and graphs that were built.
CACHE = DEPENDENCIES / "bench-cache"
LATENTS = ROOT / "Benchmarks" / "latents.py"
# What `semblance bench search --kind` knows.
OURS = {"exact": "Semblance, exact", "quantized": "Semblance, quantized"}
RIVALS = {
    "faiss-hnsw": "faiss HNSW", "hnswlib": "hnswlib", "usearch-f16": "usearch f16", "usearch-i8": "usearch i8",
    "pgvector-hnsw": "pgvector HNSW", "faiss-flat": "faiss flat", "faiss-8-bit": "faiss 8-bit", "faiss-rabitq": "faiss RaBitQ, refined",
    "pgvector-exact": "pgvector exact",
}


@dataclass
class DataSet:
    """Latents, queries and the true nearest, in a folder of the cache."""

    kind: str
    count: int
    folder: pathlib.Path

    def file(self, name: str) -> str:
        return str(self.folder / f"{name}.npy")


@dataclass
class Searcher:
    """A contestant on a data set."""

    name: str
    data: DataSet
    facts: dict = field(default_factory=dict)
    sweep: list[dict] = field(default_factory=list)
    rounds: list[dict] = field(default_factory=list)

    def begin(self) -> None:
        """Gets ready to be measured."""

    def take(self) -> None:
        """One round."""
        raise NotImplementedError

    def end(self) -> None:
        """Lets go of everything."""

    def median(self, figure: str) -> float:
        return statistics.median(taken[figure] for taken in self.rounds)

    def spread(self, figure: str) -> float:
        """(largest − smallest) / median."""
        values = [taken[figure] for taken in self.rounds]
        return (max(values) - min(values)) / statistics.median(values)

    def document(self) -> dict:
        figures = ["recall_at_10", "qps_one_thread", "qps_two_threads", "p50_ms", "p99_ms", "bytes_per_vector", "build_seconds"]
        return {
            "contestant": self.name, "is_ours": isinstance(self, Own), **self.facts, "sweep": self.sweep, "rounds": self.rounds,
            "median": {figure: self.median(figure) for figure in figures}, "spread": {figure: self.spread(figure) for figure in figures},
        }


@dataclass
class Own(Searcher):
    """Semblance: it builds its index anew each round, which takes less than asking it."""

    kind: str = ""

    def take(self) -> None:
        command = [
            str(SEMBLANCE), "bench", "search", "--kind", self.kind, "--threads", str(THREADS), "--latents", self.data.file("corpus"),
            "--queries", self.data.file("queries"), "--truth", self.data.file("truth"), "--json",
        ]
        finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            fail(f"{self.name} ended with {finished.returncode}: {finished.stderr.strip()}\n       command: {' '.join(command)}")
        report = json.loads(finished.stdout)
        # As for the rivals, the better form counts.
        rate = max(report["qps_one_by_one"], report["qps_one_thread"])
        self.rounds.append({**report, "effort": 0, "qps_one_thread": rate, "qps_two_threads": report["qps_all_threads"]})
        self.sweep = [{"effort": 0, "recall_at_10": report["recall_at_10"], "qps": self.median("qps_one_thread")}]


@dataclass
class Rival(Searcher):
    """A program that holds its index as long as the race lasts."""

    command: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Starts the program, which builds or reads its index, and tries every effort."""
        self.complaints = tempfile.TemporaryFile("w+")
        self.program = subprocess.Popen(
            self.command, cwd=ROOT, env={**os.environ, **rival_environment()}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.complaints, text=True)
        self.facts = self.answer()
        for effort in self.facts.pop("efforts"):
            self.sweep.append(self.ask(effort, 1))
            if self.sweep[-1]["recall_at_10"] >= ENOUGH:
                break

    def answer(self) -> dict:
        """The next line that the program prints."""
        line = self.program.stdout.readline()
        if line:
            return json.loads(line)
        self.program.wait()
        self.complaints.seek(0)
        reason = (self.complaints.read().strip().splitlines() or ["no message"])[-1]
        fail(f"{self.name} ended with {self.program.returncode}: {reason}\n       command: {' '.join(self.command)}")

    def ask(self, effort: int, threads: int) -> dict:
        # Where the program has ended, its answer is missing, which says more.
        with contextlib.suppress(BrokenPipeError):
            self.program.stdin.write(f"{effort} {threads}\n")
            self.program.stdin.flush()
        return self.answer()

    def effort(self) -> int:
        """The least that reaches the bar, or the one that comes nearest to it."""
        reaching = [tried["effort"] for tried in self.sweep if tried["recall_at_10"] >= BAR]
        return reaching[0] if reaching else max(self.sweep, key=lambda tried: tried["recall_at_10"])["effort"]

    def take(self) -> None:
        effort = self.effort()
        alone, together = self.ask(effort, 1), self.ask(effort, THREADS)
        self.rounds.append({
            **alone, "qps_one_thread": alone["qps"], "qps_two_threads": together["qps"], "bytes_per_vector": self.facts["bytes_per_vector"],
            "build_seconds": self.facts["build_seconds"],
        })

    def end(self) -> None:
        if not hasattr(self, "program"):
            return
        with contextlib.suppress(BrokenPipeError):
            self.program.stdin.close()
        try:
            self.program.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.program.kill()
            self.program.wait()


def made(kind: str, count: int, latents: pathlib.Path | None) -> DataSet:
    """A data set, from the cache where it is there already."""
    origin = hashlib.sha256(LATENTS.read_bytes() + (latents.read_bytes() if latents else b"")).hexdigest()[:12]
    folder = CACHE / f"{kind}-{count}-{origin}"
    if not folder.exists():
        say(f"making {count} {kind} latents")
        source = ["--latents", str(latents)] if latents else []
        finished = subprocess.run(
            [sys.executable, str(LATENTS), kind, str(count), str(folder), *source], env={**os.environ, **rival_environment()}, check=False)
        if finished.returncode != 0:
            fail("Benchmarks/latents.py failed: see above")
    return DataSet(kind, count, folder)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL with room for the graphs of pgvector, which stay in it."""
    home = CACHE / "pgvector"
    home.mkdir(parents=True, exist_ok=True)
    # Where root runs this, the server's account must get through to its folder, or it is made elsewhere and stays.
    os.chmod(home, 0o755)
    try:
        database("start", str(home))
        url = database("url", str(home))
        room = subprocess.run(
            rival_command("search_pgvector.py", url), env={**os.environ, **rival_environment()}, capture_output=True, text=True,
            check=False)
        if room.returncode != 0:
            fail(f"the database for pgvector cannot be set up: {(room.stderr.strip().splitlines() or ['no message'])[-1]}")
        # What was set is read at the start.
        database("stop", str(home))
        database("start", str(home))
        yield database("url", str(home))
    finally:
        database("stop", str(home))


def searchers(data: DataSet, url: str, options: argparse.Namespace) -> list[Searcher]:
    """Everybody, ours first."""
    def command(engine: str) -> list[str]:
        arguments = ["--engine", engine, "--data", str(data.folder), "--kept", str(data.folder / "graphs")]
        arguments += ["--database", url] if engine.startswith("pgvector") else []
        return rival_command("search_rival.py", *arguments, *(["--rebuild"] if options.rebuild else []))

    return [
        *(Own(name, data, kind=kind) for kind, name in OURS.items()),
        *(Rival(name, data, command=command(engine)) for engine, name in RIVALS.items() if engine not in options.without),
    ]


def race(contestants: list[Searcher], rounds: int) -> None:
    """All of them get ready, one after another; then they take turns."""
    data = contestants[0].data
    try:
        for contestant in contestants:
            say(f"search, {data.kind} {data.count}: {contestant.name} gets ready")
            contestant.begin()
        for number in range(rounds):
            say(f"search, {data.kind} {data.count}: round {number + 1} of {rounds}")
            turn = number % len(contestants)
            for contestant in contestants[turn:] + contestants[:turn]:
                contestant.take()
    finally:
        for contestant in contestants:
            contestant.end()


def run(options: argparse.Namespace, keep: Callable[[list[dict]], None]) -> list[dict]:
    """A document for each data set and size; `keep` gets those that there are after each."""
    if not options.latents:
        say("only low-rank latents are searched: real ones need --latents FILE.npy, which semblance latents export writes")
    kinds = {**({"real": options.latents} if options.latents else {}), "low-rank": None}
    raced = []
    with server() as url:
        for count in options.sizes:
            for kind, latents in kinds.items():
                data = made(kind, count, latents)
                contestants = searchers(data, url, options)
                race(contestants, options.rounds)
                raced.append({
                    "data": kind, "count": count, "bar": BAR, "contestants": [contestant.document() for contestant in contestants],
                })
                keep(raced)
    return raced
