package dev.cupel.merger.rebasin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
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
import java.util.stream.Stream;

/** Writes a checkpoint with its units in another order, tensor by tensor: a model is never in memory as a whole. */
public final class AlignedCheckpoint {

    private static final int ALIGNMENT = 64;
    private static final int BUFFER = 1 << 24;

    private AlignedCheckpoint() {}

    /**
     * Writes a safetensors file with the values and types of the model, without loss. The file appears under its name only when
     * it is complete; one that is there is replaced.
     *
     * @param model     whose tensors to write; those that networks do not read are kept as they are
     * @param alignment of the model's units
     * @param out       the file to write, another one than the model's
     * @param metadata  texts that the file carries
     * @throws IOException if the file cannot be written
     */
    public static void write(Checkpoint model, Alignment alignment, Path out, Map<String, String> metadata)
            throws IOException {
        // widest elements first: with no gaps allowed, this keeps every tensor aligned
        List<Tensor> tensors = Stream
                .concat(model.tensors().values().stream(), model.carried().values().stream())
                .sorted(Comparator.comparingInt(tensor -> -tensor.dtype().bytes())).toList();
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                writeAll(channel, header(tensors, metadata));
                for (Tensor tensor : tensors) {
                    write(channel, tensor, alignment);
                }
                channel.force(true);
            }
            move(part, out);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(FileChannel channel, Tensor tensor, Alignment alignment) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var data = alignment.apply(tensor, arena).data();
            for (long at = 0; at < data.byteSize(); at += BUFFER) {
                writeAll(channel, data.asSlice(at, Math.min(BUFFER, data.byteSize() - at)).asByteBuffer());
            }
        }
    }

    private static ByteBuffer header(List<Tensor> tensors, Map<String, String> metadata) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = mapper.createObjectNode();
        ObjectNode texts = json.putObject("__metadata__");
        metadata.forEach(texts::put);
        long position = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = json.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            long end = position + tensor.data().byteSize();
            entry.putArray("data_offsets").add(position).add(end);
            position = end;
        }
        try {
            return padded(mapper.writeValueAsString(json).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    private static ByteBuffer padded(byte[] text) {
        int length = (8 + text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putLong(length - 8).put(text);
        while (all.hasRemaining()) {
            all.put((byte) ' ');
        }
        return all.flip();
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void move(Path part, Path out) throws IOException {
        try {
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
