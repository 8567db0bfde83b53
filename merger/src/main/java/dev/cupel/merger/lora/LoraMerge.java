package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.lora.SafetensorsWriter.Piece;
import dev.cupel.merger.method.MergeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Merges LoRAs into a checkpoint: what is written are the bits that {@link LoraWeights} has, rounded once.
 *
 * <p>Streamed: in memory is one layer at a time, two copies of it in float32.
 */
public final class LoraMerge {

    private static final int CHUNK = 1 << 16;

    private final Checkpoint model;
    private final DType dtype;
    /** By the names of the model's tensors, in the order of the LoRAs. */
    private final Map<String, List<LoraTargets.Target>> targets = new LinkedHashMap<>();

    private LoraMerge(Checkpoint model, DType dtype) {
        this.model = model;
        this.dtype = dtype;
    }

    /**
     * Writes a checkpoint with LoRAs in it, as safetensors. It appears under its name only when it is complete.
     *
     * @param model the checkpoint
     * @param ema whether to take its U-Net from the moving average
     * @param loras what to merge, one after the other
     * @param dtype F16, BF16 or F32: what values are rounded to
     * @param out the file to write, none of those that are read
     * @throws TensorFileException if a file is damaged, or a LoRA does not belong to the model
     * @throws MergeException if a value is too large for the type, or the output is one of the inputs
     * @throws IOException if the file cannot be written
     */
    public static void write(Path model, boolean ema, List<WeightedLora> loras, DType dtype, Path out)
            throws IOException {
        List<Path> inputs = new ArrayList<>(loras.stream().map(WeightedLora::file).toList());
        inputs.add(model);
        refuseToReplace(inputs, out);
        List<Lora> open = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(model, ema)) {
            LoraMerge merge = new LoraMerge(checkpoint, dtype);
            for (WeightedLora use : loras) {
                open.add(Lora.open(use.file()));
                LoraTargets.of(open.getLast(), use.strength(), checkpoint.tensors().keySet())
                        .forEach((name, target) -> merge.targets.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(target));
            }
            SafetensorsWriter.write(out, merge.pieces(), metadata(model, loras, out));
        } finally {
            open.forEach(Lora::close);
        }
    }

    static void refuseToReplace(List<Path> inputs, Path out) throws IOException {
        for (Path input : inputs) {
            if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
                throw new MergeException("the output %s is one of the files to read.".formatted(out),
                        "Maybe choose another name for the output.");
            }
        }
    }

    private static Map<String, String> metadata(Path model, List<WeightedLora> loras, Path out) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt"); // web UIs ask for it
        metadata.put("modelspec.sai_model_spec", "1.0.0");
        metadata.put("modelspec.architecture", "stable-diffusion-v1");
        metadata.put("modelspec.title", LoraFile.title(out));
        metadata.put("modelspec.merged_from", model.getFileName() + ", " + loras.stream()
                .map(use -> use.file().getFileName().toString()).collect(Collectors.joining(", ")));
        return metadata;
    }

    private List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (Tensor tensor : model.tensors().values()) {
            pieces.add(new Piece(tensor.name(), dtype, tensor.shape(), sink -> {
                List<LoraTargets.Target> changes = targets.get(tensor.name());
                if (changes == null) {
                    copy(tensor, sink);
                } else {
                    change(tensor, changes, sink);
                }
            }));
        }
        for (Tensor tensor : model.carried().values()) {
            pieces.add(new Piece(tensor.name(), tensor.dtype(), tensor.shape(),
                    sink -> sink.bytes(tensor.name().equals(Checkpoint.POSITION_IDS) && tensor.dtype() == DType.I64
                            ? positions((int) tensor.count())
                            : tensor.data())));
        }
        return pieces;
    }

    private static void copy(Tensor tensor, SafetensorsWriter.Sink sink) throws IOException {
        float[] chunk = new float[CHUNK];
        for (long first = 0; first < tensor.count(); first += CHUNK) {
            int length = (int) Math.min(CHUNK, tensor.count() - first);
            tensor.widen(first, chunk, length);
            sink.values(chunk, length);
        }
    }

    private static void change(Tensor tensor, List<LoraTargets.Target> changes, SafetensorsWriter.Sink sink)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment weight = arena.allocate(tensor.count() * Float.BYTES, LoraWeights.ALIGNMENT);
            tensor.widenTo(weight);
            for (LoraTargets.Target target : changes) {
                try (Arena difference = Arena.ofConfined()) {
                    target.effect(tensor.shape(), difference).apply(weight, weight);
                }
            }
            float[] chunk = new float[CHUNK];
            for (long first = 0; first < tensor.count(); first += CHUNK) {
                int length = (int) Math.min(CHUNK, tensor.count() - first);
                MemorySegment.copy(weight, ValueLayout.JAVA_FLOAT, first * Float.BYTES, chunk, 0, length);
                sink.values(chunk, length);
            }
        }
    }

    /** The table 0, 1, 2, …: merges of half-precision models have damaged it in many files. */
    private static MemorySegment positions(int count) {
        ByteBuffer table = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long i = 0; i < count; i++) {
            table.putLong(i);
        }
        return MemorySegment.ofArray(table.array());
    }
}
