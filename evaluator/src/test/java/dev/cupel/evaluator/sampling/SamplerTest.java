package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against k-diffusion's samplers on a mixture of two Gaussians, whose denoiser is known in closed form. */
class SamplerTest {

    private static final JsonNode GOLDEN = Golden.json("samplers/k_diffusion.json");
    /** Float32 rounding over up to 26 steps, as the file's own float32 runs have it. */
    private static final double TOLERANCE = 5e-6;

    @ParameterizedTest
    @EnumSource(Sampler.class)
    void everyStepIsThatOfKDiffusion(Sampler sampler) {
        String name = sampler == Sampler.EULER ? "euler" : "euler_ancestral";
        int compared = 0;
        for (JsonNode run : GOLDEN.get("cases")) {
            if (run.get("sampler").textValue().equals(name) && run.get("options").isEmpty()) {
                compared += compare(sampler, run);
            }
        }
        assertThat(compared).isPositive();
    }

    private static int compare(Sampler sampler, JsonNode run) {
        float[] sigmas = Golden.floats(GOLDEN.get("sigmas").get(run.get("schedule").textValue()));
        Iterator<JsonNode> rows = GOLDEN.get("step_noises").get("rows").iterator();
        List<float[]> states = new ArrayList<>();
        Denoiser mixture = (x, sigma) -> {
            states.add(x[0]);
            return new float[][]{mixture(x[0], sigma)};
        };

        float[][] result = sampler.sample(mixture, new float[][]{Golden.floats(run.get("x0"))}, sigmas,
                () -> new float[][]{Golden.floats(rows.next())});

        for (int i = 0; i < states.size(); i++) {
            assertClose(states.get(i), Golden.floats(run.get("x_at_callback").get(i)));
        }
        assertClose(result[0], Golden.floats(run.get("final_float32_run")));
        return states.size();
    }

    private static void assertClose(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            // states are up to 18 in size at the start, where float32 itself is coarser than 1
            assertThat((double) actual[i]).isCloseTo(expected[i],
                    within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /** Expected clean value under a mixture of two Gaussians with diagonal covariances. */
    private static float[] mixture(float[] x, double sigma) {
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
        float[] clean = new float[x.length];
        for (int d = 0; d < x.length; d++) {
            clean[d] = (float) (share * means[0][d] + (1 - share) * means[1][d]);
        }
        return clean;
    }

    @Test
    void latentsOfABatchDoNotTouchEachOther() {
        float[] sigmas = new NoiseSchedule().sigmas(5);
        Denoiser half = (x, sigma) -> new float[][]{{x[0][0] / 2}, {x[1][0] / 2}};

        float[][] both = Sampler.EULER.sample(half, new float[][]{{1}, {2}}, sigmas, () -> new float[2][1]);

        assertThat(both[1][0]).isEqualTo(2 * both[0][0]);
    }

    @Test
    void titlesAreThoseOfTheWebUi() {
        assertThat(Sampler.named("Euler a")).contains(Sampler.EULER_A);
        assertThat(Sampler.named("euler")).contains(Sampler.EULER);
        assertThat(Sampler.named("DPM++ 2M")).isEmpty();
    }
}
