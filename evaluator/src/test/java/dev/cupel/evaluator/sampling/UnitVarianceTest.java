package dev.cupel.evaluator.sampling;

import static dev.cupel.evaluator.sampling.Mixture.assertClose;
import static dev.cupel.evaluator.sampling.Mixture.doubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DDIM, PLMS and UniPC against diffusers, which keeps latents at unit variance: ours are those, over the root of abar.
 */
class UnitVarianceTest {

    private static final JsonNode GOLDEN = Golden.json("samplers/diffusers.json");
    private static final NoiseSchedule SCHEDULE = new NoiseSchedule();
    /** The table of levels is float32, and an eta divides steps in float32. */
    private static final double TOLERANCE = 1e-6;

    static Stream<Arguments> runs() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false)
                .map(run -> Arguments.of("%s %s %s".formatted(run.get("sampler").textValue(), run.get("n"),
                        run.get("options")), run));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void everyStepIsThatOfDiffusers(String name, JsonNode run) {
        Mixture mixture = new Mixture();
        Iterator<JsonNode> rows = GOLDEN.get("step_noises").iterator();
        double[] sigmas = sigmas(run);
        DoubleLatents start = Mixture.latents(GOLDEN.get("noise0")).times(root(sigmas[0]));
        Walk<DoubleLatents> walk = new Walk<>(mixture, start, sigmas, (from, to) -> Mixture.latents(rows.next()),
                Stochasticity.of(run.get("options").path("eta").asDouble(0)));

        DoubleLatents result = switch (run.get("sampler").textValue()) {
            case "ddim" -> EulerAncestral.sample(walk);
            case "plms" -> Plms.sample(walk);
            default -> UniPc.sample(walk, run.get("options").get("solver_order").intValue(),
                    UniPc.Variant.valueOf(run.get("options").get("solver_type").textValue().toUpperCase()));
        };

        JsonNode states = run.get("x_before_step");
        assertThat(mixture.calls).hasSize(states.size());
        for (int i = 0; i < states.size(); i++) {
            Mixture.Call call = mixture.calls.get(i);
            assertClose(call.x().over(root(call.sigma())).values(), doubles(states.get(i)), TOLERANCE);
        }
        double last = sigmas[sigmas.length - 1];
        assertClose(result.over(root(last)).values(), doubles(run.get("final")), TOLERANCE);
    }

    /** Levels of the run's times, one of which PLMS has twice, and of time 0. */
    private static double[] sigmas(JsonNode run) {
        int[] times = StreamSupport.stream(run.get("timesteps").spliterator(), false).mapToInt(JsonNode::intValue)
                .distinct().toArray();
        double[] sigmas = new double[times.length + 1];
        for (int i = 0; i < sigmas.length; i++) {
            double alpha = SCHEDULE.alpha(i < times.length ? times[i] : 0);
            sigmas[i] = Math.sqrt((1 - alpha) / alpha);
        }
        return sigmas;
    }

    private static double root(double sigma) {
        return Math.sqrt(1 + sigma * sigma);
    }

    @Test
    void wholeTimesAreThoseOfDiffusersWhereStepsDivideAThousand() {
        for (JsonNode run : GOLDEN.get("cases")) {
            if (run.get("sampler").textValue().equals("ddim")) {
                double[] expected = sigmas(run);
                float[] levels = Sampler.DDIM.sigmas(SCHEDULE, ScheduleType.AUTOMATIC, run.get("n").intValue());

                assertThat(levels).hasSize(expected.length);
                for (int i = 0; i < levels.length; i++) {
                    assertThat((double) levels[i]).isCloseTo(expected[i], within(1e-6 * expected[i]));
                }
            }
        }
    }

    @Test
    void wholeTimesAreOneMoreWhereStepsDoNotDivideAThousand() {
        // every 33rd of 1000: 31 of them, and time 0
        assertThat(Sampler.DDIM.sigmas(SCHEDULE, ScheduleType.AUTOMATIC, 30)).hasSize(32);
        assertThat(Sampler.DDIM.sigmas(SCHEDULE, ScheduleType.AUTOMATIC, 1000)).hasSize(1001);
    }

    @Test
    void noiseAloneIsTakenForASampleOfUnitVariance() {
        assertThat(Sampler.DDIM.startLevel(3)).isEqualTo((float) Math.sqrt(10));
        assertThat(Sampler.EULER.startLevel(3)).isEqualTo(3);
    }

    @Test
    void aModelWithoutPictureLeavesUnitVarianceAlone() {
        // D = x / (1 + s^2): the clean latents are normal of variance 1, so any deterministic way keeps x's rank
        Denoiser<DoubleLatents> normal = (x, sigma) -> x.over(1 + sigma * sigma);
        for (Sampler sampler : new Sampler[]{Sampler.DDIM, Sampler.PLMS, Sampler.UNIPC}) {
            float[] sigmas = sampler.sigmas(SCHEDULE, ScheduleType.AUTOMATIC, 50);
            DoubleLatents start = new DoubleLatents(0.7).times(sampler.startLevel(sigmas[0]));

            double result = sampler.sample(normal, start, sigmas, (from, to) -> new DoubleLatents(0),
                    Stochasticity.of(0)).values()[0];

            assertThat(result).isCloseTo(0.7, within(0.03));
        }
    }

    @Test
    void from16OnDdimStopsAtTheTimeNextToZero() {
        float[] sigmas = Sampler.DDIM.sigmas(SCHEDULE, ScheduleType.AUTOMATIC, 20);

        assertThat(Sampler.DDIM.upToNextToLast(sigmas)).hasSize(20).endsWith(sigmas[19]);
        assertThat(Sampler.EULER.upToNextToLast(sigmas)).isSameAs(sigmas);
        assertThat(Sampler.DDIM.upToNextToLast(new float[]{2, 1})).containsExactly(2, 1);
    }

    /** 999 is 37 times 27, so 37 steps of 27 would end at time 1000. */
    @Test
    void upTo15DdimTookOneStepMoreWhereItsTimesWouldGoTooFar() {
        assertThat(Sampler.DDIM.stepsUpTo15(37)).isEqualTo(38);
        assertThat(Sampler.DDIM.stepsUpTo15(36)).isEqualTo(38);
        assertThat(Sampler.DDIM.stepsUpTo15(20)).isEqualTo(20);
        assertThat(Sampler.DDIM.stepsUpTo15(1000)).isEqualTo(1000);
        assertThat(Sampler.EULER_A.stepsUpTo15(37)).isEqualTo(37);
    }
}
