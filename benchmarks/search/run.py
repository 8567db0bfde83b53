"""Runs one contestant of the search benchmark, and appends each finished run to a file of JSON lines:

    run.py FILE CONTESTANT exact|noisy|unseen|several SEED BUDGET CPU_SECONDS [PROBLEM...]
    run.py FILE CONTESTANT times                   how long asks take at 30 axes after 500 evaluations

A run ends early when its asks have used CPU_SECONDS. What the file has already, with as many evaluations or as many seconds, is not
run again. A line of the file is a run; by the number of evaluations it has the regret of the best true value so far, that of what was
recommended then, and the mean processor seconds of the last ten asks.
"""
import importlib.metadata
import json
import subprocess
import sys
import time
import traceback
from pathlib import Path

import contestants
import numpy as np
import problems


def version(name):
    if name in contestants.PACKAGES:
        return importlib.metadata.version(contestants.PACKAGES[name])
    return subprocess.run(["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent, capture_output=True, text=True).stdout.strip()


class Clock:
    """Wall and processor time of asks, in seconds; the time to tell the point before is part of an ask."""

    def __init__(self, contestant):
        self.contestant, self.wall, self.cpu = contestant, [], []
        self.told = self.spent = (0.0, 0.0)

    def __enter__(self):
        self.began = time.perf_counter(), self.contestant.cpu()

    def __exit__(self, *_):
        self.spent = time.perf_counter() - self.began[0], self.contestant.cpu() - self.began[1]

    def ask(self):
        with self:
            point = self.contestant.ask()
        self.wall.append(round(self.told[0] + self.spent[0], 4))
        self.cpu.append(round(self.told[1] + self.spent[1], 4))
        return point

    def tell(self, point, values):
        with self:
            self.contestant.tell(point, values)
        self.told = self.spent


def create(name, problem, seed, budget, noisy):
    more = {"reference": problem.reference} if name in ("BoTorch", "Cupel, told") and problem.reference else {}
    return contestants.BY_NAME[name](problem.dimension, max(1, len(problem.reference)), seed, budget, noisy, **more)


def run(name, problem, seed, budget, limit, noisy):
    contestant = create(name, problem, seed, budget, noisy)
    noise = problem.noise_of(seed, budget) if noisy else np.zeros(budget)
    clock, true, recommended = Clock(contestant), [], {}
    while len(true) < budget and sum(clock.cpu) < limit:
        point = clock.ask()
        true.append(problem.told(point))
        clock.tell(point, true[-1] + noise[len(true) - 1])
        if len(true) in problem.budgets and not problem.reference:
            recommended[len(true)] = problem.told(contestant.best())
    contestant.close()
    reached = [each for each in problem.budgets if each <= len(true)]
    return {"evaluations": len(true), "regret": {each: short(problem.regret(np.array(true[:each]))) for each in reached},
            "recommended": {each: short(problem.regret(value[np.newaxis])) for each, value in recommended.items()},
            "seconds": {each: short(np.mean(clock.cpu[each - 10:each])) for each in reached}}


def short(value):
    return float(f"{value:.6g}")


def times(name, told=500, axes=30, asks=6, warm=30):
    """Asks after evaluations of a bowl at 30 axes, most of them at random points; the last ones are asked for, as in a real search."""
    bowl = problems.Problem("bowl", axes, np.zeros(axes), np.ones(axes), lambda x: np.sum((x - 0.3)**2), 0.0)
    contestant = create(name, bowl, 1, told + asks + 100, False)
    generator = np.random.default_rng(1)
    for _ in range(told - warm):
        point = generator.random(axes)
        getattr(contestant, "add", contestant.tell)(point, bowl.told(point))
    clock = Clock(contestant)
    for _ in range(warm + asks):
        point = clock.ask()
        clock.tell(point, bowl.told(point))
    contestant.close()
    return {"wall": clock.wall[warm:], "cpu": clock.cpu[warm:]}


def main(file, name, kind, seed="1", budget="0", limit="0", *chosen):
    file = Path(file)
    done = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    for problem in [None] if kind == "times" else [each for each in problems.BY_KIND[kind] if not chosen or each.name in chosen]:
        what = {"contestant": name, "kind": kind, "problem": problem.name if problem else "", "seed": int(seed)}
        evaluations = min(int(budget), problem.budgets[-1]) if problem else 0
        if any(what.items() <= line.items() and line["budget"] >= evaluations
               and (line.get("evaluations") == line["budget"] or line["limit"] >= float(limit) or not problem) for line in done):
            continue
        try:
            result = run(name, problem, int(seed), evaluations, float(limit), kind == "noisy") if problem else times(name)
        except Exception:  # of whatever library it is: the next run goes on
            traceback.print_exc()
            continue
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(what | {"budget": evaluations, "limit": float(limit), "version": version(name)} | result) + "\n")


main(*sys.argv[1:])
