package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Merger;
import dev.cupel.merger.plan.Operands;
import dev.cupel.merger.plan.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Streams a merged model into a safetensors file: header first, then one tensor after the other, some values at a time. */
final class CheckpointWriter {

    private static final int CHUNK = Operands.CHUNK;
    private static final int BUFFER = 1 << 20;
    private static final int ALIGNMENT = 64;

    /** A tensor to write. */
    private sealed interface Part {
        String name();

        DType dtype();

        long[] shape();
    }

    /** One that the merge makes. */
    private record Merged(MergePlan.Entry entry, DType dtype) implements Part {
        @Override
        public String name() {
            return entry.name();
        }

        @Override
        public long[] shape() {
            return entry.source().shape();
        }
    }

    /** One that is kept as the new base has it. */
    private record Carried(Tensor tensor) implements Part {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }

        @Override
        public long[] shape() {
            return tensor.shape();
        }
    }

    /** The table 0, 1, 2, …: merges of half-precision models have damaged it in many files. */
    private record Positions(String name, long[] shape) implements Part {
        @Override
        public DType dtype() {
            return DType.I64;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final Coefficients coefficients;
    private final Precision precision;
    private final Map<String, String> metadata;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final Merger merger = new Merger();

    CheckpointWriter(MergePlan plan, Checkpoint newBase, Coefficients coefficients, Precision precision,
            Map<String, String> metadata) {
        this.coefficients = coefficients;
        this.precision = precision;
        this.metadata = metadata;
        plan.entries().forEach(entry -> parts.add(new Merged(entry, precision.dtype())));
        newBase.carried().values().forEach(tensor -> parts.add(tensor.name().equals(Checkpoint.POSITION_IDS)
                ? new Positions(tensor.name(), tensor.shape())
                : new Carried(tensor)));
        // widest elements first: with no gaps allowed, this keeps every tensor aligned
        parts.sort(Comparator.comparingInt(part -> -part.dtype().bytes()));
    }

    void write(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, ByteBuffer.wrap(header()));
            for (Part part : parts) {
                switch (part) {
                    case Merged merged -> writeMerged(channel, merged.entry());
                    case Carried carried -> writeCarried(channel, carried.tensor());
                    case Positions positions -> writePositions(channel, positions);
                }
            }
            flush(channel);
            channel.force(true);
        }
    }

    private byte[] header() {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = mapper.createObjectNode();
        ObjectNode texts = json.putObject("__metadata__");
        metadata.forEach(texts::put);
        long position = 0;
        for (Part part : parts) {
            ObjectNode entry = json.putObject(part.name());
            entry.put("dtype", part.dtype().name());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(part.shape()).forEach(shape::add);
            long bytes = Arrays.stream(part.shape()).reduce(part.dtype().bytes(), (m, n) -> m * n);
            entry.putArray("data_offsets").add(position).add(position + bytes);
            position += bytes;
        }
        try {
            byte[] text = mapper.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
            int padded = (8 + text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            ByteBuffer all = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded - 8).put(text);
            while (all.hasRemaining()) {
                all.put((byte) ' ');
            }
            return all.array();
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    private void writeMerged(FileChannel channel, MergePlan.Entry planned) throws IOException {
        MergePlan.Entry entry = planned.simplified(merger);
        long count = entry.source().count();
        int step = entry.step();
        for (long first = 0; first < count; first += step) {
            int length = (int) Math.min(step, count - first);
            float[] values = merger.values(entry, coefficients.of(entry.name()), first, length);
            for (int at = 0; at < length; at += CHUNK) {
                put(channel, entry.name(), values, at, Math.min(CHUNK, length - at));
            }
        }
    }

    private void put(FileChannel channel, String name, float[] values, int from, int length) throws IOException {
        if (buffer.remaining() < length * Float.BYTES) {
            flush(channel);
        }
        switch (precision) {
            case FP32 -> {
                buffer.asFloatBuffer().put(values, from, length);
                buffer.position(buffer.position() + length * Float.BYTES);
            }
            case FP16 -> {
                for (int i = from; i < from + length; i++) {
                    short half = Float.floatToFloat16(values[i]);
                    if ((half & 0x7c00) == 0x7c00) {
                        throw new MergeException("tensor '%s' gets the value %s, which is too large for fp16."
                                .formatted(name, values[i]), "Maybe use smaller coefficients, or precision fp32.");
                    }
                    buffer.putShort(half);
                }
            }
        }
    }

    private void writeCarried(FileChannel channel, Tensor tensor) throws IOException {
        flush(channel);
        for (long at = 0; at < tensor.data().byteSize(); at += BUFFER) {
            writeAll(channel,
                    tensor.data().asSlice(at, Math.min(BUFFER, tensor.data().byteSize() - at)).asByteBuffer());
        }
    }

    private void writePositions(FileChannel channel, Positions positions) throws IOException {
        long count = Arrays.stream(positions.shape()).reduce(1, (m, n) -> m * n);
        for (long i = 0; i < count; i++) {
            if (buffer.remaining() < Long.BYTES) {
                flush(channel);
            }
            buffer.putLong(i);
        }
    }

    private void flush(FileChannel channel) throws IOException {
        writeAll(channel, buffer.flip());
        buffer.clear();
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
