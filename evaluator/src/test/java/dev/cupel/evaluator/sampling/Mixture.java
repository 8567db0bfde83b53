package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.util.ArrayList;
import java.util.List;

/** The denoiser of the golden files: the expected clean value under a mixture of two Gaussians; it notes its calls. */
final class Mixture implements Denoiser<DoubleLatents> {

    static final JsonNode GOLDEN = Golden.json("samplers/k_diffusion.json");

    record Call(DoubleLatents x, double sigma) {}

    final List<Call> calls = new ArrayList<>();

    @Override
    public DoubleLatents denoise(DoubleLatents x, double sigma) {
        calls.add(new Call(x, sigma));
        return new DoubleLatents(clean(x.values(), sigma));
    }

    static double[] clean(double[] x, double sigma) {
        JsonNode parts = GOLDEN.get("denoiser");
        double[] logs = new double[2];
        double[][] means = new double[2][x.length];
        for (int k = 0; k < 2; k++) {
            logs[k] = Math.log(parts.get("weights").get(k).doubleValue());
            for (int d = 0; d < x.length; d++) {
                double mu = parts.get("means").get(k).get(d).doubleValue();
                double variance = parts.get("variances_diagonal").get(k).get(d).doubleValue();
                double v = variance + sigma * sigma;
                logs[k] -= 0.5 * ((x[d] - mu) * (x[d] - mu) / v + Math.log(v));
                means[k][d] = mu + variance / v * (x[d] - mu);
            }
        }
        double share = 1 / (1 + Math.exp(logs[1] - logs[0]));
        double[] clean = new double[x.length];
        for (int d = 0; d < x.length; d++) {
            clean[d] = share * means[0][d] + (1 - share) * means[1][d];
        }
        return clean;
    }

    static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    static DoubleLatents latents(JsonNode array) {
        return new DoubleLatents(doubles(array));
    }

    /** Compares with a tolerance that is relative above 1. */
    static void assertClose(double[] actual, double[] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }

    static boolean close(double[] actual, double[] expected, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(actual[i] - expected[i]) > tolerance * Math.max(1, Math.abs(expected[i]))) {
                return false;
            }
        }
        return true;
    }
}
