package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.picture.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pictures {@code pillow-*} were written by Pillow 13.0.0 with its own {@code Exif} class: the comment in UTF-16 with the higher byte
 * first (as the web UI does) or the lower one, or in ASCII.
 */
class PictureTextTest {

    private static final String TEXT = """
            1girl, café, 猫
            Negative prompt: lowres, "bad"
            Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 64x64""";

    @TempDir
    private Path folder;

    private Path copied(String name) throws IOException {
        try (InputStream in = PictureTextTest.class.getResourceAsStream("/golden/pictures/" + name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    private static Picture picture() {
        byte[] rgb = new byte[3 * 16 * 8];
        new Random(1).nextBytes(rgb);
        return new Picture(16, 8, rgb);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pillow-be.jpg", "pillow-le.jpg", "pillow-be.webp", "pillow-le.webp"})
    void commentsOfOtherProgramsAreRead(String name) throws IOException {
        assertThat(PictureText.read(copied(name))).contains(TEXT);
        assertThat(PictureText.infotext(copied(name))).isEqualTo(Infotext.parse(TEXT));
    }

    @Test
    void commentInAsciiIsRead() throws IOException {
        assertThat(PictureText.read(copied("pillow-ascii.jpg"))).contains(TEXT.replace('é', '?').replace('猫', '?'));
    }

    @Test
    void whatIsWrittenIntoAJpegIsReadAgain() throws IOException {
        Path file = folder.resolve("x.JPG");

        PictureText.write(file, picture(), TEXT);

        assertThat(PictureText.read(file)).contains(TEXT);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(16);
    }

    @Test
    void textTooLongForAJpegIsRefused() {
        assertThatThrownBy(() -> PictureText.write(folder.resolve("x.jpg"), picture(), "x".repeat(40_000)))
                .isInstanceOf(PromptException.class).hasMessageContaining("must have at most 65533 bytes");
    }

    @Test
    void pictureWithoutInfotextIsNamed() throws IOException {
        PictureText.write(folder.resolve("none.jpg"), picture(), "");

        assertThat(PictureText.read(folder.resolve("none.jpg"))).isEmpty();
        assertThatThrownBy(() -> PictureText.infotext(folder.resolve("none.jpg")))
                .hasMessageContaining("none.jpg: this picture has no infotext");
    }

    @Test
    void whatIsNoPictureIsAText() throws IOException {
        Path file = Files.writeString(folder.resolve("x.png"), TEXT);

        assertThat(PictureText.infotext(file)).isEqualTo(Infotext.parse(TEXT));
        assertThatThrownBy(() -> PictureText.read(file)).hasMessageContaining("must be a PNG, JPEG or WebP picture");
        Path bytes = Files.write(folder.resolve("y.txt"), new byte[]{(byte) 0xff, 1, 2});
        assertThatThrownBy(() -> PictureText.infotext(bytes)).hasMessageContaining("cannot be read as text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pillow-be.jpg", "pillow-be.webp"})
    void damagedFilesGiveNoMoreThanAMessage(String name) throws IOException {
        byte[] whole = Files.readAllBytes(copied(name));
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 3 == 0 ? 12 + random.nextInt(whole.length - 12) : whole.length);
            for (int k = 0; k < 1 + i % 4; k++) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged"), damaged);
            try {
                PictureText.read(file);
            } catch (PromptException e) {
                assertThat(e).hasMessageContaining("damaged: ");
            }
        }
    }
}
