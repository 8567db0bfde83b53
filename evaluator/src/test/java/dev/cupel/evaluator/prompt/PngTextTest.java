package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngTextTest {

    private static final int WIDTH = 5;
    private static final int HEIGHT = 4;

    @TempDir
    Path folder;

    @Test
    void pixelsComeBackThroughAnotherReader() throws IOException {
        byte[] rgb = pixels();

        var picture = ImageIO.read(new ByteArrayInputStream(PngText.encode(WIDTH, HEIGHT, rgb, "a text")));

        assertThat(picture.getWidth()).isEqualTo(WIDTH);
        assertThat(picture.getHeight()).isEqualTo(HEIGHT);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int expected = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
            assertThat(picture.getRGB(i % WIDTH, i / WIDTH) & 0xffffff).isEqualTo(expected);
        }
    }

    @Test
    void latinTextIsWrittenAsTextBeforeThePixels() {
        String png = new String(PngText.encode(WIDTH, HEIGHT, pixels(), "café\nSteps: 1"), StandardCharsets.ISO_8859_1);

        assertThat(png).contains("tEXtparameters\0café\nSteps: 1");
        assertThat(png.indexOf("tEXt")).isLessThan(png.indexOf("IDAT"));
    }

    @Test
    void latinAndOtherTextsComeBack() {
        for (String text : new String[]{"café\nSteps: 1", "猫 😀\nSteps: 1"}) {
            Path file = folder.resolve("picture.png");
            PngText.write(file, WIDTH, HEIGHT, pixels(), text);

            assertThat(PictureText.read(file)).contains(text);
        }
    }

    @Test
    void samePictureGivesTheSameBytes() {
        assertThat(PngText.encode(WIDTH, HEIGHT, pixels(), "x"))
                .isEqualTo(PngText.encode(WIDTH, HEIGHT, pixels(), "x"));
    }

    @Test
    void pictureWithoutTextHasNone() {
        Path file = folder.resolve("picture.png");
        PngText.write(file, WIDTH, HEIGHT, pixels(), "");

        assertThat(PictureText.read(file)).isEmpty();
    }

    @Test
    void compressedTextsAreRead() throws IOException {
        byte[] packed = deflated("packed café".getBytes(StandardCharsets.ISO_8859_1));
        byte[] packedUnicode = deflated("packed 猫".getBytes(StandardCharsets.UTF_8));

        assertThat(PictureText.read(withChunk("zTXt", joined("parameters\0\0", packed)))).contains("packed café");
        assertThat(PictureText.read(withChunk("iTXt", joined("parameters\0\1\0en\0\0", packedUnicode))))
                .contains("packed 猫");
    }

    @Test
    void chunkThatReachesBeyondTheFileIsRefused() throws IOException {
        byte[] png = PngText.encode(WIDTH, HEIGHT, pixels(), "x".repeat(100));
        Path file = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, 60));

        assertThatThrownBy(() -> PictureText.read(file))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("the chunk at byte 33 claims 111 bytes");
    }

    @Test
    void textThatGrowsWithoutBoundIsRefused() throws IOException {
        Path file = withChunk("zTXt", joined("parameters\0\0", deflated(new byte[3 << 20])));

        assertThatThrownBy(() -> PictureText.read(file))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("more than 1048576 bytes come out of it");
    }

    @Test
    void damagedTextIsRefused() throws IOException {
        byte[] packed = deflated("packed".getBytes(StandardCharsets.ISO_8859_1));

        Path cut = withChunk("zTXt", joined("parameters\0\0", Arrays.copyOf(packed, packed.length - 6)));
        assertThatThrownBy(() -> PictureText.read(cut)).hasMessageContaining("cut short");
        Path none = withChunk("iTXt", joined("parameters\0\0\0en", new byte[0]));
        assertThatThrownBy(() -> PictureText.read(none)).hasMessageContaining("the text has no beginning");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> PictureText.read(folder.resolve("none.png")))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("none.png: the file cannot be read");
    }

    @Test
    void wrongNumberOfBytesIsRefused() {
        assertThatThrownBy(() -> PngText.encode(2, 2, new byte[11], ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have 12 bytes, but has 11");
    }

    private static byte[] pixels() {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        new Random(1).nextBytes(rgb);
        return rgb;
    }

    private Path withChunk(String type, byte[] content) throws IOException {
        byte[] png = PngText.encode(WIDTH, HEIGHT, pixels(), "");
        ByteBuffer changed = ByteBuffer.allocate(png.length + 12 + content.length);
        changed.put(png, 0, 33).putInt(content.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content);
        changed.putInt(0).put(png, 33, png.length - 33);
        return Files.write(folder.resolve(type + ".png"), changed.array());
    }

    private static byte[] joined(String head, byte[] tail) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(tail);
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }
}
