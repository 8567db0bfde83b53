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
    private static final Descent FULL = new Descent(80, 1e-3, 1e-7);
    private static final Descent REFINE = new Descent(60, 1e-3, 1e-6);

    private HyperparameterFit() {}

    /** From scratch: a short descent from each of several fixed starts, then a long one from the best. */
    static Hyperparameters full(Observations standardised) {
        return descended(FULL, standardised, glance(standardised));
    }

    /** The best end of a short descent from each of several fixed starts: near enough to judge the noise. */
    static Hyperparameters glance(Observations standardised) {
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

    private static Hyperparameters descended(Descent descent, Observations standardised, Hyperparameters start) {
        Prior prior = new Prior(standardised.dimension());
        Evidence evidence = new Evidence(standardised, prior);
        return Hyperparameters.ofLogarithms(descent.minimize(evidence, start.logarithms(), prior.bounds()).x());
    }

    private static List<Hyperparameters> starts(int dimension, Prior prior) {
        double root = Math.sqrt(dimension);
        return List.of(prior.mode(), Hyperparameters.isotropic(dimension, root / 4, 1, 0.1),
                Hyperparameters.isotropic(dimension, root / 10, 1, 1e-3),
                Hyperparameters.isotropic(dimension, 2 * root, 1, 0.02));
    }
}
