package dev.cupel.evaluator.prompt;

import dev.cupel.evaluator.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Picture files with an infotext inside, as the web UI writes them: PNG with a chunk of text; JPEG and WebP with a user comment
 * in their Exif block.
 */
public final class PictureText {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final List<String> JPEG_ENDINGS = List.of(".jpg", ".jpeg");
    private static final int EXIF_SEGMENT = 0xffe1;
    private static final int START_OF_SCAN = 0xffda;
    private static final int LARGEST_SEGMENT = 0xffff;
    private static final float QUALITY = 0.95f;

    private PictureText() {}

    /** Whether a file begins as a PNG, JPEG or WebP picture does. */
    static boolean isPicture(Path file) {
        byte[] bytes = bytes(file, 12);
        return begins(bytes, PNG) || begins(bytes, JPEG) || isWebp(bytes);
    }

    /**
     * The infotext of a picture, if it has one.
     *
     * @throws PromptException if the file cannot be read, is no PNG, JPEG or WebP picture, or is damaged
     */
    public static Optional<String> read(Path file) {
        byte[] bytes = bytes(file, Integer.MAX_VALUE);
        if (begins(bytes, PNG)) {
            return PngText.read(file.toString(), bytes);
        }
        if (begins(bytes, JPEG)) {
            return ofJpeg(file, ByteBuffer.wrap(bytes), ExifComment::read);
        }
        if (isWebp(bytes)) {
            return ofWebp(file, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        }
        throw new PromptException("""
                %s: must be a PNG, JPEG or WebP picture, but its first bytes are of none.
                Maybe it is a text, or was saved under another ending; give the infotext in a text file.""".formatted(
                file));
    }

    /**
     * How a JPEG says that it is turned, as cameras write it (Exif): 1 not at all, 2 mirrored from left to right, 3 by half, 4 mirrored from
     * top to bottom; 5 to 8 the same with rows and columns exchanged, 6 and 8 being quarter turns. 1 for other pictures.
     *
     * @throws PromptException if the file cannot be read, or is damaged
     */
    public static int orientation(Path file) {
        return begins(bytes(file, JPEG.length), JPEG)
                ? ofJpeg(file, ByteBuffer.wrap(bytes(file, Integer.MAX_VALUE)), ExifComment::orientation).orElse(1)
                : 1;
    }

    /**
     * What a picture's infotext, or a text file, says.
     *
     * @throws PromptException as {@link #read} does, and if a picture has no infotext
     */
    public static Infotext infotext(Path file) {
        if (isPicture(file)) {
            return Infotext.parse(read(file).orElseThrow(() -> new PromptException("""
                    %s: this picture has no infotext.
                    Maybe it was edited or sent through a service that removes it.""".formatted(file))));
        }
        return Infotext.parse(text(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new PromptException(
                    "%s: cannot be read as text: %s.\nMaybe it is not in UTF-8, or another kind of file."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static byte[] bytes(Path file, int most) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new PromptException("%s: the file cannot be read: %s.\nMaybe the path is misspelt.".formatted(file,
                    e.getMessage()), e);
        }
    }

    private static boolean begins(byte[] bytes, byte[] signature) {
        return bytes.length >= signature.length
                && ByteBuffer.wrap(bytes, 0, signature.length).equals(ByteBuffer.wrap(signature));
    }

    private static boolean isWebp(byte[] bytes) {
        return bytes.length >= 12 && new String(bytes, 0, 4, StandardCharsets.ISO_8859_1).equals("RIFF")
                && new String(bytes, 8, 4, StandardCharsets.ISO_8859_1).equals("WEBP");
    }

    /** Segments after the first marker: two bytes of marker, two of length with themselves, content. */
    private static <T> Optional<T> ofJpeg(Path file, ByteBuffer jpeg, Function<byte[], Optional<T>> exif) {
        jpeg.position(2);
        while (jpeg.remaining() >= 4) {
            int marker = Short.toUnsignedInt(jpeg.getShort());
            if (marker == 0xffff) { // a byte of filling
                jpeg.position(jpeg.position() - 1);
                continue;
            }
            if (marker == START_OF_SCAN) {
                break;
            }
            int length = Short.toUnsignedInt(jpeg.getShort()) - 2;
            if (marker != EXIF_SEGMENT) {
                skip(file, jpeg, length);
                continue;
            }
            Optional<T> found = exif.apply(content(file, jpeg, length));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Chunks after the header: four letters, length, content, filled up to an even number of bytes. */
    private static Optional<String> ofWebp(Path file, ByteBuffer webp) {
        webp.position(12);
        while (webp.remaining() >= 8) {
            byte[] name = new byte[4];
            webp.get(name);
            int length = webp.getInt();
            if (new String(name, StandardCharsets.ISO_8859_1).equals("EXIF")) {
                return ExifComment.read(content(file, webp, length));
            }
            skip(file, webp, length);
            webp.position(Math.min(webp.limit(), webp.position() + (length & 1)));
        }
        return Optional.empty();
    }

    private static byte[] content(Path file, ByteBuffer bytes, int length) {
        byte[] content = new byte[checked(file, bytes, length)];
        bytes.get(content);
        return content;
    }

    private static void skip(Path file, ByteBuffer bytes, int length) {
        bytes.position(bytes.position() + checked(file, bytes, length));
    }

    private static int checked(Path file, ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new PromptException("""
                    %s: the part before byte %d claims %d bytes, but %d are left.
                    Maybe the file was cut short; copy it again.""".formatted(file, bytes.position(),
                    Integer.toUnsignedLong(length), bytes.remaining()));
        }
        return length;
    }

    /** The ending of a name that {@link #write} takes, with its dot; empty if it takes none of it, and then writes a PNG. */
    public static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return JPEG_ENDINGS.stream().filter(name::endsWith).findFirst().orElse(name.endsWith(".png") ? ".png" : "");
    }

    /**
     * Writes a picture, as JPEG if its name ends with .jpg or .jpeg, else as PNG.
     *
     * @param infotext the text to put in; empty for none
     * @throws PromptException if the file cannot be written, or the text is too long for a JPEG
     */
    public static void write(Path file, Picture picture, String infotext) {
        if (!JPEG_ENDINGS.contains(ending(file))) {
            PngText.write(file, picture.width(), picture.height(), picture.rgb(), infotext);
            return;
        }
        byte[] exif = ExifComment.write(infotext);
        if (exif.length + 2 > LARGEST_SEGMENT) {
            throw new PromptException("""
                    %s: the infotext in a JPEG must have at most %d bytes, but has %d.
                    Write a PNG instead.""".formatted(file, LARGEST_SEGMENT - 2, exif.length));
        }
        try {
            Files.write(file, jpeg(picture, infotext.isEmpty() ? new byte[0] : exif));
        } catch (IOException e) {
            throw new PromptException("""
                    %s: the picture cannot be written: %s.
                    Maybe the folder does not exist, or the disk is full.""".formatted(file, e.getMessage()), e);
        }
    }

    private static byte[] jpeg(Picture picture, byte[] exif) throws IOException {
        byte[] plain = compressed(picture);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        jpeg.write(plain, 0, 2);
        if (exif.length > 0) {
            jpeg.writeBytes(ByteBuffer.allocate(4).putShort((short) EXIF_SEGMENT).putShort((short) (exif.length + 2))
                    .array());
            jpeg.writeBytes(exif);
        }
        jpeg.write(plain, 2, plain.length - 2);
        return jpeg.toByteArray();
    }

    private static byte[] compressed(Picture picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image(picture), null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage image(Picture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                image.setRGB(x, y, picture.at(x, y, 0) << 16 | picture.at(x, y, 1) << 8 | picture.at(x, y, 2));
            }
        }
        return image;
    }
}
