package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against k-diffusion's schedule in float32; 1e-6 relative is some units in the last place of ln and exp. */
class NoiseScheduleTest {

    private static final JsonNode GOLDEN = Golden.json("samplers/schedules.json");

    private final NoiseSchedule schedule = new NoiseSchedule();

    @Test
    void alphasFallAsTrained() {
        float[] every100 = Golden.floats(GOLDEN.get("alphas_cumprod_every100"));

        for (int i = 0; i < every100.length; i++) {
            assertRelative(schedule.alpha(100 * i), every100[i]);
        }
        assertRelative(schedule.alpha(999), Golden.floats(GOLDEN.get("alphas_cumprod_last5"))[4]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 20, 26})
    void stepsAreSpacedEvenlyInTime(int steps) {
        float[] expected = Golden.floats(GOLDEN.get("sigmas").get("discrete" + steps));

        float[] sigmas = schedule.sigmas(steps);

        assertThat(sigmas).hasSize(steps + 1);
        assertThat(sigmas[steps]).isZero();
        for (int i = 0; i < steps; i++) {
            assertRelative(sigmas[i], expected[i]);
        }
    }

    @Test
    void otherSpacingsAreThoseOfKDiffusion() {
        assertSpacing("karras20_tableends", ScheduleType.KARRAS, 20);
        assertSpacing("exponential12_tableends", ScheduleType.EXPONENTIAL, 12);
        assertSpacing("polyexponential12_tableends_rho1", ScheduleType.POLYEXPONENTIAL, 12);
    }

    private void assertSpacing(String name, ScheduleType type, int steps) {
        assertLevels(type.sigmas(schedule, steps), Golden.floats(GOLDEN.get("sigmas").get(name)));
    }

    @Test
    void theLevelNextToLastIsDiscardedForDpm2() {
        assertLevels(Sampler.DPM2.sigmas(schedule, ScheduleType.AUTOMATIC, 12),
                Golden.floats(GOLDEN.get("sigmas").get("discrete12_discard")));
    }

    @Test
    void uniformOfSgmLeavesOutTheEndOfTraining() {
        float[] sigmas = ScheduleType.SGM_UNIFORM.sigmas(schedule, 3);

        assertThat(sigmas).containsExactly(schedule.sigma(999), schedule.sigma(666), schedule.sigma(333), 0);
    }

    @Test
    void oneStepStartsAtALargeLevel() {
        for (Sampler sampler : Sampler.values()) {
            float[] sigmas = sampler.sigmas(schedule, ScheduleType.AUTOMATIC, 1);

            assertThat(sigmas).hasSize(2);
            // with one step the whole times of DDIM and PLMS are time 1 alone: so it is in latent diffusion's code
            boolean wholeTimes = sampler == Sampler.DDIM || sampler == Sampler.PLMS;
            assertThat(sigmas[0]).isEqualTo(wholeTimes ? schedule.sigma(1) : schedule.largest(), within(1e-5f));
        }
    }

    @Test
    void signalIsGeometricBetweenTimesForUniPc() {
        // 666 steps of one and a half: the second level from the end lies halfway between times 1 and 2
        float[] sigmas = Sampler.UNIPC.sigmas(schedule, ScheduleType.AUTOMATIC, 666);
        double alpha = Math.sqrt((double) schedule.alpha(1) * schedule.alpha(2));

        assertThat(sigmas).hasSize(667);
        assertRelative(sigmas[0], schedule.largest());
        assertRelative(sigmas[665], (float) Math.sqrt((1 - alpha) / alpha));
        assertRelative(sigmas[666], schedule.smallest());
    }

    @Test
    void consistencyModelsHaveLevelsOfTheirFiftyTimes() {
        assertLevels(Sampler.LCM.sigmas(schedule, ScheduleType.AUTOMATIC, 2),
                new float[]{schedule.sigma(999), schedule.sigma(19), 0});
        assertRelative(Sampler.LCM.sigmas(schedule, ScheduleType.AUTOMATIC, 50)[25], schedule.sigma(499));
    }

    @Test
    void levelsBetweenTheTablesEntriesAreInterpolated() {
        float[] times = Golden.floats(GOLDEN.get("t_to_sigma").get("t"));
        float[] sigmas = Golden.floats(GOLDEN.get("t_to_sigma").get("sigma"));

        for (int i = 0; i < times.length; i++) {
            assertRelative(schedule.sigma(times[i]), sigmas[i]);
        }
    }

    @Test
    void timeOfALevelIsAFractionAndStaysInTheTable() {
        float[] sigmas = Golden.floats(GOLDEN.get("sigma_to_t").get("sigma"));
        float[] times = Golden.floats(GOLDEN.get("sigma_to_t").get("t"));

        for (int i = 0; i < times.length; i++) {
            // neighbouring logarithms differ by 0.006, so the last place of a logarithm is worth 1e-4 of a time
            assertThat(schedule.time(sigmas[i])).isCloseTo(times[i], within(1e-3f));
        }
    }

    @Test
    void noStepsAreRefused() {
        assertThatThrownBy(() -> schedule.sigmas(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps: must be at least 1, but is 0");
    }

    private static void assertLevels(float[] actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertRelative(actual[i], expected[i]);
        }
    }

    private static void assertRelative(float actual, float expected) {
        assertThat(actual).isCloseTo(expected, within(1e-6f * expected));
    }

    /** The web UI's numbers for 26 steps, of which the program prints six to eight digits. */
    @Test
    void levelsInHalfPrecisionAreThoseOfTheWebUiBefore17() {
        float[] expected = {14.609041f, 11.558505f, 9.236149f, 7.494284f, 6.142517f, 5.092325f, 4.26478f, 3.60508f,
                3.072046f, 2.638356f, 2.28099f, 1.98052f, 1.728149f, 1.511962f, 1.325341f, 1.162856f, 1.019448f,
                0.891318f, 0.775643f, 0.669679f, 0.570785f, 0.478495f, 0.388642f, 0.298046f, 0.19893f, 0.031278f, 0};

        float[] sigmas = new NoiseSchedule(NoiseSchedule.Variant.HALVED).sigmas(26);

        assertThat(sigmas).hasSize(27);
        for (int i = 0; i < 27; i++) {
            assertThat(sigmas[i]).isCloseTo(expected[i], within(2e-6f * expected[i] + 5e-7f));
        }
    }

    /** By diffusers in double precision; ours is float32. */
    @Test
    void withoutASignalAtTheEndLevelsAreThoseOfLinAndOthers() {
        JsonNode expected = Golden.json("enlarging/zero_terminal.json").get("alphas_cumprod");
        NoiseSchedule terminal = new NoiseSchedule(NoiseSchedule.Variant.ZERO_TERMINAL);

        for (int time : new int[]{0, 1, 100, 500, 900, 990}) {
            float alpha = (float) expected.get(String.valueOf(time)).asDouble();
            assertThat(terminal.alpha(time)).isCloseTo(alpha, within(1e-4f * alpha + 1e-7f));
        }
        assertThat(terminal.alpha(999)).isEqualTo(4.8973451890853435e-08f);
        assertThat(terminal.largest()).isCloseTo(4518.76f, within(0.01f));
    }
}
