"""The functions of the search benchmark: one definition for every contestant, on the unit cube, to be maximised.

A function of the literature is f: [low, high]^D -> R, to be minimised. Here u in [0, 1]^D is mapped to x = low + (high - low) u, the five
functions of 20 axes are moved by a fixed vector of at most a tenth of the width an axis (their best point would lie on the cube's
diagonal else, and a design's centre near it), and what is told is -f(x) plus noise.
"""
import math
import zlib
from dataclasses import dataclass
from typing import Callable

import numpy as np


@dataclass(frozen=True)
class Problem:
    """value: x of shape (D) in [low, high]^D to one number, or to M numbers, to be minimised.

    optimum: the least value, or with several objectives the hypervolume of the whole front.
    noise: standard deviation that the noisy variant adds, in the unit of the value.
    budgets: after how many evaluations regret is read.
    reference: of the hypervolume, shape (M); empty for one objective.
    """
    name: str
    dimension: int
    low: np.ndarray
    high: np.ndarray
    value: Callable[[np.ndarray], np.ndarray]
    optimum: float
    noise: float = 0.0
    budgets: tuple[int, ...] = (50, 100, 200)
    reference: tuple[float, ...] = ()

    def told(self, unit: np.ndarray) -> np.ndarray:
        """The true values at a point of the unit cube, to be maximised, shape (M)."""
        unit = np.asarray(unit, dtype=float)
        if unit.shape != (self.dimension,) or unit.min() < -1e-9 or unit.max() > 1 + 1e-9:
            raise ValueError(f"a point must lie in the unit cube of {self.dimension} axes, but is {unit}")
        return -np.atleast_1d(self.value(self.low + (self.high - self.low) * np.clip(unit, 0, 1)))

    def noise_of(self, seed: int, count: int) -> np.ndarray:
        """The noise of the first `count` evaluations of a run: the same whoever asks."""
        return np.random.default_rng([zlib.crc32(self.name.encode()), seed]).normal(0, self.noise, count)

    def regret(self, told: np.ndarray) -> float:
        """What the best of the values told, shape (n, M), lacks to the best there is; with several objectives, the share of the front's
        hypervolume that is missing."""
        if self.reference:
            return 1 - self.hypervolume(told) / self.optimum
        return max(0.0, -self.optimum - told[:, 0].max())

    def hypervolume(self, told: np.ndarray) -> float:
        """Of two objectives, shape (n, 2), to be maximised."""
        area, level = 0.0, -self.reference[1]
        for first, second in sorted((tuple(row) for row in told), reverse=True):
            if first > -self.reference[0] and second > level:
                area += (first + self.reference[0]) * (second - level)
                level = second
        return area


def branin(x):
    a, b = x
    return (b - 5.1 / (4 * math.pi**2) * a * a + 5 / math.pi * a - 6)**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10


HARTMANN_ALPHA = np.array([1.0, 1.2, 3.0, 3.2])
HARTMANN_A = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
HARTMANN_P = 1e-4 * np.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                              [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])


def hartmann6(x):
    return -HARTMANN_ALPHA @ np.exp(-(HARTMANN_A * (x - HARTMANN_P)**2).sum(axis=1))


def ackley(x):
    return -20 * math.exp(-0.2 * math.sqrt(np.mean(x * x))) - math.exp(np.mean(np.cos(2 * math.pi * x))) + 20 + math.e


def levy(x):
    w = 1 + (x - 1) / 4
    return (math.sin(math.pi * w[0])**2 + np.sum((w[:-1] - 1)**2 * (1 + 10 * np.sin(math.pi * w[:-1] + 1)**2))
            + (w[-1] - 1)**2 * (1 + math.sin(2 * math.pi * w[-1])**2))


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1]**2)**2 + (x[:-1] - 1)**2)


def griewank(x):
    return np.sum(x * x) / 4000 - np.prod(np.cos(x / np.sqrt(np.arange(1, x.size + 1)))) + 1


def styblinski_tang(x):
    return 0.5 * np.sum(x**4 - 16 * x**2 + 5 * x)


def ellipsoid(x):
    """Axes that count for 0.01 to 10, in no order."""
    return np.sum(ELLIPSOID_WEIGHTS * x * x) / 100


ELLIPSOID_WEIGHTS = 10.0 ** (3 * np.random.default_rng(5).permutation(20) / 19)
ROTATION = np.linalg.qr(np.random.default_rng(6).normal(size=(20, 20)))[0]


def dixon_price(x):
    factor = np.arange(2, x.size + 1)
    return (x[0] - 1)**2 + np.sum(factor * (2 * x[1:]**2 - x[:-1])**2)


