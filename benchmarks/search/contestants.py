"""The contestants of the search benchmark, each with its own defaults, by ask and tell on the unit cube; values are to be maximised.

A contestant is a class: __init__(dimension, objectives, seed, budget, noisy), ask() -> point of shape (D), tell(point, values of
shape (M)), best() -> the point it recommends. Libraries are imported where they are used, so that none needs those of another.
"""
import json
import math
import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np


class Told:
    """What was told so far; recommends the highest value."""

    def __init__(self):
        self.points, self.values = [], []

    def tell(self, point, values):
        self.points.append(np.asarray(point, dtype=float))
        self.values.append(np.asarray(values, dtype=float))

    def best(self):
        return self.points[int(np.argmax([values[0] for values in self.values]))]

    def cpu(self):
        return time.process_time()

    def close(self):
        pass


class Random(Told):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        super().__init__()
        self.dimension, self.generator = dimension, np.random.default_rng(seed)

    def ask(self):
        return self.generator.random(self.dimension)


class Sobol(Told):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        super().__init__()
        from scipy.stats import qmc
        self.engine = qmc.Sobol(dimension, scramble=True, seed=seed)

    def ask(self):
        return self.engine.random(1)[0]


class Cupel:
    """`cupel search` as a process, by JSON lines; the lines of the space file may be given."""

    def __init__(self, dimension, objectives, seed, budget, noisy, lines=None):
        root = Path(__file__).resolve().parents[2]
        space = tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False)
        with space:
            space.writelines(lines or (f"x{axis}: [0, 1]\n" for axis in range(dimension)))
        self.space = space.name
        self.names = [f"x{axis}" for axis in range(dimension)]
        subprocess.run([root / "cupel", "--version"], check=True, stdout=subprocess.DEVNULL)  # builds it
        options = os.environ.get("CUPEL_JAVA_OPTIONS", "-XX:ActiveProcessorCount=1 -Xmx1g")
        self.process = subprocess.Popen(
            [root / "cupel", "search", "--space", space.name, "--searcher", "gp", "--seed", str(seed), "--trials", str(budget)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"CUPEL_JAVA_OPTIONS": options})
        self.asked = self._read()
        self.known = None

    def _read(self):
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": "it ended"}
        if "error" in answer:
            raise RuntimeError(line)
        return answer

    def _write(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def ask(self):
        return np.array([self.asked["ask"][name] for name in self.names])

    def tell(self, point, values):
        value = float(values[0]) if len(values) == 1 else [float(each) for each in values]
        self._write({"id": self.asked["id"], "tell": value})
        self.asked = self._read()  # the next ask; or, after the last trial, the best

    def add(self, point, values):
        """Tells what was evaluated without being asked."""
        self._write({"values": dict(zip(self.names, map(float, point))), "tell": float(values[0])})
        self._read()

    def best(self):
        answer = self.asked
        if "best" not in answer:
            self._write({"best": True})
            answer = self._read()
        return np.array([answer["best"]["values"][name] for name in self.names])

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        os.unlink(self.space)


class CupelTold(Cupel):
    """Cupel that knows the reference point of the hypervolume, as BoTorch does."""

    def __init__(self, dimension, objectives, seed, budget, noisy, reference=None):
        lines = [f"x{axis}: [0, 1]\n" for axis in range(dimension)]
        lines.append(f"reference: [{', '.join(str(-each) for each in reference)}]\n")
        super().__init__(dimension, objectives, seed, budget, noisy, lines)


class BoTorch(Told):
    """SingleTaskGP with its default priors; LogEI without noise, qLogNEI with noise, qLogNEHVI for several objectives.

    Begins with max(10, D) Sobol points. Recommends the highest posterior mean at an evaluated point.
    """

    def __init__(self, dimension, objectives, seed, budget, noisy, reference=None):
        super().__init__()
        import torch
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        torch.set_default_dtype(torch.double)
        self.torch, self.noisy, self.objectives, self.reference = torch, noisy, objectives, reference
        self.sobol = torch.quasirandom.SobolEngine(dimension, scramble=True, seed=seed)
        self.bounds = torch.stack([torch.zeros(dimension), torch.ones(dimension)])
        self.initial = max(10, dimension)

    def _model(self):
        import warnings
        from botorch.fit import fit_gpytorch_mll
        from botorch.models import ModelListGP, SingleTaskGP
        from gpytorch.mlls import ExactMarginalLogLikelihood, SumMarginalLogLikelihood
        warnings.filterwarnings("ignore")
        x = self.torch.tensor(np.array(self.points))
        y = self.torch.tensor(np.array(self.values))
        if self.objectives == 1:
            model = SingleTaskGP(x, y)
            fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        else:
            model = ModelListGP(*(SingleTaskGP(x, y[:, [each]]) for each in range(self.objectives)))
            fit_gpytorch_mll(SumMarginalLogLikelihood(model.likelihood, model))
        return model, x, y

    def ask(self):
        if len(self.points) < self.initial:
            return self.sobol.draw(1)[0].numpy()
        from botorch.acquisition.analytic import LogExpectedImprovement
        from botorch.acquisition.logei import qLogNoisyExpectedImprovement
        from botorch.acquisition.multi_objective.logei import qLogNoisyExpectedHypervolumeImprovement
        from botorch.optim import optimize_acqf
        from botorch.sampling.normal import SobolQMCNormalSampler
        model, x, y = self._model()
        sampler = SobolQMCNormalSampler(sample_shape=self.torch.Size([128]))
        if self.objectives > 1:
            acquisition = qLogNoisyExpectedHypervolumeImprovement(model, ref_point=[-each for each in self.reference], X_baseline=x,
                                                                  sampler=sampler, prune_baseline=True)
        elif self.noisy:
            acquisition = qLogNoisyExpectedImprovement(model, X_baseline=x, sampler=sampler, prune_baseline=True)
        else:
            acquisition = LogExpectedImprovement(model, best_f=y.max())
        found, _ = optimize_acqf(acquisition, self.bounds, q=1, num_restarts=20, raw_samples=512, options={"maxiter": 200})
        return found[0].numpy()

    def best(self):
        if len(self.points) < 2:
            return super().best()
        model, x, _ = self._model()
        with self.torch.no_grad():
            return self.points[int(model.posterior(x).mean.argmax())]


class CentredBoTorch(BoTorch):
    """BoTorch that begins as Cupel does: max(12, 3√D) points, the first the centre. Not in the tables, which are of defaults."""

    def __init__(self, dimension, *more, **options):
        super().__init__(dimension, *more, **options)
        self.initial = max(12, math.ceil(3 * math.sqrt(dimension)))

    def ask(self):
        return super().ask() if self.points else np.full(len(self.bounds[0]), 0.5)


class Optuna(Told):
    """A sampler of Optuna."""

    def __init__(self, sampler, dimension, objectives):
        super().__init__()
        import optuna
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.distributions = {f"x{axis}": optuna.distributions.FloatDistribution(0, 1) for axis in range(dimension)}
        self.study = optuna.create_study(directions=["maximize"] * objectives, sampler=sampler)

    def ask(self):
        self.trial = self.study.ask(self.distributions)
        return np.array([self.trial.params[name] for name in self.distributions])

    def tell(self, point, values):
        super().tell(point, values)
        self.study.tell(self.trial, [float(each) for each in values])

    def add(self, point, values):
        import optuna
        self.study.add_trial(optuna.trial.create_trial(params=dict(zip(self.distributions, map(float, point))),
                                                       distributions=self.distributions, values=[float(each) for each in values]))


class OptunaGp(Optuna):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        import torch
        from optuna.samplers import GPSampler
        torch.set_num_threads(1)
        super().__init__(GPSampler(seed=seed, deterministic_objective=not noisy), dimension, objectives)


class OptunaTpe(Optuna):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        from optuna.samplers import TPESampler
        super().__init__(TPESampler(seed=seed, multivariate=True), dimension, objectives)


class OptunaCmaEs(Optuna):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        from optuna.samplers import CmaEsSampler
        super().__init__(CmaEsSampler(seed=seed), dimension, objectives)


class OptunaNsga2(Optuna):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        from optuna.samplers import NSGAIISampler
        super().__init__(NSGAIISampler(seed=seed), dimension, objectives)


class Hebo(Told):
    def __init__(self, dimension, objectives, seed, budget, noisy):
        super().__init__()
        import warnings
        warnings.filterwarnings("ignore")
        import torch
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        np.random.seed(seed)
        self.names = [f"x{axis}" for axis in range(dimension)]
        self.optimizer = HEBO(DesignSpace().parse([{"name": name, "type": "num", "lb": 0, "ub": 1} for name in self.names]),
                              scramble_seed=seed)

    def ask(self):
        self.asked = self.optimizer.suggest(n_suggestions=1)
        return self.asked[self.names].to_numpy(dtype=float)[0]

    def tell(self, point, values):
        super().tell(point, values)
        self.optimizer.observe(self.asked, -np.array([values], dtype=float))

    def add(self, point, values):
        import pandas
        self.asked = pandas.DataFrame([point], columns=self.names)
        self.tell(point, values)


class BayesOpt(Told):
    """bayesian-optimization; five random points first, as its maximize() does."""

    def __init__(self, dimension, objectives, seed, budget, noisy):
        super().__init__()
        import warnings
        warnings.filterwarnings("ignore")
        from bayes_opt import BayesianOptimization
        self.names = [f"x{axis:02}" for axis in range(dimension)]
        self.optimizer = BayesianOptimization(f=None, pbounds={name: (0, 1) for name in self.names}, random_state=seed, verbose=0,
                                              allow_duplicate_points=True)
        self.generator = np.random.default_rng(seed)

    def ask(self):
        if len(self.points) < 5:
            return self.generator.random(len(self.names))
        suggested = self.optimizer.suggest()
        return np.array([suggested[name] for name in self.names])

    def tell(self, point, values):
        super().tell(point, values)
        self.optimizer.register(params=dict(zip(self.names, map(float, point))), target=float(values[0]))


BY_NAME = {"Cupel": Cupel, "Cupel, told": CupelTold, "BoTorch": BoTorch, "centred BoTorch": CentredBoTorch, "Optuna GP": OptunaGp,
           "Optuna TPE": OptunaTpe, "Optuna CMA-ES": OptunaCmaEs, "Optuna NSGA-II": OptunaNsga2, "HEBO": Hebo, "bayesian-optimization": BayesOpt,
           "random": Random, "Sobol": Sobol}

PACKAGES = {"BoTorch": "botorch", "centred BoTorch": "botorch", "Optuna GP": "optuna", "Optuna TPE": "optuna",
            "Optuna CMA-ES": "cmaes", "Optuna NSGA-II": "optuna", "HEBO": "HEBO", "bayesian-optimization": "bayesian-optimization",
            "random": "numpy", "Sobol": "scipy"}
