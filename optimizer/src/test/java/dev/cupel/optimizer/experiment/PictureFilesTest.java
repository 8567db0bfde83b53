package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
