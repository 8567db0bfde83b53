package dev.cupel.optimizer.gp;

import dev.cupel.optimizer.descent.Descent;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the most probable hyperparameters of standardised observations.
 *
 * <p>It keeps no state: the result depends on the observations and on the starts that are given, so a search that is
 * restored finds the same.
 */
final class HyperparameterFit {
    private static final Descent GLANCE = new Descent(12, 1e-3, 1e-6);
    private static final int FULL = 80;
    private static final int REFINE = 60;
    /** Of more observations, every second, third … tells nearly as much of the hyperparameters, at a fraction of the time. */
    private static final int ENOUGH = 150;
    /** Up to so many observations, as many steps are made as it takes. */
    private static final int CHEAP = 200;
    private static final int FEWEST_STEPS = 4;

    private HyperparameterFit() {}

    /** From scratch: a short descent from each of several fixed starts, then a long one from the best. */
    static Hyperparameters full(Observations standardised) {
        Observations some = standardised.thinned(ENOUGH);
        Hyperparameters best = glance(some);
        if (some != standardised) {
            best = descended(FULL, some, best);
        }
        return descended(FULL, standardised, best);
    }

    /** The best end of a short descent from each of several fixed starts. */
    private static Hyperparameters glance(Observations standardised) {
        Prior prior = new Prior(standardised.dimension());
        Evidence evidence = new Evidence(standardised, prior);
        return starts(standardised.dimension(), prior).stream()
                .map(start -> GLANCE.minimize(evidence, start.logarithms(), prior.bounds()))
                .min(Comparator.comparingDouble(Descent.Minimum::value))
                .map(best -> Hyperparameters.ofLogarithms(best.x())).orElseThrow();
    }

    /** From hyperparameters that were right for most of these observations, or for other values of theirs. */
    static Hyperparameters refined(Observations standardised, Hyperparameters start) {
        return descended(REFINE, standardised, start);
    }

    private static Hyperparameters descended(int steps, Observations standardised, Hyperparameters start) {
        Prior prior = new Prior(standardised.dimension());
        Evidence evidence = new Evidence(standardised, prior);
        Descent descent = new Descent(affordable(steps, standardised.count()), 1e-3, 1e-7);
        return Hyperparameters.ofLogarithms(descent.minimize(evidence, start.logarithms(), prior.bounds()).x());
    }

    /** A step takes n³, so that of many observations fewer are made; the start is better then, too. */
    private static int affordable(int steps, int n) {
        double share = Math.min(1, Math.pow((double) CHEAP / n, 3));
        return Math.max(FEWEST_STEPS, (int) (steps * share));
    }

    private static List<Hyperparameters> starts(int dimension, Prior prior) {
        double root = Math.sqrt(dimension);
        return List.of(prior.mode(), Hyperparameters.isotropic(dimension, root / 4, 1, 0.1),
                Hyperparameters.isotropic(dimension, root / 10, 1, 1e-3),
                Hyperparameters.isotropic(dimension, 2 * root, 1, 0.02));
    }
}
