package dev.cupel.evaluator.prompt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The user comment of an Exif block, where the web UI puts the infotext of pictures that are no PNG.
 *
 * <pre>
 * block     := "II" or "MM" (byte order), 42, offset of directory 0
 * directory := count, count * ( tag, type, number of values, value or offset ), offset of the next
 * comment   := tag 0x9286, in the directory that tag 0x8769 of directory 0 points to: 8 bytes name the encoding, then text
 * </pre>
 *
 * <p>The encoding "UNICODE" is UTF-16, of which no standard says whose byte order: the web UI writes the higher byte first, some
 * programs the order of the block. So it is guessed from the zeros, which Latin letters have in their higher bytes.
 */
final class ExifComment {

    private static final int EXIF_DIRECTORY = 0x8769;
    private static final int USER_COMMENT = 0x9286;
    private static final int ORIENTATION = 0x0112;
    private static final int ENTRY = 12;
    private static final int NAME = 8;
    private static final String PREFIX = "Exif\0\0";

    private ExifComment() {}

    /**
     * Reads the comment; a block that is damaged has none.
     *
     * @param block with or without the six bytes {@code Exif} and two zeros before it
     */
    static Optional<String> read(byte[] block) {
        return tiff(block).flatMap(tiff -> entry(tiff, first(tiff), EXIF_DIRECTORY)
                .flatMap(at -> entry(tiff, Integer.toUnsignedLong(tiff.getInt(at + 8)), USER_COMMENT))
                .or(() -> entry(tiff, first(tiff), USER_COMMENT)).flatMap(at -> value(tiff, at)))
                .map(ExifComment::text);
    }

    /** How a block says that the picture is turned, 1 to 8; nothing if it does not. */
    static Optional<Integer> orientation(byte[] block) {
        return tiff(block).flatMap(tiff -> entry(tiff, first(tiff), ORIENTATION)
                .map(at -> Short.toUnsignedInt(tiff.getShort(at + 8))).filter(value -> value >= 1 && value <= 8));
    }

    private static Optional<ByteBuffer> tiff(byte[] block) {
        byte[] prefix = PREFIX.getBytes(StandardCharsets.ISO_8859_1);
        int from = block.length >= prefix.length && Arrays.equals(prefix, Arrays.copyOf(block, prefix.length))
                ? prefix.length
                : 0;
        ByteBuffer tiff = ByteBuffer.wrap(block, from, block.length - from).slice();
        return tiff.remaining() < 8 ? Optional.empty() : switch (tiff.getShort(0)) {
            case 0x4949 -> Optional.of(tiff.order(ByteOrder.LITTLE_ENDIAN));
            case 0x4d4d -> Optional.of(tiff.order(ByteOrder.BIG_ENDIAN));
            default -> Optional.empty();
        };
    }

    private static long first(ByteBuffer tiff) {
        return Integer.toUnsignedLong(tiff.getInt(4));
    }

    /** Where a directory's entry of a tag begins. */
    private static Optional<Integer> entry(ByteBuffer tiff, long directory, int tag) {
        if (directory + 2 > tiff.limit()) {
            return Optional.empty();
        }
        int count = Short.toUnsignedInt(tiff.getShort((int) directory));
        for (int i = 0; i < count; i++) {
            long at = directory + 2 + (long) ENTRY * i;
            if (at + ENTRY > tiff.limit()) {
                return Optional.empty();
            }
            if (Short.toUnsignedInt(tiff.getShort((int) at)) == tag) {
                return Optional.of((int) at);
            }
        }
        return Optional.empty();
    }

    /** The bytes of an entry, which are bytes by their type or by the programs' habit. */
    private static Optional<byte[]> value(ByteBuffer tiff, int entry) {
        long count = Integer.toUnsignedLong(tiff.getInt(entry + 4));
        long at = count <= 4 ? entry + 8 : Integer.toUnsignedLong(tiff.getInt(entry + 8));
        if (at + count > tiff.limit() || count <= NAME) {
            return Optional.empty();
        }
        byte[] value = new byte[(int) count];
        tiff.get((int) at, value);
        return Optional.of(value);
    }

    private static String text(byte[] comment) {
        String name = new String(comment, 0, NAME, StandardCharsets.ISO_8859_1);
        byte[] text = Arrays.copyOfRange(comment, NAME, comment.length);
        Charset charset = name.startsWith("UNICODE") ? unicode(text) : StandardCharsets.UTF_8;
        return new String(text, charset).replace("\uFEFF", "").replaceAll("\0+$", "");
    }

    private static Charset unicode(byte[] text) {
        int higherFirst = 0;
        int lowerFirst = 0;
        for (int i = 0; i + 1 < text.length; i += 2) {
            higherFirst += text[i] == 0 ? 1 : 0;
            lowerFirst += text[i + 1] == 0 ? 1 : 0;
        }
        if (higherFirst == 0 && lowerFirst == 0) {
            return StandardCharsets.UTF_8; // an infotext has Latin letters: without zeros it is not UTF-16
        }
        return higherFirst >= lowerFirst ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }

    /** A block with nothing but a comment, as the web UI writes it. */
    static byte[] write(String comment) {
        byte[] text = comment.getBytes(StandardCharsets.UTF_16BE);
        // prefix; byte order, 42, offset 8; directory 0 with one entry, offset 26; the other directory with one entry
        ByteBuffer block = ByteBuffer.allocate(6 + 8 + 2 * (2 + ENTRY + 4) + NAME + text.length);
        block.put(PREFIX.getBytes(StandardCharsets.ISO_8859_1)).putShort((short) 0x4d4d).putShort((short) 42).putInt(8);
        block.putShort((short) 1).putShort((short) EXIF_DIRECTORY).putShort((short) 4).putInt(1).putInt(26).putInt(0);
        block.putShort((short) 1).putShort((short) USER_COMMENT).putShort((short) 7).putInt(NAME + text.length)
                .putInt(44).putInt(0);
        block.put("UNICODE\0".getBytes(StandardCharsets.ISO_8859_1)).put(text);
        return block.array();
    }
}
