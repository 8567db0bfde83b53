package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartialWayTest {

    private final NoiseSchedule schedule = new NoiseSchedule();

    /** A hires pass of 10 steps with denoising strength 0.25: 40 steps, of which the last 10 are gone. The web UI's numbers. */
    @Test
    void hiresPassTakesTheLastLevelsOfALongerWay() {
        float[] expected = {0.64619219f, 0.5834381f, 0.52304608f, 0.46441823f, 0.40686223f, 0.34947798f, 0.2909233f,
                0.22873293f, 0.15673193f, 0.029167537f, 0};
        float[] halved = {0.64607304f, 0.58338249f, 0.52297997f, 0.46411836f, 0.40712896f, 0.34942812f, 0.29071069f,
                0.2283186f, 0.15692095f, 0.031277891f, 0};

        assertLevels(Sampler.EULER_A.end(schedule, ScheduleType.AUTOMATIC, 40, 9), expected);
        assertLevels(
                Sampler.EULER_A.end(new NoiseSchedule(NoiseSchedule.Variant.HALVED), ScheduleType.AUTOMATIC, 40, 9),
                halved);
    }

    private static void assertLevels(PartialWay way, float[] expected) {
        assertThat(way.sigmas()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(way.sigmas()[i]).isCloseTo(expected[i], within(1e-6f * expected[i]));
        }
        assertThat(way.picture()).isEqualTo(1);
        assertThat(way.noise()).isEqualTo(way.sigmas()[0]);
    }

    /** With 20 steps and 9 taken, DDIM's model begins at time 401, under noise of time 451, as latent-diffusion has it. */
    @Test
    void ddimIsAskedOneStepBelowItsNoise() {
        PartialWay way = Sampler.DDIM.end(schedule, ScheduleType.AUTOMATIC, 20, 9);

        assertThat(way.sigmas()).hasSize(10);
        assertThat(schedule.time(way.sigmas()[0])).isCloseTo(401, within(0.01f));
        assertThat(way.noise() / way.picture()).isCloseTo(schedule.sigma(451), within(1e-5f));
        // in latents of unit variance: sqrt(abar of 451) * picture + sqrt(1 - abar of 451) * noise
        double root = Math.sqrt(1 + Math.pow(way.sigmas()[0], 2));
        assertThat(way.picture() / root).isCloseTo(Math.sqrt(schedule.alpha(451)), within(1e-6));
        assertThat(way.noise() / root).isCloseTo(Math.sqrt(1 - schedule.alpha(451)), within(1e-6));
    }

    @Test
    void uniPcTakesEvenTimesFromWhereDdimWouldBegin() {
        PartialWay way = Sampler.UNIPC.end(schedule, ScheduleType.AUTOMATIC, 20, 8);

        assertThat(way.sigmas()).hasSize(9);
        assertThat(schedule.time(way.sigmas()[0])).isCloseTo(351, within(0.01f));
        assertThat(way.sigmas()[8]).isCloseTo(schedule.smallest(), within(1e-6f));
    }

    @Test
    void dpmFastGoesBetweenTheEndsOfTheLevelsThatAreLeft() {
        float[] all = schedule.sigmas(20);
        PartialWay way = Sampler.DPM_FAST.end(schedule, ScheduleType.AUTOMATIC, 20, 9);

        assertThat(way.sigmas()).hasSize(11);
        assertThat(way.sigmas()[0]).isCloseTo(all[10], within(1e-5f));
        assertThat(way.sigmas()[10]).isCloseTo(all[19], within(1e-5f));
    }

    /** A model that knows the one clean picture ends there; DDIM and its kin leave noise where they hardly begin, as their model is late. */
    @ParameterizedTest
    @EnumSource(Sampler.class)
    void everySamplerEndsAtTheOnlyPictureThereIs(Sampler sampler) {
        FloatLatents picture = FloatLatents.of(new float[][]{{0.5f, -1, 2}});
        TorchRandom random = new TorchRandom(1);

        for (int last : new int[]{3, 7, 19}) {
            PartialWay way = sampler.end(schedule, ScheduleType.AUTOMATIC, 20, last);
            FloatLatents start = picture.times(way.picture()).plus(way.noise(),
                    FloatLatents.of(new float[][]{{1, -1, 0.3f}}));
            float[] result = sampler.sample((x, sigma) -> picture, start, way.sigmas(),
                    (from, to) -> FloatLatents.of(new float[][]{random.normals(3)}), sampler.usual()).values()[0];

            float left = way.sigmas()[way.sigmas().length - 1] * 4 + 1e-4f;
            for (int i = 0; i < 3; i++) {
                assertThat(Math.abs(result[i] - picture.values()[0][i])).as("%s, %s", sampler, last).isLessThan(left);
            }
        }
    }
}
