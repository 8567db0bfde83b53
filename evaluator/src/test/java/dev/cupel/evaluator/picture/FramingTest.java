package dev.cupel.evaluator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FramingTest {

    /** Columns of red 10, 20, 30, 40. */
    private static final Picture COLUMNS = columns(10, 20, 30, 40);

    private static Picture columns(int... reds) {
        byte[] rgb = new byte[3 * reds.length * 2];
        for (int i = 0; i < 2 * reds.length; i++) {
            rgb[3 * i] = (byte) reds[i % reds.length];
        }
        return new Picture(reds.length, 2, rgb);
    }

    @Test
    void croppingKeepsTheMiddle() {
        Picture cropped = Framing.CROP.apply(COLUMNS, 2, 2);

        assertThat(cropped).isEqualTo(COLUMNS.crop(1, 0, 2, 2));
    }

    @Test
    void stretchingIsALanczosResize() {
        assertThat(Framing.STRETCH.apply(COLUMNS, 8, 8)).isEqualTo(Resampling.LANCZOS.resize(COLUMNS, 8, 8));
    }

    @Test
    void fillingContinuesTheBorders() {
        Picture filled = Framing.FILL.apply(COLUMNS, 8, 2);

        assertThat(filled.crop(2, 0, 4, 2)).isEqualTo(COLUMNS);
        // 1.125 of the border less 0.125 of its neighbour, as Pillow's cubic has it
        assertThat(filled.at(0, 0, 0)).isEqualTo(9);
        assertThat(filled.at(7, 1, 0)).isEqualTo(41);
    }

    @Test
    void fillingAboveAndBelowIsTheSameTurned() {
        Picture turned = Framing.FILL.apply(Resampling.transpose(COLUMNS), 2, 8);

        assertThat(Resampling.transpose(turned)).isEqualTo(Framing.FILL.apply(COLUMNS, 8, 2));
    }

    @Test
    void theSizeIsThatAskedForEvenWhereTheRestIsOdd() {
        for (Framing framing : Framing.values()) {
            assertThat(framing.apply(COLUMNS, 7, 3).width()).as("%s", framing).isEqualTo(7);
            assertThat(framing.apply(COLUMNS, 7, 3).height()).isEqualTo(3);
        }
    }
}
