package dev.cupel.evaluator.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class StructuralSimilarityTest {

    @Test
    void agreesWithADirectSumOverTheWholeWindow() throws IOException {
        Picture first = golden("picture-0.png");

        // computed once in Python: 121 products a place instead of two passes of 11; only rounding differs
        assertThat(StructuralSimilarity.of(first, golden("picture-1.png"))).isCloseTo(0.9910602143305398,
                within(1e-10));
        assertThat(StructuralSimilarity.of(first, golden("picture-10.png"))).isCloseTo(0.8999036243044128,
                within(1e-10));
    }

    @Test
    void equalPicturesGiveOne() {
        Picture picture = noise(1, 20, 12);

        assertThat(StructuralSimilarity.of(picture, picture)).isCloseTo(1, within(1e-12));
    }

    @Test
    void orderDoesNotCount() {
        Picture a = noise(1, 20, 12);
        Picture b = noise(2, 20, 12);

        assertThat(StructuralSimilarity.of(a, b)).isEqualTo(StructuralSimilarity.of(b, a));
    }

    @Test
    void flatPicturesDifferByTheirBrightnessAlone() {
        // (2 * 100 * 200 + 6.5025) / (100^2 + 200^2 + 6.5025); the second factor is 58.5225 / 58.5225
        double expected = 40006.5025 / 50006.5025;

        assertThat(StructuralSimilarity.of(flat(100), flat(200))).isCloseTo(expected, within(1e-9));
    }

    @Test
    void largePicturesAreComparedAtTheSizeOfSmallOnes() {
        Picture a = noise(1, 64, 96);
        Picture b = noise(2, 64, 96);

        double small = StructuralSimilarity.of(a, b);

        assertThat(StructuralSimilarity.of(enlarged(a, 8), enlarged(b, 8))).isCloseTo(small, within(1e-9));
    }

    @Test
    void differentSizesAreRefused() {
        assertThatThrownBy(() -> StructuralSimilarity.of(noise(1, 20, 12), noise(1, 12, 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 x 12 and 12 x 20");
    }

    private static Picture golden(String name) throws IOException {
        BufferedImage image;
        try (var in = StructuralSimilarityTest.class.getResourceAsStream("/golden/miniature/" + name)) {
            image = ImageIO.read(in);
        }
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
            rgb[i] = (byte) (pixel >> 16 - 8 * (i % 3));
        }
        return new Picture(image.getWidth(), image.getHeight(), rgb);
    }

    private static Picture noise(long seed, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(seed).nextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    private static Picture flat(int level) {
        byte[] rgb = new byte[3 * 12 * 12];
        Arrays.fill(rgb, (byte) level);
        return new Picture(12, 12, rgb);
    }

    private static Picture enlarged(Picture picture, int factor) {
        int width = picture.width() * factor;
        int height = picture.height() * factor;
        byte[] from = picture.rgb();
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width / factor;
            int y = i / 3 / width / factor;
            rgb[i] = from[3 * (y * picture.width() + x) + i % 3];
        }
        return new Picture(width, height, rgb);
    }
}
