package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Measure;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An experiment whose pictures were drawn once at some points: what it would measure at any other point.
 *
 * <p>Every measure of every picture is interpolated by the same Gaussian process (Matern 5/2, one length scale for all axes and a
 * nugget, both chosen by the leave-one-out error over all measures). A trial adds the leave-one-out residuals of one recorded
 * trial, all its pictures together: how rough the scores are between neighbouring merges, and what pictures have in common.
 */
final class RecordedExperiment {

    private static final double[] LENGTHS = {0.5, 0.8, 1.2, 2, 3.5};
    private static final double[] NUGGETS = {0.01, 0.03, 0.1, 0.3, 1};

    private final Experiment experiment;
    private final StudyScores scores;
    private final List<double[]> points = new ArrayList<>();
    private final List<List<PictureMeasures>> recorded = new ArrayList<>();
    private double length;
    private double nugget;
    private double[][] q = {};
    private double[] inverseSums = {};
    private double[][] inverse = {};

    RecordedExperiment(Experiment experiment, Study study) {
        this.experiment = experiment;
        this.scores = StudyScores.of(study, experiment);
        for (Trial trial : study.trials()) {
            if (trial.outcome().orElse(null) instanceof Trial.Outcome.Scored) {
                points.add(trial.point().stream().mapToDouble(Double::doubleValue).toArray());
                recorded.add(StudyJournal.measures(study, Subject.trial(trial.index()), experiment.suite(),
                        Split.SEARCH));
            }
        }
        choose();
    }

    int trials() {
        return points.size();
    }

    Experiment experiment() {
        return experiment;
    }

    Scorecard card(List<PictureMeasures> measures) {
        return scores.card(measures, 0);
    }

    /** What the score tends to at a point, without the roughness of a single merge. */
    double truth(double[] point) {
        return card(mixed(weights(point))).total().orElseThrow().mean();
    }

    /** What a trial measures. @param roughness whose residuals it has, of the recorded trials */
    List<PictureMeasures> measures(double[] point, int roughness) {
        double[] weights = weights(point);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += q[roughness][i] / q[roughness][roughness];
        }
        return mixed(weights);
    }

    String description() {
        return "%d recorded trials, length %.2f, nugget %.2f, leave-one-out error %.3f of the spread".formatted(
                trials(),
                length, nugget, Math.sqrt(error()));
    }

    private List<PictureMeasures> mixed(double[] weights) {
        List<PictureMeasures> mixed = new ArrayList<>();
        for (int shot = 0; shot < recorded.getFirst().size(); shot++) {
            PictureMeasures first = recorded.getFirst().get(shot);
            Map<Measure, Double> values = new EnumMap<>(Measure.class);
            for (Measure measure : first.values().keySet()) {
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * recorded.get(i).get(shot).value(measure).orElseThrow();
                }
                values.put(measure, sum);
            }
            mixed.add(new PictureMeasures(first.prompt(), first.seed(), values));
        }
        return mixed;
    }

    /** Of the recorded trials; their sum is 1, as the mean is constant and unknown. */
    private double[] weights(double[] point) {
        int n = points.size();
        double[] k = points.stream().mapToDouble(other -> kernel(point, other)).toArray();
        double total = 0;
        for (double sum : inverseSums) {
            total += sum;
        }
        double shortfall = 1;
        for (int i = 0; i < n; i++) {
            shortfall -= k[i] * inverseSums[i];
        }
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                weights[i] += inverse[i][j] * k[j];
            }
            weights[i] += shortfall * inverseSums[i] / total;
        }
        return weights;
    }

    private double kernel(double[] a, double[] b) {
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            square += (a[i] - b[i]) * (a[i] - b[i]);
        }
        double r = Math.sqrt(5 * square) / length;
        return (1 + r + r * r / 3) * Math.exp(-r);
    }

    private void choose() {
        double best = Double.POSITIVE_INFINITY;
        double bestLength = 0;
        double bestNugget = 0;
        for (double nextLength : LENGTHS) {
            for (double nextNugget : NUGGETS) {
                fit(nextLength, nextNugget);
                double error = error();
                if (error < best) {
                    best = error;
                    bestLength = nextLength;
                    bestNugget = nextNugget;
                }
            }
        }
        fit(bestLength, bestNugget);
    }

    private void fit(double newLength, double newNugget) {
        length = newLength;
        nugget = newNugget;
        int n = points.size();
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                covariance[i][j] = kernel(points.get(i), points.get(j)) + (i == j ? nugget : 0);
            }
        }
        inverse = inverted(covariance);
        inverseSums = new double[n];
        double total = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                inverseSums[i] += inverse[i][j];
            }
            total += inverseSums[i];
        }
        // residuals by leaving one out are (Q y) / diag Q
        q = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                q[i][j] = inverse[i][j] - inverseSums[i] * inverseSums[j] / total;
            }
        }
    }

    /** Mean square of the residuals in parts of the measure's variance, over all measures of all pictures. */
    private double error() {
        int n = points.size();
        double sum = 0;
        int count = 0;
        for (int shot = 0; shot < recorded.getFirst().size(); shot++) {
            for (Measure measure : recorded.getFirst().get(shot).values().keySet()) {
                double[] y = new double[n];
                double mean = 0;
                for (int i = 0; i < n; i++) {
                    y[i] = recorded.get(i).get(shot).value(measure).orElseThrow();
                    mean += y[i] / n;
                }
                double variance = 0;
                double squares = 0;
                for (int i = 0; i < n; i++) {
                    variance += (y[i] - mean) * (y[i] - mean);
                    double residual = 0;
                    for (int j = 0; j < n; j++) {
                        residual += q[i][j] * y[j];
                    }
                    squares += Math.pow(residual / q[i][i], 2);
                }
                if (variance > 0) {
                    sum += squares / variance;
                    count++;
                }
            }
        }
        return sum / count;
    }

    /** By Gauss and Jordan; the matrix is positive definite. */
    private static double[][] inverted(double[][] matrix) {
        int n = matrix.length;
        double[][] work = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, work[i], 0, n);
            work[i][n + i] = 1;
        }
        for (int pivot = 0; pivot < n; pivot++) {
            double scale = work[pivot][pivot];
            for (int j = 0; j < 2 * n; j++) {
                work[pivot][j] /= scale;
            }
            for (int i = 0; i < n; i++) {
                double factor = i == pivot ? 0 : work[i][pivot];
                for (int j = 0; j < 2 * n && factor != 0; j++) {
                    work[i][j] -= factor * work[pivot][j];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(work[i], n, inverse[i], 0, n);
        }
        return inverse;
    }
}
