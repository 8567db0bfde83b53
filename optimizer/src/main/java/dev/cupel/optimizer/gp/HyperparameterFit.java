package dev.cupel.optimizer.gp;

import dev.cupel.optimizer.descent.Descent;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the most probable hyperparameters of standardised observations.
 *
 * <p>It keeps no state: the result depends on the observations and on the starts that are given, so a search that is
 * restored finds the same.
 */
final class HyperparameterFit {
    /** First steps of a descent in ln θ: from a guess, and from hyperparameters that were right a few observations ago. */
    private static final double FAR = 1;
    private static final double NEAR = 0.2;
    private static final Descent GLANCE = new Descent(12, 1e-3, 1e-6, FAR);
    private static final int FULL = 80;
    private static final int REFINE = 60;
    /** Of more observations, every second, third … tells nearly as much of the hyperparameters, at a fraction of the time. */
    private static final int ENOUGH = 150;
    /** So many tell which of the starts is the best. */
    private static final int GLANCED = 100;
    /** The same where there are many and an ask cannot wait. */
    private static final int GLANCED_OF_MANY = 60;
    private static final int STARTS = 5;
    private static final int STARTS_OF_MANY = 2;
    /** Up to so many observations, as many steps are made as it takes. */
    private static final int CHEAP = 180;
    private static final int FEWEST_STEPS = 2;
    /** In the logarithm of the density: strong evidence (R. Kass and A. Raftery, "Bayes factors", 1995). */
    private static final double AHEAD = 3;

    private HyperparameterFit() {}

    /**
     * From scratch, with the shape under which the observations are the most probable: of each a short descent from several fixed
     * starts, then a long one from the best. Of many observations, only the shape that is ahead after the short ones gets a long one.
     */
    static Hyperparameters full(Observations standardised) {
        return scratch(standardised).hyperparameters();
    }

    /**
     * From scratch and from hyperparameters that were right for the first of these observations: where many axes change nothing, the fixed
     * starts miss at times what few observations have shown already.
     *
     * @param standardised fewer than {@value Surrogate#MANY}
     * @return those from scratch, unless the others are ahead by {@value #AHEAD}
     */
    static Hyperparameters full(Observations standardised, Hyperparameters before) {
        Fit scratch = scratch(standardised);
        Fit warm = descended(descent(REFINE, standardised, NEAR), standardised, before);
        return (rank(warm) < rank(scratch) - AHEAD ? warm : scratch).hyperparameters();
    }

    /**
     * Where a descent ended.
     *
     * @param value the negative logarithm of the posterior density
     */
    private record Fit(Hyperparameters hyperparameters, double value) {}

    private static Fit scratch(Observations standardised) {
        if (standardised.count() >= Surrogate.MANY) {
            Fit start = best(standardised.dimension(),
                    shape -> glance(standardised.thinned(GLANCED_OF_MANY), shape, STARTS_OF_MANY));
            return descended(FULL, standardised.thinned(ENOUGH), start.hyperparameters());
        }
        return best(standardised.dimension(), shape -> scratch(standardised, shape));
    }

    private static Fit best(int dimension, Function<Shape, Fit> fit) {
        return Shape.all(dimension).parallel().map(fit).min(Comparator.comparingDouble(HyperparameterFit::rank))
                .orElseThrow();
    }

    /** An additive shape has two hyperparameters more, and must be so much ahead (H. Akaike's criterion). */
    private static double rank(Fit fit) {
        return fit.value() + (fit.hyperparameters().shape().additive() ? 2 : 0);
    }

    private static Fit scratch(Observations standardised, Shape shape) {
        Observations some = standardised.thinned(ENOUGH);
        Fit best = descended(FULL, some, glance(standardised.thinned(GLANCED), shape, STARTS).hyperparameters());
        return some == standardised ? best : descended(FULL, standardised, best.hyperparameters());
    }

    /** The best end of a short descent from each of the first fixed starts. */
    private static Fit glance(Observations standardised, Shape shape, int starts) {
        return starts(new Prior(shape, standardised.dimension()), standardised.dimension()).stream().limit(starts)
                .map(start -> descended(GLANCE, standardised, start))
                .min(Comparator.comparingDouble(Fit::value)).orElseThrow();
    }

    /** The process with hyperparameters from a descent that starts from ones that were right for most of these observations. */
    static GaussianProcess refined(Observations standardised, Hyperparameters start) {
        Evidence evidence = new Evidence(standardised, start.shape());
        Descent descent = descent(REFINE, standardised, NEAR);
        return evidence.process(minimum(descent, evidence, start, standardised.dimension()).x());
    }

    private static Fit descended(int steps, Observations standardised, Hyperparameters start) {
        return descended(descent(steps, standardised, FAR), standardised, start);
    }

    private static Descent descent(int steps, Observations standardised, double firstStep) {
        return new Descent(affordable(steps, standardised.count()), 1e-3, 1e-7, firstStep);
    }

    private static Fit descended(Descent descent, Observations standardised, Hyperparameters start) {
        Evidence evidence = new Evidence(standardised, start.shape());
        Descent.Minimum end = minimum(descent, evidence, start, standardised.dimension());
        return new Fit(Hyperparameters.ofLogarithms(start.shape(), end.x()), end.value());
    }

    private static Descent.Minimum minimum(Descent descent, Evidence evidence, Hyperparameters start, int dimension) {
        return descent.minimize(evidence, start.logarithms(), new Prior(start.shape(), dimension).bounds());
    }

    /** A step takes n³, so that of many observations fewer are made; the start is better then, too. */
    private static int affordable(int steps, int n) {
        double share = Math.min(1, Math.pow((double) CHEAP / n, 3));
        return Math.max(FEWEST_STEPS, (int) (steps * share));
    }

    private static List<Hyperparameters> starts(Prior prior, int dimension) {
        double root = Math.sqrt(dimension);
        return List.of(prior.mode(), prior.isotropic(2 * root, 1, 0.02), prior.isotropic(root / 4, 1, 0.1),
                prior.isotropic(root / 10, 1, 1e-3), prior.isotropic(2 * root, 1, 0.5));
    }
}
