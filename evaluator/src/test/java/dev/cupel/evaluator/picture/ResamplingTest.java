package dev.cupel.evaluator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hand-computed, and bit by bit against Pillow. */
class ResamplingTest {

    private static final JsonNode PILLOW = Golden.json("enlarging/pillow.json");

    @Test
    void sameSizeIsTheSamePicture() {
        Picture picture = new Picture(2, 1, new byte[]{1, 2, 3, 4, 5, 6});

        assertThat(Resampling.BICUBIC.resize(picture, 2, 1)).isSameAs(picture);
    }

    @Test
    void onePlainColourStaysPlain() {
        Picture plain = row(new int[]{200, 200, 200, 200, 200, 200, 200, 200});

        assertThat(reds(Resampling.BICUBIC.resize(plain, 3, 5))).containsOnly(200);
    }

    /**
     * Scale 2, so the cubic is stretched by 2: the taps of an output pixel lie at 0.25, 0.75, 1.25 and 1.75 in the cubic, to
     * both sides, with weights 111, 29, -9 and -3 of 256. One tap of -3 lies outside of the picture for the two middle
     * pixels, so the rest is of 259: 111 / 259 * 255 = 109.3 and 29 / 259 * 255 = 28.6. The outer pixels get below 0.
     */
    @Test
    void shrinkingWeighsAllPixelsUnderTheStretchedCubic() {
        Picture impulse = row(new int[]{0, 0, 0, 255, 0, 0, 0, 0});

        assertThat(reds(Resampling.BICUBIC.resize(impulse, 4, 1))).containsExactly(0, 109, 29, 0);
    }

    /** 3.5 * 2 / 7 is 1, but seven times 2 / 7 added up to a half of it are less: so Pillow takes the first pixel once more. */
    @Test
    void theNearestPixelIsFoundByAddingUp() {
        Picture two = row(new int[]{10, 20});

        assertThat(reds(Resampling.NEAREST.resize(two, 7, 1))).containsExactly(10, 10, 10, 10, 20, 20, 20);
    }

    @Test
    void rowsAndColumnsAreTreatedAlike() {
        Picture picture = row(new int[]{0, 10, 200, 30, 90, 255, 7, 3});
        Picture column = new Picture(1, 8, picture.rgb());

        assertThat(Resampling.BICUBIC.resize(column, 1, 5).rgb())
                .isEqualTo(Resampling.BICUBIC.resize(picture, 5, 1).rgb());
    }

    @Test
    void picturesAreThoseOfPillow() {
        Picture picture = new Picture(11, 7, bytes(PILLOW.get("rgb")));

        for (JsonNode result : PILLOW.get("results")) {
            Picture resized = Resampling.valueOf(result.get("filter").textValue()).resize(picture,
                    result.get("width").intValue(), result.get("height").intValue());

            assertThat(resized.rgb()).as("%s to %s x %s", result.get("filter"), result.get("width"),
                    result.get("height")).isEqualTo(bytes(result.get("rgb")));
        }
    }

    @Test
    void aBorderWithoutWidthIsStretchedAsByPillow() {
        Picture turned = Resampling.transpose(new Picture(11, 7, bytes(PILLOW.get("rgb"))));

        for (JsonNode result : PILLOW.get("stretched")) {
            int row = result.get("box").get(1).intValue();
            Picture stretched = Resampling.BICUBIC.stretch(turned, row, row, 3);

            assertThat(Resampling.transpose(stretched).rgb()).isEqualTo(bytes(result.get("rgb")));
        }
    }

    @Test
    void blendingByAMaskIsThatOfPillow() {
        Canvas canvas = new Canvas(11, 7);
        canvas.paste(new Picture(11, 7, bytes(PILLOW.get("rgb"))), 0, 0);
        int[] mask = IntStream.range(0, 11).map(k -> k * 255 / 11).toArray();

        canvas.blend(new Picture(11, 7, bytes(PILLOW.get("blended").get("over"))), 0, 0, mask, false);

        assertThat(canvas.picture().rgb()).isEqualTo(bytes(PILLOW.get("blended").get("rgb")));
    }

    private static byte[] bytes(JsonNode values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values.get(i).intValue();
        }
        return bytes;
    }

    private static Picture row(int[] grey) {
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) grey[i / 3];
        }
        return new Picture(grey.length, 1, rgb);
    }

    private static int[] reds(Picture picture) {
        int[] reds = new int[picture.width() * picture.height()];
        for (int i = 0; i < reds.length; i++) {
            reds[i] = picture.at(i % picture.width(), i / picture.width(), 0);
        }
        return reds;
    }
}
