#!/usr/bin/env python3
"""Draws search.png, recall against throughput, and search-scaling.png, time a query against count.

    Benchmarks/search_plots.py races.json FOLDER

races.json is the member `search` of Benchmarks/results.json.
"""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plot  # noqa: E402  (after the choice of what draws)
import matplotlib.ticker as ticker  # noqa: E402
import numpy  # noqa: E402

# Colour and marker. Graphs are joined dots in a family's colour; what has no effort to choose is one dot.
STYLES = {
    "Semblance, quantized": ("#d62728", "*"), "Semblance, exact": ("#ff7f7f", "*"), "faiss HNSW": ("#1f77b4", "o"),
    "faiss flat": ("#0b3c5d", "s"), "faiss 8-bit": ("#6fb1e0", "D"), "faiss RaBitQ, refined": ("#17becf", "v"), "hnswlib": ("#2ca02c", "o"),
    "usearch f16": ("#ff7f0e", "o"), "usearch i8": ("#bcbd22", "D"), "pgvector HNSW": ("#7b4fb5", "o"), "pgvector exact": ("#b39ddb", "s"),
}
TICKS = [0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]
# Where a recall of 1 stands: no smaller miss can be told from none.
PERFECT = 4.5


def position(recall: float) -> float:
    """−log10(1 − recall)."""
    return min(PERFECT, -numpy.log10(max(1 - recall, 1e-9)))


def titled(count: int) -> str:
    return f"{count / 1e6:g} million" if count >= 1_000_000 else f"{count:,}"


def frontier(axes, race: dict) -> None:
    """Recall against queries a second on one thread, for every effort."""
    for contestant in race["contestants"]:
        colour, marker = STYLES[contestant["contestant"]]
        tried = [t for t in contestant["sweep"] if t["recall_at_10"] >= TICKS[0]]
        axes.plot(
            [position(t["recall_at_10"]) for t in tried], [t["qps"] for t in tried], color=colour, marker=marker,
            markersize=17 if contestant["is_ours"] else 5, markeredgecolor="black" if contestant["is_ours"] else colour,
            markeredgewidth=0.8, linewidth=1.6, zorder=3 if contestant["is_ours"] else 2, clip_on=False, label=contestant["contestant"])
    axes.set_yscale("log")
    axes.set_xlim(position(TICKS[0]), PERFECT + 0.15)
    axes.set_xticks([*(position(tick) for tick in TICKS), PERFECT], [*(f"{tick:g}" for tick in TICKS), "1"], fontsize=10)
    axes.axvline(position(race["bar"]), color="#888888", linewidth=1, linestyle="--", zorder=1)
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(True, which="major", color="#e2e2e2", zorder=0)
    axes.spines[["top", "right"]].set_visible(False)


def legend(figure, axes_list, columns: int) -> None:
    """One legend for all, below."""
    handles = {}
    for axes in axes_list:
        handles.update({label: handle for handle, label in zip(*axes.get_legend_handles_labels())})
    names = [name for name in STYLES if name in handles]
    figure.legend(
        [handles[name] for name in names], names, loc="outside lower center", ncols=columns, frameon=False, fontsize=11, markerscale=0.9)


def frontiers(races: list[dict], path: pathlib.Path) -> None:
    """A row for each data set, a column for each size."""
    kinds, counts = list(dict.fromkeys(r["data"] for r in races)), sorted({r["count"] for r in races})
    figure, grid = plot.subplots(
        len(kinds), len(counts), figsize=(max(8, 5.2 * len(counts)), 1.2 + 4.1 * len(kinds)), squeeze=False, layout="constrained")
    # Not every size need have been measured with every data set.
    for axes in grid.flat:
        axes.set_axis_off()
    for race in races:
        line, column = kinds.index(race["data"]), counts.index(race["count"])
        axes = grid[line][column]
        axes.set_axis_on()
        frontier(axes, race)
        axes.set_title(f"{race['data']} latents, {titled(race['count'])}", fontsize=13)
        if line == len(kinds) - 1:
            axes.set_xlabel("recall@10", fontsize=11)
        if column == 0:
            axes.set_ylabel("queries/s, one thread", fontsize=11)
    legend(figure, grid.flat, columns=min(6, max(3, 2 * len(counts))))
    figure.savefig(path, dpi=100)


def slope(counts: list[int], times: list[float]) -> tuple[float, float]:
    """The line through the points in logarithms: exponent and factor."""
    exponent, logarithm = numpy.polyfit(numpy.log(counts), numpy.log(times), 1)
    return float(exponent), float(numpy.exp(logarithm))


def growth(axes, races: list[dict]) -> None:
    """The median time of a query at the bar, against how many are searched."""
    for name, (colour, marker) in STYLES.items():
        points = sorted(
            (race["count"], c["median"]["p50_ms"]) for race in races for c in race["contestants"]
            if c["contestant"] == name and c["median"]["recall_at_10"] >= race["bar"])
        if not points:
            continue
        is_ours = name.startswith("Semblance")
        counts, times = [list(column) for column in zip(*points)]
        label = name
        if is_ours and len(points) > 1:
            exponent, factor = slope(counts, times)
            label = f"{name}: time ∝ count^{exponent:.2f}"
            ends = numpy.array([counts[0], counts[-1]])
            axes.plot(ends, factor * ends**exponent, color=colour, linewidth=1.4, linestyle=":", zorder=3)
        axes.plot(
            counts, times, color=colour, marker=marker, markersize=15 if is_ours else 5, linewidth=0 if is_ours else 1.6,
            markeredgecolor="black" if is_ours else colour, markeredgewidth=0.8, zorder=4 if is_ours else 2, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    counts = sorted({race["count"] for race in races})
    axes.set_xticks(counts, [titled(count) for count in counts])
    axes.xaxis.set_minor_locator(ticker.NullLocator())
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("latents", fontsize=11)
    axes.grid(True, which="major", color="#e2e2e2")
    axes.spines[["top", "right"]].set_visible(False)
    # Below, where no line runs.
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2, frameon=False, fontsize=9, markerscale=0.7)


def scaling(races: list[dict], path: pathlib.Path) -> None:
    """A panel for each data set."""
    kinds = list(dict.fromkeys(r["data"] for r in races))
    figure, grid = plot.subplots(1, len(kinds), figsize=(max(7, 6 * len(kinds)), 7), squeeze=False, sharey=True, layout="constrained")
    for axes, kind in zip(grid[0], kinds):
        growth(axes, [race for race in races if race["data"] == kind])
        axes.set_title(f"{kind} latents, one query on one thread, recall@10 ≥ {races[0]['bar']}", fontsize=11)
    grid[0][0].set_ylabel("median time of a query, ms", fontsize=11)
    figure.savefig(path, dpi=100)


def main() -> None:
    races, folder = json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2])
    frontiers(races, folder / "search.png")
    scaling(races, folder / "search-scaling.png")


if __name__ == "__main__":
    main()
