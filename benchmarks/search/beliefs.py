"""What beliefs gain, on 26 weights like those of the blocks, of which the best is known: prints a table for docs/search-benchmark.md.

    beliefs.py [SEEDS]        five seeds unless said; needs numpy

The value is minus the mean square of what is amiss, each weight counting for 0.25 to 2, and is told with a deviation of 0.01. The best weights
are a smooth curve over the depth, or are drawn each for itself. The prior has a deviation of 0.2 on each axis: the right one is off by 0.1, the
wrong one takes every weight for one minus what it is.
"""
import sys

import contestants
import numpy as np

AXES, BUDGETS, NOISE = 26, (30, 60, 100), 0.01
ROWS = [("smooth", "nothing"), ("smooth", "`smooth`"), ("smooth", "a prior that is right"), ("smooth", "a prior that is wrong"),
        ("rough", "nothing"), ("rough", "`smooth`")]


def best_weights(kind, generator):
    if kind == "rough":
        return generator.uniform(0.1, 0.9, AXES)
    depth = np.linspace(0, 1, AXES)
    waves = sum(generator.normal() / wave * np.cos(np.pi * wave * depth + generator.uniform(0, np.pi)) for wave in (1, 2, 3))
    return 0.5 + 0.4 * waves / np.abs(waves).max()


def space(belief, best, generator):
    means = {"a prior that is right": np.clip(best + 0.1 * generator.choice([-1, 1], AXES), 0, 1), "a prior that is wrong": 1 - best}
    for axis in range(AXES):
        prior = f", prior: {{mean: {means[belief][axis]:.6f}, deviation: 0.2}}" if belief in means else ""
        yield f"x{axis}: {{range: [0, 1]{prior}}}\n"
    if belief == "`smooth`":
        yield f"smooth: [{', '.join(f'x{axis}' for axis in range(AXES))}]\n"


def regrets(kind, belief, seed):
    """Of what is recommended after each of the budgets."""
    generator = np.random.default_rng(seed)
    best = best_weights(kind, generator)
    counts = generator.permutation(np.geomspace(0.25, 2, AXES))
    search = contestants.Cupel(AXES, 1, seed, BUDGETS[-1], True, list(space(belief, best, generator)))
    amiss = lambda point: np.mean(counts * (point - best)**2)
    found = []
    for evaluation in range(1, BUDGETS[-1] + 1):
        point = search.ask()
        search.tell(point, [-amiss(point) + NOISE * generator.normal()])
        if evaluation in BUDGETS:
            found.append(1000 * amiss(search.best()))
    search.close()
    return found


def main(seeds="5"):
    print("| the best weights | believed | " + " | ".join(f"after {budget}" for budget in BUDGETS) + " |")
    print("| --- | --- |" + " --- |" * len(BUDGETS))
    for kind, belief in ROWS:
        of_seeds = np.array([regrets(kind, belief, seed) for seed in range(1, int(seeds) + 1)])
        cells = [f"{np.median(column):.1f} ({column.min():.1f}…{column.max():.1f})" for column in of_seeds.T]
        print(f"| {kind} | {belief} | " + " | ".join(cells) + " |", flush=True)


main(*sys.argv[1:])
