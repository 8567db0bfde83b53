package dev.cupel.merger.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Streams tensors into a safetensors file, which appears under its name only when it is complete. */
final class SafetensorsWriter {

    private static final int BUFFER = 1 << 20;
    private static final int ALIGNMENT = 64;

    /**
     * A tensor to write.
     *
     * @param content gives its elements, all of them, first to last
     */
    record Piece(String name, DType dtype, long[] shape, Content content) {

        long bytes() {
            return Arrays.stream(shape).reduce(dtype.bytes(), (a, b) -> a * b);
        }
    }

    /** Gives the elements of a tensor, some at a time. */
    interface Content {
        void sendTo(Sink sink) throws IOException;
    }

    /** Where the elements of one tensor go. */
    final class Sink {

        private final Piece piece;

        private Sink(Piece piece) {
            this.piece = piece;
        }

        /**
         * Rounds values to the tensor's type.
         *
         * @throws MergeException if the type cannot hold one
         */
        void values(float[] values, int length) throws IOException {
            int overflow = Narrowing.firstOverflow(piece.dtype(), values, length);
            if (overflow >= 0) {
                throw new MergeException("tensor '%s' gets the value %s, which is too large for %s."
                        .formatted(piece.name(), values[overflow], piece.dtype()),
                        "Maybe use smaller weights, or write fp32.");
            }
            int most = BUFFER / piece.dtype().bytes();
            for (int first = 0; first < length; first += most) {
                int count = Math.min(most, length - first);
                float[] part = first == 0 ? values : Arrays.copyOfRange(values, first, first + count);
                Narrowing.write(piece.dtype(), part, count, segment, 0);
                writeAll(channel, buffer.clear().limit(count * piece.dtype().bytes()));
            }
        }

        /** Writes bytes as they are. */
        void bytes(MemorySegment bytes) throws IOException {
            for (long at = 0; at < bytes.byteSize(); at += BUFFER) {
                writeAll(channel, bytes.asSlice(at, Math.min(BUFFER, bytes.byteSize() - at)).asByteBuffer());
            }
        }
    }

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final MemorySegment segment = MemorySegment.ofBuffer(buffer);

    private SafetensorsWriter(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Writes a file, or replaces it.
     *
     * @throws IOException if it cannot be written
     * @throws MergeException if a value is too large for its type
     */
    static void write(Path file, List<Piece> pieces, Map<String, String> metadata) throws IOException {
        // widest elements first: with no gaps allowed, this keeps every tensor aligned
        List<Piece> sorted = pieces.stream().sorted(Comparator.comparingInt(piece -> -piece.dtype().bytes())).toList();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                writeAll(channel, ByteBuffer.wrap(header(sorted, metadata)));
                SafetensorsWriter writer = new SafetensorsWriter(channel);
                for (Piece piece : sorted) {
                    piece.content().sendTo(writer.new Sink(piece));
                }
                channel.force(true);
            }
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] header(List<Piece> pieces, Map<String, String> metadata) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = mapper.createObjectNode();
        ObjectNode texts = json.putObject("__metadata__");
        metadata.forEach(texts::put);
        long position = 0;
        for (Piece piece : pieces) {
            ObjectNode entry = json.putObject(piece.name());
            entry.put("dtype", piece.dtype().name());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(piece.shape()).forEach(shape::add);
            entry.putArray("data_offsets").add(position).add(position + piece.bytes());
            position += piece.bytes();
        }
        try {
            byte[] text = mapper.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
            int padded = (8 + text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            byte[] all = Arrays.copyOf(ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(padded - 8).put(text).array(), padded);
            Arrays.fill(all, 8 + text.length, padded, (byte) ' ');
            return all;
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
