package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Merger;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.jspecify.annotations.Nullable;

/**
 * Streams a merged model into a safetensors file in one pass: the header, then slices of tensors in the order of their offsets,
 * as many at a time as there are threads. Memory: a few MiB for each thread, and for methods that need whole tensors those.
 */
final class CheckpointWriter {

    /** Elements of one slice: one MiB of float16. */
    private static final long SLICE = 1 << 19;
    private static final int ALIGNMENT = 64;

    /** A tensor to write. */
    sealed interface Part {
        String name();

        DType dtype();

        long[] shape();

        /** How many elements a slice has. */
        long slice();
    }

    /** One that the merge makes. */
    static final class Merged implements Part {
        private final MergePlan.Entry entry;
        private final Precision precision;
        private MergePlan.@Nullable Entry simplified;

        Merged(MergePlan.Entry entry, Precision precision) {
            this.entry = entry;
            this.precision = precision;
        }

        @Override
        public String name() {
            return entry.name();
        }

        @Override
        public DType dtype() {
            return precision.dtype();
        }

        Precision precision() {
            return precision;
        }

        @Override
        public long[] shape() {
            return entry.source().shape();
        }

        @Override
        public long slice() {
            return Math.max(SLICE, entry.step());
        }

        /** What to compute, found out once. */
        synchronized MergePlan.Entry simplified(Merger merger) {
            if (simplified == null) {
                simplified = entry.simplified(merger);
            }
            return simplified;
        }
    }

    /** One that is kept as the new base has it. */
    record Carried(Tensor tensor) implements Part {
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

        @Override
        public long slice() {
            return SLICE;
        }
    }

    /** The table 0, 1, 2, …: merges of half-precision models have damaged it in many files. */
    record Positions(String name, long[] shape) implements Part {
        @Override
        public DType dtype() {
            return DType.I64;
        }

        @Override
        public long slice() {
            return SLICE;
        }
    }

    /**
     * A stretch of a tensor, and where it goes.
     *
     * @param first index of the first element
     * @param length how many elements
     * @param position where the first goes, in bytes from the end of the header
     */
    record Slice(Part part, long first, long length, long position) {}

    private final List<Part> parts = new ArrayList<>();
    private final Coefficients coefficients;
    private final Map<String, String> metadata;
    private final Workers workers;

    CheckpointWriter(MergePlan plan, Checkpoint newBase, Coefficients coefficients, Precision precision,
            Map<String, String> metadata, int threads) {
        this.coefficients = coefficients;
        this.metadata = metadata;
        this.workers = new Workers(threads);
        plan.entries().forEach(entry -> parts.add(new Merged(entry, precision)));
        newBase.carried().values().forEach(tensor -> parts.add(tensor.name().equals(Checkpoint.POSITION_IDS)
                ? new Positions(tensor.name(), tensor.shape())
                : new Carried(tensor)));
        // widest elements first: with no gaps allowed, this keeps every tensor aligned
        parts.sort(Comparator.comparingInt(part -> -part.dtype().bytes()));
    }

    void write(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer header = ByteBuffer.wrap(header());
            while (header.hasRemaining()) {
                channel.write(header);
            }
            List<Slice> slices = slices();
            try (Flusher flusher = new Flusher(channel)) {
                workers.run(slices.size(), () -> {
                    SliceWriter writer = new SliceWriter(channel, header.capacity(), coefficients);
                    return i -> flusher.wrote(writer.write(slices.get(i)));
                });
            }
            channel.force(true);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<Slice> slices() {
        List<Slice> slices = new ArrayList<>();
        long position = 0;
        for (Part part : parts) {
            long count = count(part);
            for (long first = 0; first < count; first += part.slice()) {
                long length = Math.min(part.slice(), count - first);
                slices.add(new Slice(part, first, length, position));
                position += length * part.dtype().bytes();
            }
        }
        return slices;
    }

    private static long count(Part part) {
        return Arrays.stream(part.shape()).reduce(1, (m, n) -> m * n);
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
            long bytes = count(part) * part.dtype().bytes();
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
}
