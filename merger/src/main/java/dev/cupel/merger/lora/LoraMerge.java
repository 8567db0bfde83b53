package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Architecture;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.writing.Outgoing;
import dev.cupel.merger.writing.TensorFileWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
 * <p>Streamed: each thread has one layer in memory at a time, three copies of it in float32.
 */
public final class LoraMerge {

    private final Checkpoint model;
    private final DType dtype;
    /** By the names of the model's tensors, in the order of the LoRAs. */
    private final Map<String, List<LoraTargets.Target>> targets = new LinkedHashMap<>();

    private LoraMerge(Checkpoint model, DType dtype) {
        this.model = model;
        this.dtype = dtype;
    }

    /**
     * Writes a checkpoint with LoRAs in it, as safetensors or in torch's format by the name of the file. It appears under its name only when it is complete.
     *
     * @param model the checkpoint
     * @param ema whether to take its U-Net from the moving average
     * @param loras what to merge, one after the other
     * @param dtype F16, BF16 or F32: what values are rounded to
     * @param threads how many layers are worked on at once, from 1; the bytes do not depend on it
     * @param out the file to write, none of those that are read
     * @throws TensorFileException if a file is damaged, or a LoRA does not belong to the model
     * @throws MergeException if a value is too large for the type, or the output is one of the inputs
     * @throws IOException if the file cannot be written
     */
    public static void write(Path model, boolean ema, List<WeightedLora> loras, DType dtype, int threads,
            Path out) throws IOException {
        List<Path> inputs = new ArrayList<>(loras.stream().map(WeightedLora::file).toList());
        inputs.add(model);
        refuseToReplace(inputs, out);
        List<Lora> open = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(model, ema)) {
            requireSd1(checkpoint);
            LoraMerge merge = new LoraMerge(checkpoint, dtype);
            for (WeightedLora use : loras) {
                open.add(Lora.open(use.file()));
                LoraTargets.of(open.getLast(), use.strength(), checkpoint.tensors().keySet())
                        .forEach((name, target) -> merge.targets.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(target));
            }
            TensorFileWriter.write(out, merge.tensors(), metadata(model, loras, out), threads);
        } finally {
            open.forEach(Lora::close);
        }
    }

    static void requireSd1(Checkpoint model) {
        if (model.architecture() != Architecture.SD1) {
            throw new WrongArchitectureException(model.path(),
                    "LoRAs are merged and extracted for %s, but this is a checkpoint of %s."
                            .formatted(Architecture.SD1.text(), model.architecture().text()),
                    "Maybe another file is meant.");
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

    private List<Outgoing> tensors() {
        List<Outgoing> tensors = new ArrayList<>();
        for (Tensor tensor : model.tensors().values()) {
            List<LoraTargets.Target> changes = targets.get(tensor.name());
            tensors.add(new Outgoing.Rounded(changes == null ? tensor : new Changed(tensor, changes), dtype));
        }
        for (Tensor tensor : model.carried().values()) {
            tensors.add(Checkpoint.isPositionIds(tensor.name())
                    ? new Outgoing.Counted(tensor.name(), tensor.shape())
                    : new Outgoing.Copied(tensor));
        }
        return tensors;
    }

    /** A tensor with LoRAs in it, made as a whole. */
    private record Changed(Tensor tensor, List<LoraTargets.Target> changes) implements FloatTensor {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public long[] shape() {
            return tensor.shape();
        }

        @Override
        public int step() {
            return Math.toIntExact(count());
        }

        @Override
        public void widen(long first, float[] target, int length) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment weight = arena.allocate(count() * Float.BYTES, LoraWeights.ALIGNMENT);
                tensor.widenTo(weight);
                for (LoraTargets.Target change : changes) {
                    try (Arena difference = Arena.ofConfined()) {
                        change.effect(shape(), difference).apply(weight, weight, change.m());
                    }
                }
                MemorySegment.copy(weight, ValueLayout.JAVA_FLOAT, first * Float.BYTES, target, 0, length);
            }
        }
    }
}
