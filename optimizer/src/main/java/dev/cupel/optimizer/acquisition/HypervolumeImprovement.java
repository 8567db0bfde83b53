package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import java.util.Arrays;
import java.util.List;

/**
 * The logarithm of the expected growth of the hypervolume that a front dominates, exact for one point and independent
 * objectives.
 *
 * <pre>
 * M          number of objectives
 * b          box of the region that is not dominated, from l_b to u_b
 * D_bm       h((μ_m - l_bm)/σ_m) - h((μ_m - u_bm)/σ_m): expected length of the part of b below the value, over σ_m
 * LogEHVI    ln Σ_b exp E_b,  E_b = Σ_m ln σ_m + ln D_bm
 * w_b        exp(E_b - LogEHVI)
 * ∂D/∂μ      (Φ(z_l) - Φ(z_u))/σ       with z_l = (μ - l)/σ, z_u = (μ - u)/σ
 * ∂(σD)/∂σ   φ(z_l) - φ(z_u)
 * </pre>
 *
 * <p>K. Yang et al., "Efficient computation of expected hypervolume improvement using box decomposition algorithms" (J. Global
 * Optim. 75, 2019); in logarithms as S. Ament et al. (NeurIPS 2023). Boxes share their ends, so each end is looked at once.
 */
final class HypervolumeImprovement implements Merit {
    private final List<GaussianProcess> processes;
    private final Ends[] ends;
    private final int boxes;

    /** The different ends of the boxes along one objective, and which of them each box has. */
    private record Ends(double[] places, int[] low, int[] high) {

        static Ends of(double[][] low, double[][] high, int objective) {
            double[] lows = Arrays.stream(low).mapToDouble(box -> box[objective]).toArray();
            double[] highs = Arrays.stream(high).mapToDouble(box -> box[objective]).toArray();
            double[] places = Arrays.stream(new double[][]{lows, highs}).flatMapToDouble(Arrays::stream).sorted()
                    .distinct().toArray();
            return new Ends(places, Arrays.stream(lows).mapToInt(v -> Arrays.binarySearch(places, v)).toArray(),
                    Arrays.stream(highs).mapToInt(v -> Arrays.binarySearch(places, v)).toArray());
        }
    }

    /** ln h, ln Φ and ln φ at every end of one objective, given its prediction at a point. */
    private record Logs(double deviation, double[] h, double[] probability, double[] density) {

        static Logs of(Ends ends, GaussianProcess.Prediction prediction) {
            int n = ends.places().length;
            Logs logs = new Logs(Math.sqrt(prediction.variance()), new double[n], new double[n], new double[n]);
            for (int e = 0; e < n; e++) {
                double z = (prediction.mean() - ends.places()[e]) / logs.deviation;
                // no end: nothing lies beyond it
                boolean infinite = Double.isInfinite(z);
                logs.h[e] = infinite ? Double.NEGATIVE_INFINITY : LogExpectedImprovement.logH(z);
                logs.probability[e] = infinite ? Double.NEGATIVE_INFINITY : LogExpectedImprovement.logProbability(z);
                logs.density[e] = infinite ? Double.NEGATIVE_INFINITY : LogExpectedImprovement.logDensity(z);
            }
            return logs;
        }

        /** ln D of a box that ends there. */
        double length(int low, int high) {
            double gap = h[high] - h[low];
            return gap < 0 ? h[low] + LogExpectedImprovement.log1mexp(gap) : Double.NEGATIVE_INFINITY;
        }
    }

    HypervolumeImprovement(List<GaussianProcess> processes, BoxDecomposition region) {
        this.processes = List.copyOf(processes);
        this.boxes = region.low().length;
        this.ends = new Ends[processes.size()];
        Arrays.setAll(ends, m -> Ends.of(region.low(), region.high(), m));
    }

    @Override
    public double at(double[] x) {
        return logSumExp(logarithms(logs(processes.stream().map(process -> process.at(x)).toList())));
    }

    @Override
    public double[] at(List<double[]> points) {
        List<List<GaussianProcess.Prediction>> all = processes.stream().map(process -> process.at(points)).toList();
        double[] values = new double[points.size()];
        for (int i = 0; i < values.length; i++) {
            int point = i;
            values[i] = logSumExp(logarithms(logs(all.stream().map(one -> one.get(point)).toList())));
        }
        return values;
    }

    private Logs[] logs(List<GaussianProcess.Prediction> predictions) {
        Logs[] logs = new Logs[ends.length];
        Arrays.setAll(logs, m -> Logs.of(ends[m], predictions.get(m)));
        return logs;
    }

    /** E_b, shape (boxes). */
    private double[] logarithms(Logs[] logs) {
        double[] sums = new double[boxes];
        for (int m = 0; m < logs.length; m++) {
            for (int b = 0; b < boxes; b++) {
                sums[b] += Math.log(logs[m].deviation()) + logs[m].length(ends[m].low()[b], ends[m].high()[b]);
            }
        }
        return sums;
    }

    private static double logSumExp(double[] logs) {
        double largest = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - largest);
        }
        return Double.isInfinite(largest) ? largest : largest + Math.log(sum);
    }

    @Override
    public double at(double[] x, double[] gradient) {
        double[][] byMean = new double[ends.length][x.length];
        double[][] byVariance = new double[ends.length][x.length];
        Logs[] logs = new Logs[ends.length];
        for (int m = 0; m < ends.length; m++) {
            logs[m] = Logs.of(ends[m], processes.get(m).at(x, byMean[m], byVariance[m]));
        }
        double[] each = logarithms(logs);
        double value = logSumExp(each);
        for (int m = 0; m < ends.length; m++) {
            addGradient(logs[m], ends[m], each, value, byMean[m], byVariance[m], gradient);
        }
        return value;
    }

    private void addGradient(Logs logs, Ends box, double[] each, double value, double[] byMean, double[] byVariance,
            double[] gradient) {
        double mean = 0;
        double deviation = 0;
        for (int b = 0; b < boxes; b++) {
            int low = box.low()[b];
            int high = box.high()[b];
            // w_b / D, taken together so that neither vanishes alone
            double scale = each[b] - value - logs.length(low, high);
            if (each[b] > Double.NEGATIVE_INFINITY) {
                mean += Math.exp(logs.probability()[low] + scale) - Math.exp(logs.probability()[high] + scale);
                deviation += Math.exp(logs.density()[low] + scale) - Math.exp(logs.density()[high] + scale);
            }
        }
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] += (mean * byMean[j] + deviation * byVariance[j] / (2 * logs.deviation())) / logs.deviation();
        }
    }
}
