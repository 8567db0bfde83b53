package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.Arrays;
import java.util.List;

/**
 * Models of everything that is measured.
 *
 * @param objectives a model of each objective, all fitted to the same points
 * @param limits models of the measures that have limits
 */
public record Surrogates(List<Surrogate> objectives, List<Limited> limits) {
    private static final double HALF = Math.log(0.5);

    public Surrogates {
        objectives = List.copyOf(objectives);
        limits = List.copyOf(limits);
    }

    /**
     * A measure and its limits.
     *
     * @param surrogate its model
     * @param least the smallest value of use, −∞ for any
     * @param most the largest value of use, ∞ for any
     */
    public record Limited(Surrogate surrogate, double least, double most) {

        /** The logarithm of the probability that both limits hold. */
        Merit merit() {
            return new Feasibility(surrogate.process(), surrogate.standardised(least), surrogate.standardised(most));
        }
    }

    /** The logarithm of the probability that all limits hold; 0 everywhere if there are none. */
    Merit feasibility() {
        return Merit.sum(limits.stream().map(Limited::merit).toList());
    }

    /**
     * The logarithm of the probability that all limits hold. Far from a limit the probability itself is 0 everywhere, and no longer tells
     * which point is the nearest.
     *
     * @param points each of shape (F)
     * @return one for each point
     */
    public double[] logProbabilities(List<double[]> points) {
        return feasibility().at(points);
    }

    /** Whether all limits probably hold, by the logarithm of the probability. */
    public static boolean holds(double logProbability) {
        return logProbability >= HALF;
    }

    /**
     * Whether a point was measured in this search, not only in an earlier one.
     *
     * @param i its place among the observed ones
     * @param point its features in this search
     */
    boolean measured(int i, double[] point) {
        return Arrays.equals(point, objectives.getFirst().observations().points()[i]);
    }

    List<GaussianProcess> processes() {
        return objectives.stream().map(Surrogate::process).toList();
    }

    /**
     * The expected standardised values of points.
     *
     * @return for each point, shape (M)
     */
    public List<double[]> means(List<double[]> points) {
        List<double[]> means = points.stream().map(_ -> new double[objectives.size()]).toList();
        for (int m = 0; m < objectives.size(); m++) {
            List<GaussianProcess.Prediction> predictions = objectives.get(m).process().at(points);
            for (int i = 0; i < points.size(); i++) {
                means.get(i)[m] = predictions.get(i).mean();
            }
        }
        return means;
    }
}
