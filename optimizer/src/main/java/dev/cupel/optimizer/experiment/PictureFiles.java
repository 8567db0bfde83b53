package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Reads pictures that people give: PNG and JPEG, what is transparent in them being white, and those of a turned camera upright. */
public final class PictureFiles {

    private PictureFiles() {}

    /**
     * Reads a picture.
     *
     * @throws EvaluationException if the file is none, or one of a kind that is not read
     */
    public static Picture read(Path file) {
        BufferedImage image = image(file);
        int width = image.getWidth();
        byte[] rgb = new byte[3 * width * image.getHeight()];
        boolean grey = image.getColorModel().getNumColorComponents() == 1;
        for (int i = 0; i < rgb.length; i += 3) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            int pixel = grey ? grey(image, x, y) : image.getRGB(x, y);
            int opaque = pixel >>> 24;
            for (int c = 0; c < 3; c++) {
                int colour = pixel >> (16 - 8 * c) & 0xff;
                rgb[i + c] = (byte) ((colour * opaque + 255 * (255 - opaque) + 127) / 255);
            }
        }
        return upright(new Picture(width, image.getHeight(), rgb), PictureText.orientation(file));
    }

    /** As {@link PictureText#orientation} counts them: from 5 on rows are columns; two and two are mirrored in a way. */
    private static Picture upright(Picture turned, int orientation) {
        if (orientation == 1) {
            return turned;
        }
        boolean exchanged = orientation >= 5;
        int width = exchanged ? turned.height() : turned.width();
        byte[] old = turned.rgb();
        byte[] rgb = new byte[old.length];
        for (int i = 0; i < rgb.length; i += 3) {
            int column = i / 3 % width;
            int row = i / 3 / width;
            int x = exchanged ? row : column;
            int y = exchanged ? column : row;
            x = switch (orientation) {
                case 2, 3, 7, 8 -> turned.width() - 1 - x;
                default -> x;
            };
            y = switch (orientation) {
                case 3, 4, 6, 7 -> turned.height() - 1 - y;
                default -> y;
            };
            System.arraycopy(old, 3 * (y * turned.width() + x), rgb, i, 3);
        }
        return new Picture(width, old.length / 3 / width, rgb);
    }

    /** The number that is in the file: Java takes grey for light and would make it brighter. */
    private static int grey(BufferedImage image, int x, int y) {
        int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
        int level = image.getRaster().getSample(x, y, 0) * 255 / most;
        int opaque = image.getColorModel().hasAlpha() ? image.getRaster().getSample(x, y, 1) * 255 / most : 255;
        return opaque << 24 | level * 0x010101;
    }

    /** The size of a picture. */
    public static Infotext.Size size(Path file) {
        BufferedImage image = image(file);
        return PictureText.orientation(file) < 5
                ? new Infotext.Size(image.getWidth(), image.getHeight())
                : new Infotext.Size(image.getHeight(), image.getWidth());
    }

    private static BufferedImage image(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            BufferedImage image = ImageIO.read(file.toFile());
            if (image == null) {
                throw new EvaluationException("""
                        %s: a picture must be a PNG or JPEG, but this is neither.
                        Maybe save it as a PNG.""".formatted(file));
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
