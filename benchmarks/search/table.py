"""Makes the tables of finished runs:

    table.py RUNS.jsonl [DOCUMENT]

All between the two marks of the document is replaced; without one they are printed.
"""
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import problems

ORDER = ["Cupel", "Cupel, told", "BoTorch", "HEBO", "Optuna GP", "bayesian-optimization", "Optuna TPE", "Optuna CMA-ES", "Optuna NSGA-II",
         "Sobol", "random"]
BEGIN, END = "<!-- tables -->", "<!-- end of tables -->"


def longest(lines):
    """Of each run the one with most evaluations; of equals the last."""
    runs = {}
    for line in lines:
        key = line["contestant"], line["kind"], line["problem"], line["seed"]
        if key not in runs or line.get("evaluations", 0) >= runs[key].get("evaluations", 0):
            runs[key] = line
    return list(runs.values())


def number(value):
    if value < 5e-7:
        return "<1e-6"
    if value < 0.01:
        return f"{value:.1e}".replace("e-0", "e-")
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


class Grid:
    """The values of the seeds by (problem, budget) and contestant."""

    def __init__(self, runs, kind, measure="regret"):
        self.cells = defaultdict(list)
        for run in runs:
            if run["kind"] == kind:
                for budget, value in run[measure].items():
                    self.cells[run["problem"], int(budget), run["contestant"]].append(value)
        self.contestants = [name for name in ORDER if any(key[2] == name for key in self.cells)]
        self.rows = [(problem.name, budget) for problem in problems.BY_NAME.values() for budget in problem.budgets
                     if any(key[:2] == (problem.name, budget) for key in self.cells)]

    def median(self, row, contestant):
        values = self.cells.get((*row, contestant))
        return float(np.median(values)) if values else None

    def table(self, corner):
        yield f"| {corner} | after | " + " | ".join(self.contestants) + " |"
        yield "| --- " * (len(self.contestants) + 2) + "|"
        for row in self.rows:
            medians = [self.median(row, name) for name in self.contestants]
            least = min(median for median in medians if median is not None)
            cells = [self._cell(row, name, least) for name in self.contestants]
            first = next(each for each in self.rows if each[0] == row[0])
            yield f"| {row[0] if row == first else ''} | {row[1]} | " + " | ".join(cells) + " |"

    def _cell(self, row, name, least):
        values = self.cells.get((*row, name))
        if not values:
            return "–"
        median = self.median(row, name)
        text = number(median)
        if number(median) == number(least):
            text = f"**{text}**"
        if len(values) > 1:
            low, high = np.quantile(values, [0.25, 0.75])
            text += f" ({number(low)}…{number(high)})"
        return text

    def ranks(self, budget_index):
        """Per contestant the ranks of its medians, over the problems where all have one; equals share the mean of their ranks."""
        ranks = defaultdict(list)
        for name in dict.fromkeys(row[0] for row in self.rows):
            row = name, problems.BY_NAME[name].budgets[budget_index]
            have = {each: self.median(row, each) for each in self.contestants if self.median(row, each) is not None}
            for each, value in have.items():
                ahead = sum(other < value for other in have.values())
                equal = sum(other == value for other in have.values())
                ranks[each].append((ahead + (equal + 1) / 2, len(have)))
        return ranks


def rank_table(grids):
    contestants = [name for name in ORDER if any(name in grid.contestants for _, grid in grids)]
    yield "| rank | after | " + " | ".join(contestants) + " |"
    yield "| --- " * (len(contestants) + 2) + "|"
    for title, grid in grids:
        for index, budget in enumerate((50, 100, 200)):
            ranks = grid.ranks(index)
            if not ranks:
                continue
            cells = []
            for name in contestants:
                own = [rank for rank, _ in ranks[name]]
                cells.append(f"{np.median(own):.3g} (mean {np.mean(own):.2g}, of {len(own)})" if own else "–")
            yield f"| {title} | {budget} | " + " | ".join(cells) + " |"