def rastrigin(x):
    return 10 * x.size + np.sum(x * x - 10 * np.cos(2 * math.pi * x))


def michalewicz(x):
    return -np.sum(np.sin(x) * np.sin(np.arange(1, x.size + 1) * x * x / math.pi)**20)


def branin_currin(u):
    a, b = u
    top = 2300 * a**3 + 1900 * a * a + 2092 * a + 60
    factor = 1 - math.exp(-0.5 / b) if b > 0 else 1.0
    return np.array([branin(np.array([15 * a - 5, 15 * b])), factor * top / (100 * a**3 + 500 * a * a + 4 * a + 20)])


def dtlz2(u):
    """Two objectives."""
    g = np.sum((u[1:] - 0.5)**2)
    angle = u[0] * math.pi / 2
    return (1 + g) * np.array([math.cos(angle), math.sin(angle)])


def zdt1(u):
    g = 1 + 9 * np.mean(u[1:])
    return np.array([u[0], g * (1 - math.sqrt(u[0] / g))])


def _among(function, axes):
    """A function of few axes among many that do nothing."""
    axes = list(axes)
    return lambda x: function(x[axes])


def _moved(name, dimension, low, high, function, optimum, noise):
    """A function whose best point is moved by up to a tenth of the width along each axis."""
    shift = np.random.default_rng(zlib.crc32(name.encode())).uniform(-0.1, 0.1, dimension) * (high - low)
    return Problem(name, dimension, np.full(dimension, low), np.full(dimension, high), lambda x: function(x - shift), optimum, noise)


def _anywhere(name, function, width):
    """A function of 20 axes whose best point, where its argument is 0 and its value too, is anywhere in the middle 70 % of each axis."""
    best = np.random.default_rng(zlib.crc32(name.encode())).uniform(0.15, 0.85, 20)
    return Problem(name, 20, *_box(20), lambda u: function((u - best) * width), 0.0)


def _box(dimension, bounds={}):
    low, high = np.zeros(dimension), np.ones(dimension)
    for axis, (least, most) in bounds.items():
        low[axis], high[axis] = least, most
    return low, high


SINGLE = [
    Problem("Hartmann6", 6, *_box(6), hartmann6, -3.3223680114155147, 0.1),
    Problem("Hartmann6 in 25", 25, *_box(25), _among(hartmann6, (2, 5, 9, 14, 18, 22)), -3.3223680114155147, 0.1),
    Problem("Branin in 30", 30, *_box(30, {7: (-5.0, 10.0), 19: (0.0, 15.0)}), _among(branin, (7, 19)), 0.39788735772973816, 1.0),
    _moved("Ackley20", 20, -5.0, 10.0, ackley, 0.0, 0.5),
    _moved("Levy20", 20, -5.0, 10.0, levy, 0.0, 2.0),
    _moved("Rosenbrock20", 20, -2.048, 2.048, rosenbrock, 0.0, 30.0),
    _moved("Griewank20", 20, -300.0, 600.0, griewank, 0.0, 5.0),
    _moved("Styblinski-Tang20", 20, -5.0, 5.0, styblinski_tang, -39.16616570377142 * 20, 10.0),
]

# Written down before Cupel's search was run on them. Nothing of it was chosen on these since, but one condition because of Dixon-Price20.
UNSEEN = [
    _anywhere("Ellipsoid20", ellipsoid, 10.0),
    _anywhere("Rotated20", lambda x: ellipsoid(ROTATION @ x), 10.0),
    _anywhere("Rosenbrock20 anywhere", lambda x: rosenbrock(x + 1), 4.0),
    _anywhere("Ackley20 anywhere", ackley, 15.0),
    _anywhere("Rastrigin20", rastrigin, 5.0),
    _moved("Dixon-Price20", 20, -5.0, 5.0, dixon_price, 0.0, 0.0),
    Problem("Michalewicz10", 10, np.zeros(10), np.full(10, math.pi), michalewicz, -9.66015171564),
]

MULTIPLE = [
    Problem("BraninCurrin", 2, *_box(2), branin_currin, 59.36011874867746, budgets=(25, 50), reference=(18.0, 6.0)),
    Problem("DTLZ2", 6, *_box(6), dtlz2, 1.1**2 - math.pi / 4, budgets=(36, 72), reference=(1.1, 1.1)),
    Problem("ZDT1", 30, *_box(30), zdt1, 120 + 2 / 3, budgets=(50, 100, 150), reference=(11.0, 11.0)),
]

BY_NAME = {problem.name: problem for problem in SINGLE + UNSEEN + MULTIPLE}
BY_KIND = {"exact": SINGLE, "noisy": SINGLE, "unseen": UNSEEN, "several": MULTIPLE}
