"""The tables and the plots of a search measurement."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from common import ROOT, fail, rival_environment

HEAD = """
**{data} latents, {count:,}**; contestants at the least effort with recall@10 ≥ {bar}

| contestant | effort | recall@10 | queries/s, one thread | spread | two threads | p50 ms | p99 ms | bytes a vector | build s | ours by |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
"""


def best(contestants: list[dict], bar: float) -> dict | None:
    """Our fastest on one thread that reaches the bar."""
    reaching = [c for c in contestants if c["is_ours"] and c["median"]["recall_at_10"] >= bar]
    return max(reaching, key=lambda c: c["median"]["qps_one_thread"], default=None)


def row(contestant: dict, mine: dict | None, bar: float) -> str:
    """A line of a table. What misses the bar is said, and compared with nothing."""
    median = contestant["median"]
    reaches = median["recall_at_10"] >= bar
    faster = ""
    if reaches and mine and not contestant["is_ours"]:
        faster = f"{mine['median']['qps_one_thread'] / median['qps_one_thread']:.2f}×"
    cells = [
        contestant["contestant"], str(contestant["rounds"][0]["effort"] or "–"),
        f"{median['recall_at_10']:.4f}" + ("" if reaches else " at most"), f"{median['qps_one_thread']:,.0f}",
        f"{contestant['spread']['qps_one_thread']:.0%}", f"{median['qps_two_threads']:,.0f}", f"{median['p50_ms']:.3f}",
        f"{median['p99_ms']:.3f}", f"{median['bytes_per_vector']:,.0f}", f"{median['build_seconds']:,.2f}", faster,
    ]
    return "| " + " | ".join(cells) + " |"


def tables(raced: list[dict]) -> str:
    """A table for each data set and size."""
    text = ""
    for race in raced:
        mine = best(race["contestants"], race["bar"])
        rows = sorted(race["contestants"], key=lambda c: (not c["is_ours"], -c["median"]["qps_one_thread"]))
        text += HEAD.format(**race) + "\n".join(row(contestant, mine, race["bar"]) for contestant in rows) + "\n"
    return text


def draw(raced: list[dict], folder: pathlib.Path) -> None:
    """search.png and search-scaling.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(raced, file)
        file.flush()
        drawn = subprocess.run(
            [sys.executable, str(ROOT / "Benchmarks" / "search_plots.py"), file.name, str(folder)],
            env={**os.environ, **rival_environment()}, check=False)
    if drawn.returncode != 0:
        fail("Benchmarks/search_plots.py failed: see above")
