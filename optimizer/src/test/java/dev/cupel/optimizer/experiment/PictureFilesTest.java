package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Infotext;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFilesTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsTransparentIsWhite() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xff102030);
        image.setRGB(1, 0, 0x00102030);
        image.setRGB(2, 0, 0x80000000);

        Picture picture = PictureFiles.read(written(image));

        assertThat(picture.rgb()).containsExactly(0x10, 0x20, 0x30, 255, 255, 255, 127, 127, 127);
    }

    @Test
    void greyIsAsLightAsTheFileSays() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 128);
        image.getRaster().setSample(1, 0, 0, 7);

        assertThat(PictureFiles.read(written(image)).rgb()).containsExactly(128, 128, 128, 7, 7, 7);
    }

    /** Made with Pillow, whose exif_transpose gives six fields of 8 by 8 pixels in two rows for each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPictureOfATurnedCameraIsUpright(int orientation) {
        Path file = Path.of("src/test/resources/golden/orientation").resolve(orientation + ".jpg");
        int[][] fields = {{200, 30, 30}, {30, 200, 30}, {30, 30, 200}, {200, 200, 30}, {30, 200, 200},
                {120, 120, 120}};

        Picture picture = PictureFiles.read(file);

        assertThat(PictureFiles.size(file)).isEqualTo(new Infotext.Size(24, 16));
        assertThat(picture.width()).isEqualTo(24);
        for (int i = 0; i < 24 * 16; i++) {
            int[] field = fields[i / 24 / 8 * 3 + i % 24 / 8];
            for (int c = 0; c < 3; c++) {
                assertThat(Byte.toUnsignedInt(picture.rgb()[3 * i + c])).isCloseTo(field[c], within(3));
            }
        }
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.png"), "a girl");

        assertThatThrownBy(() -> PictureFiles.read(file)).isInstanceOf(EvaluationException.class)
                .hasMessageContaining("x.png: a picture must be a PNG or JPEG, but this is neither.");
    }

    private Path written(BufferedImage image) throws IOException {
        Path file = folder.resolve("picture.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