def duel_table(runs):
    """Of the runs of the same function and seed that Cupel and another have both made, those where Cupel is ahead."""
    others = [name for name in ORDER if not name.startswith("Cupel") and any(run["contestant"] == name for run in runs)]
    yield "| Cupel is ahead of | after | " + " | ".join(others) + " |"
    yield "| --- " * (len(others) + 2) + "|"
    for title, kind, mine in (("without noise", "exact", "Cupel"), ("with noise", "noisy", "Cupel"),
                              ("unseen functions", "unseen", "Cupel"), ("several objectives", "several", "Cupel"),
                              ("several objectives, told", "several", "Cupel, told")):
        by_run = {(run["contestant"], run["problem"], run["seed"]): run for run in runs if run["kind"] == kind}
        for index, budget in enumerate((50, 100, 200)):
            cells = [duel(by_run, mine, name, index if kind != "several" else -1) for name in others]
            if any(cell != "–" for cell in cells) and (kind != "several" or index == 2):
                yield f"| {title} | {budget if kind != 'several' else 'all'} | " + " | ".join(cells) + " |"


def duel(by_run, mine, name, index):
    ahead = []
    for (contestant, problem, seed), run in by_run.items():
        own = by_run.get((mine, problem, seed))
        if contestant == name and own:
            budget = str(problems.BY_NAME[problem].budgets[index])
            values = [each["regret"].get(budget) for each in (own, run)]
            if None not in values:
                ahead.append(values[0] < values[1])
    return f"{sum(ahead)} of {len(ahead)}" if ahead else "–"


def time_table(runs):
    yield "| seconds an ask | 41st to 50th | 91st to 100th | 191st to 200th | at 500 evaluations and 30 axes: median | most | wall clock, median there |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in ORDER:
        own = [run for run in runs if run["contestant"] == name]
        single = [run["seconds"] for run in own if run["kind"] in ("exact", "noisy")]
        means = [[seconds[budget] for seconds in single if budget in seconds] for budget in ("50", "100", "200")]
        large = [run for run in own if run["kind"] == "times"]
        if single or large:
            late = (f"{np.median(large[0]['cpu']):.2g} | {max(large[0]['cpu']):.2g} | {np.median(large[0]['wall']):.2g}" if large
                    else "– | – | –")
            yield f"| {name} | " + " | ".join(f"{np.median(each):.2g}" if each else "–" for each in means) + f" | {late} |"


def extent_table(runs):
    yield ("| | version | without noise: runs | evaluations | with noise: runs | evaluations | unseen functions: runs | evaluations "
           "| several objectives: runs |")
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for name in ORDER:
        own = [run for run in runs if run["contestant"] == name]
        if not own:
            continue
        cells = []
        for kind in ("exact", "noisy", "unseen"):
            counts = [run["evaluations"] for run in own if run["kind"] == kind]
            extent = " to ".join(str(each) for each in sorted({min(counts), max(counts)})) if counts else "–"
            cells += [str(len(counts)), extent]
        cells.append(str(sum(run["kind"] == "several" for run in own)))
        versions = ", ".join(sorted({run["version"] for run in own}))
        yield f"| {name} | {versions} | " + " | ".join(cells) + " |"


def tables(runs):
    exact, noisy, unseen, several = (Grid(runs, kind) for kind in ("exact", "noisy", "unseen", "several"))
    told = Grid(runs, "noisy", "recommended")
    parts = [("## Ranks", rank_table([("without noise", exact), ("with noise", noisy), ("with noise, recommended", told),
                                      ("unseen functions", unseen)]))]
    parts.append(("## One by one", duel_table(runs)))
    parts.append(("## Regret without noise", exact.table("function")))
    for title, grid in (("## Regret with noise: the best true value among what was evaluated", noisy),
                        ("## Regret with noise: the true value of what the contestant recommends", told),
                        ("## Unseen functions: regret without noise", unseen),
                        ("## Several objectives: the share of the front's hypervolume that is missing", several)):
        if grid.rows:
            parts.append((title, grid.table("function")))
    parts.append(("## Time of an ask", time_table(runs)))
    parts.append(("## What was run", extent_table(runs)))
    return "\n\n".join(title + "\n\n" + "\n".join(rows) for title, rows in parts)


def main(file, document=None):
    runs = longest(json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines())
    if document is None:
        print(tables(runs))
        return
    document = Path(document)
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    document.write_text(before + BEGIN + "\n" + tables(runs) + "\n" + END + rest.partition(END)[2], encoding="utf-8")


main(*sys.argv[1:])
