package dev.cupel.evaluator.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.picture.Picture;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class TraitsTest {

    @Test
    void greyHasNeitherColourNorContrast() {
        Map<Measure, Double> traits = Traits.of(picture((x, y) -> 0x808080));

        assertThat(traits).containsOnlyKeys(Traits.ALL);
        assertThat(traits.values()).containsOnly(0.0);
    }

    /** rg is 255 and -255, yb 127.5: s_rg = 255, m_yb = 127.5. */
    @Test
    void colourfulnessIsThatOfHaslerAndSuesstrunk() {
        Map<Measure, Double> traits = Traits.of(picture((x, y) -> x % 2 == 0 ? 0xff0000 : 0x00ff00));

        assertThat(traits.get(Measure.SATURATION)).isCloseTo(1, within(1e-12));
        assertThat(traits.get(Measure.COLOURFULNESS)).isCloseTo(255 + 0.3 * 127.5, within(1e-9));
        assertThat(traits.get(Measure.CLIPPED)).isCloseTo(1, within(1e-12));
    }

    /** Black and white squares of one pixel: all variance is fine detail, and the Laplacian is +1020 or -1020. */
    @Test
    void aChequerboardIsAllFineDetail() {
        Map<Measure, Double> traits = Traits.of(picture((x, y) -> (x + y) % 2 == 0 ? 0xffffff : 0));

        assertThat(traits.get(Measure.CONTRAST)).isCloseTo(127.5, within(1e-9));
        assertThat(traits.get(Measure.FINE_DETAIL)).isCloseTo(1, within(1e-12));
        assertThat(traits.get(Measure.SHARPNESS)).isCloseTo(1020.0 * 1020, within(1e-6));
        assertThat(traits.get(Measure.LOCAL_CONTRAST)).isCloseTo(1, within(1e-12));
    }

    @Test
    void aSlopeIsSoft() {
        Map<Measure, Double> traits = Traits.of(picture((x, y) -> 0x010101 * (8 * x + 4)));

        assertThat(traits.get(Measure.SHARPNESS)).isCloseTo(0, within(1e-9));
        assertThat(traits.get(Measure.FINE_DETAIL)).isLessThan(0.02);
        assertThat(traits.get(Measure.CLIPPED)).isZero();
    }

    private static Picture picture(IntBinaryOperator color) {
        byte[] rgb = new byte[3 * 16 * 16];
        for (int i = 0; i < 256; i++) {
            int value = color.applyAsInt(i % 16, i / 16);
            rgb[3 * i] = (byte) (value >> 16);
            rgb[3 * i + 1] = (byte) (value >> 8);
            rgb[3 * i + 2] = (byte) value;
        }
        return new Picture(16, 16, rgb);
    }
}
