package dev.cupel.evaluator.sampling;

import static dev.cupel.evaluator.sampling.Mixture.assertClose;
import static dev.cupel.evaluator.sampling.Mixture.doubles;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against k-diffusion's samplers on a mixture of two Gaussians, whose denoiser is known in closed form. */
class SamplerTest {

    private static final Map<String, Sampler> NAMES = Map.ofEntries(Map.entry("euler", Sampler.EULER),
            Map.entry("euler_ancestral", Sampler.EULER_A), Map.entry("heun", Sampler.HEUN),
            Map.entry("dpm_2", Sampler.DPM2), Map.entry("dpm_2_ancestral", Sampler.DPM2_A),
            Map.entry("lms", Sampler.LMS), Map.entry("dpmpp_2s_ancestral", Sampler.DPMPP_2S_A),
            Map.entry("dpmpp_2m", Sampler.DPMPP_2M), Map.entry("dpmpp_sde", Sampler.DPMPP_SDE),
            Map.entry("dpmpp_2m_sde", Sampler.DPMPP_2M_SDE), Map.entry("dpmpp_3m_sde", Sampler.DPMPP_3M_SDE),
            Map.entry("dpm_fast", Sampler.DPM_FAST), Map.entry("dpm_adaptive", Sampler.DPM_ADAPTIVE));

    /** The file has 9 digits. */
    private static final double EXACT = 1e-7;
    /** Ancestral steps are divided in float32, whatever the latents are. */
    private static final double DIVIDED_IN_SINGLE = 2e-6;
    /** Float32 rounding over up to 26 steps, as the file's own float32 runs have it. */
    private static final double SINGLE = 5e-6;
    /** A last place more or less changes the length of the adaptive steps. */
    private static final double SINGLE_ADAPTIVE = 5e-4;

