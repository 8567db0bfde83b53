package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureNoiseTest {

    private static final LatentShape SHAPE = new LatentShape(4, 8, 8);
    private static final float[] SIGMAS = {2, 1, 0};

    private static PictureNoise noise(List<Long> seeds, long ensd, Variation variation) {
        return new PictureNoise(RandomSource.CPU, SHAPE, seeds, ensd, variation, Optional.empty());
    }

    @Test
    void stepsGoOnInTheStreamOfTheStartNoise() {
        TorchRandom stream = new TorchRandom(5);
        PictureNoise noise = noise(List.of(5L), 0, Variation.NONE);

        assertThat(noise.start().values()[0]).isEqualTo(stream.normals(256));
        assertThat(noise.steps(Sampler.EULER_A, SIGMAS).between(2, 1).values()[0]).isEqualTo(stream.normals(256));
    }

    @Test
    void stepsHaveAStreamOfTheirOwnUnderAShiftedSeed() {
        PictureNoise noise = noise(List.of(5L), 31337, Variation.NONE);

        assertThat(noise.start().values()[0]).isEqualTo(new TorchRandom(5).normals(256));
        assertThat(noise.steps(Sampler.EULER_A, SIGMAS).between(2, 1).values()[0])
                .isEqualTo(new TorchRandom(31342).normals(256));
    }

    @Test
    void noiseDoesNotDependOnTheBatch() {
        for (Sampler sampler : List.of(Sampler.EULER_A, Sampler.DPMPP_SDE)) {
            PictureNoise both = noise(List.of(4L, 5L), 0, Variation.NONE);
            PictureNoise alone = noise(List.of(5L), 0, Variation.NONE);

            assertThat(both.start().values()[1]).isEqualTo(alone.start().values()[0]);
            assertThat(both.steps(sampler, SIGMAS).between(2, 1).values()[1])
                    .isEqualTo(alone.steps(sampler, SIGMAS).between(2, 1).values()[0]);
        }
    }

    @Test
    void variationOfStrengthOneIsTheOtherSeedsNoise() {
        float[] varied = noise(List.of(5L), 0, new Variation(9, 1)).start().values()[0];
        float[] other = new TorchRandom(9).normals(256);

        for (int i = 0; i < varied.length; i++) {
            assertThat(varied[i]).isCloseTo(other[i], within(1e-6f));
        }
    }

    @Test
    void variationTurnsEachColumnByItsOwnAngle() {
        // two columns of two rows: at right angles, and at 60 degrees
        float[] low = {1, 1, 0, 0};
        float[] high = {0, 0.5f, 1, (float) Math.sqrt(0.75)};

        float[] halfway = new Variation(0, 0.5).between(low, high, 2, 2);

        assertThat(halfway[0]).isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
        assertThat(halfway[2]).isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
        assertThat(halfway[1]).isCloseTo((float) Math.cos(Math.PI / 6), within(1e-6f));
        assertThat(halfway[3]).isCloseTo((float) Math.sin(Math.PI / 6), within(1e-6f));
    }

    @Test
    void variationTowardsItselfIsTheSameNoise() {
        float[] own = new TorchRandom(5).normals(256);

        assertThat(noise(List.of(5L), 0, new Variation(5, 0.5)).start().values()[0]).isEqualTo(own);
    }

    @Test
    void strengthIsAShare() {
        assertThatThrownBy(() -> new Variation(1, 1.5)).isInstanceOf(SamplingException.class)
                .hasMessageStartingWith("variation strength: must be 0 to 1, but is 1.5.\nMaybe");
    }

    @Test
    void noiseOfAnotherSizeLiesInTheMiddle() {
        LatentShape wide = new LatentShape(1, 1, 6);
        float[] target = {0, 0, 0, 0, 0, 0};

        wide.paste(target, new float[]{1, 2}, new LatentShape(1, 1, 2));
        assertThat(target).containsExactly(0, 0, 1, 2, 0, 0);

        float[] small = {0, 0};
        new LatentShape(1, 1, 2).paste(small, new float[]{1, 2, 3, 4, 5, 6}, wide);
        assertThat(small).containsExactly(3, 4);
    }

    @Test
    void resizedNoiseKeepsTheOtherPicturesMiddleAndItsOwnRim() {
        LatentShape narrow = new LatentShape(4, 8, 4);
        float[] start = new PictureNoise(RandomSource.CPU, SHAPE, List.of(5L), 0, Variation.NONE, Optional.of(narrow))
                .start().values()[0];
        float[] own = new TorchRandom(5).normals(SHAPE.count());
        float[] other = new TorchRandom(5).normals(narrow.count());

        assertThat(start[0]).isEqualTo(own[0]);
        assertThat(start[2]).isEqualTo(other[0]);
        assertThat(start[8 + 5]).isEqualTo(other[4 + 3]);
        assertThat(start[8 + 6]).isEqualTo(own[8 + 6]);
    }

    @Test
    void encodingTakesFreshNoiseOfTheSeed() {
        PictureNoise noise = noise(List.of(5L, 6L), 31337, Variation.NONE);

        float[][] encoding = noise.forEncoding(300);

        assertThat(encoding[0]).isEqualTo(new TorchRandom(5).normals(300));
        assertThat(encoding[1]).isEqualTo(new TorchRandom(6).normals(300));
    }

    /** The reference job's case: seed + ENSD, as many draws skipped as there are steps. */
    @Test
    void encodingUpTo15GoesOnAfterTheStepsOfAShiftedSeed() {
        PictureNoise noise = noise(List.of(5L), 31337, Variation.NONE);

        assertThat(noise.forEncodingAfter(26, 0, 1024)[0]).isEqualTo(afterDraws(31342, 26));
    }

    @Test
    void encodingUpTo15GoesOnAfterWhatTheSamplerDrew() {
        PictureNoise noise = noise(List.of(5L), 0, Variation.NONE);
        noise.steps(Sampler.EULER_A, SIGMAS).between(2, 1);

        assertThat(noise.forEncodingAfter(2, 0, 1024)[0]).isEqualTo(afterDraws(5, 2));
        assertThat(noise(List.of(5L), 0, Variation.NONE).forEncodingAfter(2, 1, 1024)[0])
                .isEqualTo(afterDraws(5, 2));
    }

    @Test
    void encodingUpTo15BeginsAtTheSeedWhereACardDrew() {
        PictureNoise noise = new PictureNoise(RandomSource.GPU, SHAPE, List.of(5L), 7, Variation.NONE,
                Optional.empty());

        assertThat(noise.forEncodingAfter(26, 0, 1024)[0]).isEqualTo(new TorchRandom(12).normals(1024));
    }

    private static float[] afterDraws(long seed, int draws) {
        TorchRandom stream = new TorchRandom(seed);
        for (int i = 0; i < draws; i++) {
            stream.normals(256);
        }
        return stream.normals(1024);
    }
}
