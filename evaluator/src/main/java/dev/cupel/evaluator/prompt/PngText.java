package dev.cupel.evaluator.prompt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * PNG pictures with a text inside, under the keyword {@code parameters}, as AUTOMATIC1111's web UI writes them.
 *
 * <p>The same pixels and text give the same bytes: no time stamp, one filter, one compression level.
 */
public final class PngText {

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final String KEYWORD = "parameters";
    /** Largest text that is read, in bytes; a real one has some thousand. */
    private static final int LARGEST_TEXT = 1 << 20;
    /** Filter of every row: the difference to the best guess from left, above and above left. */
    private static final int PAETH = 4;

    private PngText() {}

    /**
     * Writes a picture.
     *
     * @param rgb row by row, three bytes a pixel, shape (height, width, 3)
     * @param infotext the text to put in; empty for none
     * @throws PromptException if the file cannot be written
     */
    public static void write(Path file, int width, int height, byte[] rgb, String infotext) {
        try {
            Files.write(file, encode(width, height, rgb, infotext));
        } catch (IOException e) {
            throw new PromptException("""
                    %s: the picture cannot be written: %s.
                    Maybe the folder does not exist, or the disk is full.""".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * The bytes of a PNG file.
     *
     * @param rgb row by row, three bytes a pixel, shape (height, width, 3)
     * @param infotext the text to put in; empty for none
     */
    public static byte[] encode(int width, int height, byte[] rgb, String infotext) {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("a picture of %d x %d pixels must have %d bytes, but has %d"
                    .formatted(width, height, 3L * width * height, rgb.length));
        }
        var png = new ByteArrayOutputStream();
        png.writeBytes(ByteBuffer.allocate(8).putLong(SIGNATURE).array());
        // 8 bits a channel, colour type 2 (RGB), deflate, adaptive filters, not interlaced
        byte[] header = {8, 2, 0, 0, 0};
        writeChunk(png, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(header).array());
        if (!infotext.isEmpty()) {
            boolean latin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(infotext);
            writeChunk(png, latin ? "tEXt" : "iTXt", latin ? latinText(infotext) : unicodeText(infotext));
        }
        writeChunk(png, "IDAT", deflated(filtered(width, height, rgb)));
        writeChunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /**
     * The text of a PNG file, if it has one; it is looked for in {@code tEXt}, {@code zTXt} and {@code iTXt} chunks.
     *
     * @param file for messages
     * @param bytes begin with the signature
     * @throws PromptException if they are cut short or have an unreadable text
     */
    static Optional<String> read(String file, byte[] bytes) {
        ByteBuffer png = ByteBuffer.wrap(bytes);
        png.position(Math.min(bytes.length, Long.BYTES));
        while (png.remaining() >= 12) {
            int at = png.position();
            int length = png.getInt();
            if (length < 0 || length > png.remaining() - 8) {
                throw new PromptException("""
                        %s: the chunk at byte %d claims %d bytes, but %d are left.
                        Maybe the file was cut short; copy it again."""
                        .formatted(file, at, Integer.toUnsignedLong(length), png.remaining() - 8));
            }
            byte[] type = new byte[4];
            byte[] content = new byte[length];
            png.get(type).get(content).getInt();
            Optional<String> text = textOf(file, at, new String(type, StandardCharsets.ISO_8859_1), content);
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> textOf(String file, int at, String type, byte[] content) {
        boolean isText = type.equals("tEXt") || type.equals("zTXt") || type.equals("iTXt");
        byte[] keyword = (KEYWORD + "\0").getBytes(StandardCharsets.ISO_8859_1);
        int from = keyword.length;
        if (!isText || content.length < from || !Arrays.equals(keyword, Arrays.copyOf(content, from))) {
            return Optional.empty();
        }
        if (content.length > LARGEST_TEXT) {
            throw unreadable(file, at,
                    "%d bytes are more than the %d that are read".formatted(content.length, LARGEST_TEXT));
        }
        return Optional.of(switch (type) {
            case "tEXt" -> decoded(content, from, StandardCharsets.ISO_8859_1);
            case "zTXt" -> decoded(inflated(file, at, content, from + 1), 0, StandardCharsets.ISO_8859_1);
            default -> unicodeOf(file, at, content, from);
        });
    }

    /** An iTXt chunk after its keyword: compressed or not, method, language, translated keyword, text in UTF-8. */
    private static String unicodeOf(String file, int at, byte[] content, int from) {
        int language = from + 2;
        int translated = afterZero(file, at, content, language);
        int text = afterZero(file, at, content, translated);
        return content[from] == 0
                ? decoded(content, text, StandardCharsets.UTF_8)
                : decoded(inflated(file, at, content, text), 0, StandardCharsets.UTF_8);
    }

    private static int afterZero(String file, int at, byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == 0) {
                return i + 1;
            }
        }
        throw unreadable(file, at, "the text has no beginning");
    }

    private static byte[] inflated(String file, int at, byte[] content, int from) {
        var inflater = new Inflater();
        try {
            inflater.setInput(content, Math.min(from, content.length), Math.max(0, content.length - from));
            var text = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished() && text.size() <= LARGEST_TEXT) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw unreadable(file, at, "the compressed text is cut short");
                }
                text.write(buffer, 0, count);
            }
            if (text.size() > LARGEST_TEXT) {
                throw unreadable(file, at, "more than %d bytes come out of it".formatted(LARGEST_TEXT));
            }
            return text.toByteArray();
        } catch (DataFormatException e) {
            throw unreadable(file, at, "the compressed text is damaged (%s)".formatted(e.getMessage()));
        } finally {
            inflater.end();
        }
    }

    private static String decoded(byte[] content, int from, Charset charset) {
        return new String(content, from, content.length - from, charset);
    }

    private static PromptException unreadable(String file, int at, String why) {
        return new PromptException("""
                %s: the text "parameters" in the chunk at byte %d cannot be read: %s.
                Maybe another program rewrote the file; give the text in a file of its own.""".formatted(file, at,
                why));
    }

    private static byte[] latinText(String infotext) {
        return (KEYWORD + "\0" + infotext).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] unicodeText(String infotext) {
        return (KEYWORD + "\0\0\0\0\0" + infotext).getBytes(StandardCharsets.UTF_8);
    }

    private static void writeChunk(ByteArrayOutputStream png, String type, byte[] content) {
        byte[] typed = ByteBuffer.allocate(4 + content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content)
                .array();
        var checksum = new CRC32();
        checksum.update(typed);
        png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        png.writeBytes(typed);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    private static byte[] filtered(int width, int height, byte[] rgb) {
        int row = 3 * width;
        byte[] filtered = new byte[height * (row + 1)];
        for (int y = 0, to = 0; y < height; y++) {
            filtered[to++] = PAETH;
            for (int x = 0; x < row; x++) {
                int at = y * row + x;
                int left = x >= 3 ? rgb[at - 3] & 0xff : 0;
                int above = y > 0 ? rgb[at - row] & 0xff : 0;
                int corner = x >= 3 && y > 0 ? rgb[at - row - 3] & 0xff : 0;
                filtered[to++] = (byte) (rgb[at] - paeth(left, above, corner));
            }
        }
        return filtered;
    }

    /** Of the three neighbours the one nearest to left + above - corner; ties in this order. */
    private static int paeth(int left, int above, int corner) {
        int guess = left + above - corner;
        int toLeft = Math.abs(guess - left);
        int toAbove = Math.abs(guess - above);
        int toCorner = Math.abs(guess - corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }

    private static byte[] deflated(byte[] bytes) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            var compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