    static Stream<Arguments> runs() {
        return StreamSupport.stream(Mixture.GOLDEN.get("cases").spliterator(), false)
                .map(run -> Arguments.of("%s %s %s".formatted(run.get("sampler").textValue(),
                        run.get("schedule").textValue(), run.get("options")), run));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void everyStepIsThatOfKDiffusion(String name, JsonNode run) {
        Iterator<JsonNode> rows = rows();
        Mixture mixture = new Mixture();
        double tolerance = usesAncestralSteps(run) ? DIVIDED_IN_SINGLE : EXACT;

        DoubleLatents result = sample(run, mixture, Mixture.latents(run.get("x0")),
                (from, to) -> Mixture.latents(rows.next()));

        assertClose(result.values(), doubles(run.get("final")), tolerance);
        assertClose(mixture.calls.stream().mapToDouble(Mixture.Call::sigma).toArray(),
                doubles(run.get("model_sigmas")), tolerance);
        // the adaptive sampler reports after its steps, so its last state is the result
        mixture.calls.add(new Mixture.Call(result, 0));
        Iterator<Mixture.Call> calls = mixture.calls.iterator();
        for (JsonNode state : run.get("x_at_callback")) {
            assertThat(reaches(calls, doubles(state), tolerance)).as("a call with %s", state).isTrue();
        }
    }

    private static boolean reaches(Iterator<Mixture.Call> calls, double[] state, double tolerance) {
        while (calls.hasNext()) {
            if (Mixture.close(calls.next().x().values(), state, tolerance)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void resultInFloat32IsThatOfKDiffusion(String name, JsonNode run) {
        Iterator<JsonNode> rows = rows();
        Denoiser<FloatLatents> mixture = (x, sigma) -> latents(Mixture.clean(widened(x), sigma));

        FloatLatents result = sample(run, mixture, latents(doubles(run.get("x0"))),
                (from, to) -> latents(doubles(rows.next())));

        boolean adaptive = run.get("sampler").textValue().equals("dpm_adaptive");
        assertClose(widened(result), doubles(run.get("final_float32_run")), adaptive ? SINGLE_ADAPTIVE : SINGLE);
    }

    private static <L extends Latents<L>> L sample(JsonNode run, Denoiser<L> mixture, L start, NoiseSource<L> noise) {
        JsonNode options = run.get("options");
        Sampler sampler = NAMES.get(run.get("sampler").textValue());
        if (options.path("solver_type").asText().equals("heun")) {
            sampler = Sampler.DPMPP_2M_SDE_HEUN;
        }
        double eta = options.path("eta").asDouble(sampler.usual().eta());
        Stochasticity dials = new Stochasticity(eta, 0, 0, 1e9, options.path("s_noise").asDouble(1));
        float[] sigmas = sigmas(run.get("schedule").textValue());
        if (options.path("order").asInt(3) == 2) {
            return DpmAdaptive.sample(
                    new Walk<>(mixture, start, new double[]{sigmas[0], sigmas[1]}, noise, dials), 2);
        }
        return sampler.sample(mixture, start, sigmas, noise, dials);
    }

    /** The listed levels, or as many as DPM fast asks for between the ends of the table. */
    private static float[] sigmas(String schedule) {
        if (!schedule.startsWith("sigma_min/")) {
            return Golden.floats(Mixture.GOLDEN.get("sigmas").get(schedule));
        }
        int calls = schedule.contains("n=") ? Integer.parseInt(schedule.replaceAll(".*n=", "")) : 1;
        float[] sigmas = new float[calls + 1];
        sigmas[0] = (float) Mixture.GOLDEN.get("sigma_max").asDouble();
        sigmas[calls] = (float) Mixture.GOLDEN.get("sigma_min").asDouble();
        return sigmas;
    }

    private static boolean usesAncestralSteps(JsonNode run) {
        return switch (run.get("sampler").textValue()) {
            case "euler_ancestral", "dpm_2_ancestral", "dpmpp_2s_ancestral", "dpmpp_sde", "dpm_fast", "dpm_adaptive" ->
                run.get("options").path("eta").asDouble(1) != 0;
            default -> false;
        };
    }

    private static Iterator<JsonNode> rows() {
        return Mixture.GOLDEN.get("step_noises").get("rows").iterator();
    }

    private static FloatLatents latents(double[] values) {
        return FloatLatents.of(new float[][]{ScheduleType.floats(values)});
    }

    private static double[] widened(FloatLatents latents) {
        float[] row = latents.values()[0];
        double[] values = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            values[i] = row[i];
        }
        return values;
    }

    /** A model that knows the one clean picture: every way must end there, whatever noise it takes. */
    @ParameterizedTest
    @EnumSource(Sampler.class)
    void everySamplerEndsAtTheOnlyPictureThereIs(Sampler sampler) {
        float[] sigmas = sampler.sigmas(new NoiseSchedule(), ScheduleType.AUTOMATIC, 20);
        TorchRandom random = new TorchRandom(1);
        FloatLatents picture = FloatLatents.of(new float[][]{{0.5f, -1, 2}});
        FloatLatents start = picture.plus(sigmas[0], FloatLatents.of(new float[][]{{1, -1, 0.3f}}));

        float[] result = sampler.sample((x, sigma) -> picture, start, sigmas,
                (from, to) -> FloatLatents.of(new float[][]{random.normals(3)}), sampler.usual()).values()[0];

        // the ways that end at the table's smallest level leave noise of 0.03 in
        float left = sigmas[sigmas.length - 1] * 3 + 1e-4f;
        for (int i = 0; i < 3; i++) {
            assertThat(Math.abs(result[i] - picture.values()[0][i])).isLessThan(left);
        }
    }

    @ParameterizedTest
    @EnumSource(Sampler.class)
    void latentsOfABatchDoNotTouchEachOther(Sampler sampler) {
        float[] sigmas = sampler.sigmas(new NoiseSchedule(), ScheduleType.AUTOMATIC, 5);
        Denoiser<FloatLatents> half = (x, sigma) -> x.times(0.5);

        float[][] both = sampler.sample(half, FloatLatents.of(new float[][]{{1}, {2}}), sigmas,
                (from, to) -> FloatLatents.of(new float[][]{{1}, {2}}), sampler.usual()).values();

        assertThat(both[1][0]).isEqualTo(2 * both[0][0]);
    }

    @Test
    void eulerAncestralRoundsEachOperationToFloat32() {
        float[] sigmas = new NoiseSchedule().sigmas(20);
        TorchRandom random = new TorchRandom(3);
        float[] noise = random.normals(20);
        float start = 10.1f;
        int[] next = new int[1];

        float result = Sampler.EULER_A.sample((x, sigma) -> x.times(0.3), FloatLatents.of(new float[][]{{start}}),
                sigmas, (from, to) -> FloatLatents.of(new float[][]{{noise[next[0]++]}}), Stochasticity.of(1))
                .values()[0][0];

        float x = start;
        for (int i = 0; i < 20; i++) {
            float from = sigmas[i];
            float to = sigmas[i + 1];
            float up = Math.min(to, (float) Math.sqrt(to * to * (from * from - to * to) / (from * from)));
            float down = (float) Math.sqrt(to * to - up * up);
            float d = (x - x * 0.3f) / from;
            x = x + d * (down - from) + (to > 0 ? noise[i] * up : 0);
        }
        assertThat(result).isEqualTo(x);
    }

    @Test
    void churnRaisesTheLevelBeforeAStepAndAddsThatNoise() {
        double[] asked = new double[3];
        int[] calls = new int[1];
        Denoiser<DoubleLatents> zero = (x, sigma) -> {
            asked[calls[0]++] = sigma;
            return x.times(0);
        };

        // growth: churn / steps = 0.25, only at levels 1 to 3
        Euler.sample(new Walk<>(zero, new DoubleLatents(0), new double[]{4, 2, 0.5, 0},
                (from, to) -> new DoubleLatents(1), new Stochasticity(0, 0.75, 1, 3, 1)));

        assertThat(asked).containsExactly(4, 2.5, 0.5);
    }

    @Test
    void fewerThanTwentyStepsAreNotRestarted() {
        assertThat(Restart.legs(new double[]{3, 2, 0})).containsExactly(new Restart.Leg(3, 2), new Restart.Leg(2, 0));
    }

    @Test
    void restartsGoBackToLevelTwoAndKeepTheNumberOfSteps() {
        for (int steps : new int[]{20, 35, 36, 60}) {
            var legs = Restart.legs(Spacing.karras(steps, 0.03, 14.6));

            assertThat(legs).hasSize(steps);
            int rises = 0;
            for (int i = 1; i < legs.size(); i++) {
                if (legs.get(i).from() > legs.get(i - 1).to()) {
                    rises++;
                    assertThat(legs.get(i).from()).isBetween(1.2, 2.8);
                    assertThat(legs.get(i - 1).to()).isBetween(0.05, 0.2);
                } else {
                    assertThat(legs.get(i).from()).isEqualTo(legs.get(i - 1).to());
                }
            }
            assertThat(rises).isEqualTo(steps < 36 ? 1 : 2);
            assertThat(legs.getLast().to()).isZero();
        }
    }

    @Test
    void adaptiveStepsEndForABrokenModel() {
        float[] sigmas = Sampler.DPM_ADAPTIVE.sigmas(new NoiseSchedule(), ScheduleType.AUTOMATIC, 1);
        Denoiser<DoubleLatents> broken = (x, sigma) -> new DoubleLatents(Double.NaN);
        int[] calls = new int[1];
        Denoiser<DoubleLatents> wild = (x, sigma) -> new DoubleLatents((calls[0]++ % 2) * 1e30);

        for (Denoiser<DoubleLatents> model : Arrays.asList(broken, wild)) {
            Sampler.DPM_ADAPTIVE.sample(model, new DoubleLatents(1), sigmas, (from, to) -> new DoubleLatents(0),
                    Stochasticity.of(0));
        }
    }

    /** Prompt editing counts calls of the model: what a sampler says of them must be what it does. */
    @ParameterizedTest
    @EnumSource(value = Sampler.class, names = {"DPM_FAST", "DPM_ADAPTIVE", "RESTART",
            "PLMS"}, mode = EnumSource.Mode.EXCLUDE)
    void aSamplerCallsTheModelAsOftenAsItSays(Sampler sampler) {
        int steps = 10; // divides 1000: DDIM takes one step more otherwise
        int[] calls = {0};
        float[] sigmas = sampler.sigmas(new NoiseSchedule(), ScheduleType.AUTOMATIC, steps);

        sampler.sample((x, sigma) -> {
            calls[0]++;
            return x;
        }, FloatLatents.of(new float[][]{{1, 2}}), sigmas, (from, to) -> FloatLatents.of(new float[][]{{0, 0}}),
                sampler.usual());

        int most = steps * sampler.callsPerStep();
        assertThat(calls[0]).isBetween(most - sampler.callsPerStep() + 1, most);
    }
}
