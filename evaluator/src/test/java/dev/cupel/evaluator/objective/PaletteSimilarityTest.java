package dev.cupel.evaluator.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.picture.Picture;
import org.junit.jupiter.api.Test;

class PaletteSimilarityTest {

    private static final int BLACK = 0x000000;
    private static final int RED = 0xff0000;
    private static final int BLUE = 0x0000ff;

    @Test
    void equalPicturesGiveOne() {
        assertThat(PaletteSimilarity.of(picture(RED, BLUE, BLACK), picture(RED, BLUE, BLACK))).isCloseTo(1,
                within(1e-12));
    }

    @Test
    void placesDoNotCount() {
        assertThat(PaletteSimilarity.of(picture(RED, BLUE, BLACK), picture(BLACK, RED, BLUE))).isCloseTo(1,
                within(1e-12));
    }

    @Test
    void otherColoursGiveZero() {
        assertThat(PaletteSimilarity.of(picture(RED, RED), picture(BLUE, BLACK))).isZero();
    }

    @Test
    void sharesAreWeighedByTheRootOfTheirProduct() {
        // red 3/4 and 1/4, blue 1/4 and 3/4: twice sqrt(3) / 4
        double expected = Math.sqrt(3) / 2;

        assertThat(PaletteSimilarity.of(picture(RED, RED, RED, BLUE), picture(RED, BLUE, BLUE, BLUE)))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void nearColoursAreTheSame() {
        assertThat(PaletteSimilarity.of(picture(0x010203), picture(0x0a0b0c))).isCloseTo(1, within(1e-12));
    }

    private static Picture picture(int... colours) {
        byte[] rgb = new byte[3 * colours.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (colours[i / 3] >> 16 - 8 * (i % 3));
        }
        return new Picture(colours.length, 1, rgb);
    }
}
