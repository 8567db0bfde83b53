package dev.cupel.merger.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Little-endian numbers of a file, each read checked against the end.
 *
 * @param path the file, for messages
 * @param bytes the whole file, or a part of it
 * @param start where the part starts in the file, in bytes; added to positions in messages
 * @param part what the part is, for messages, for example {@code archive/data.pkl}; empty for the whole file
 */
record FileBytes(Path path, MemorySegment bytes, long start, String part) {

    static final String CUT = "Maybe the download was cut off: fetch the file again.";

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    long size() {
        return bytes.byteSize();
    }

    int u8(long at) {
        return Byte.toUnsignedInt(need(at, 1).get(ValueLayout.JAVA_BYTE, at));
    }

    int u16(long at) {
        return Short.toUnsignedInt(need(at, 2).get(SHORT, at));
    }

    int i32(long at) {
        return need(at, 4).get(INT, at);
    }

    long u32(long at) {
        return Integer.toUnsignedLong(i32(at));
    }

    long i64(long at) {
        return need(at, 8).get(LONG, at);
    }

    byte[] array(long at, int length) {
        return slice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    String text(long at, int length, Charset charset) {
        return new String(array(at, length), charset);
    }

    MemorySegment slice(long at, long length) {
        return need(at, length).asSlice(at, length);
    }

    private MemorySegment need(long at, long length) {
        if (at < 0 || length < 0 || at > size() - length) {
            boolean inside = at >= 0 && at <= size();
            throw problem(inside ? at : size(), inside
                    ? "%d bytes are needed here, but only %d are left.".formatted(length, size() - at)
                    : "%d bytes at place %d are needed, but there are only %d.".formatted(length, at, size()), CUT);
        }
        return bytes;
    }

    TensorFileException problem(long at, String problem, String advice) {
        return new TensorFileException(path, start + at, (part.isEmpty() ? "" : "in " + part + ": ") + problem, advice);
    }
}
