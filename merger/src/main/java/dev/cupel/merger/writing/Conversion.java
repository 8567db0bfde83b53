package dev.cupel.merger.writing;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FileKind;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a file of tensors becomes another: in another format, with other numbers, with less beside the model.
 *
 * <p>Of a checkpoint the text encoder gets the original names, and its table of positions is 0 to 76 again. The 8-bit types
 * hold the matrices and convolutions of U-Net and text encoder; their biases and norms and the autoencoder, which are
 * small and suffer most, are then F16.
 *
 * @param dtype what the model's numbers are rounded to; null leaves each as it is
 * @param prune whether to leave out all but U-Net, autoencoder and text encoder: moving averages, training state, the noise
 *            schedule
 * @param ema whether to take the moving average for the U-Net, and leave the average out as such
 */
public record Conversion(@Nullable DType dtype, boolean prune, boolean ema) {

    /** Hashes of tensors in the metadata, which are others then. */
    private static final Set<String> HASHES = Set.of("modelspec.hash_sha256", "sshs_model_hash", "sshs_legacy_hash");

    /**
     * Converts a file. The result appears under its name only when it is complete.
     *
     * @param in a checkpoint, a folder of diffusers, or any other file of tensors
     * @param out the file to write; its ending says the format
     * @throws TensorFileException if the file cannot be used, has no moving average where one is asked for, or has a value that
     *             is too large for the type
     * @throws IOException if the result cannot be written
     */
    public void write(Path in, Path out) throws IOException {
        TensorFileWriter.format(out);
        if (Files.exists(in) && Files.exists(out) && Files.isSameFile(in, out)) {
            throw new TensorFileException(out, -1, "the result must be another file than the model.",
                    "Maybe choose another name for the output.");
        }
        if (isCheckpoint(in)) {
            try (Checkpoint model = Checkpoint.open(in, ema)) {
                TensorFileWriter.write(out, model(model), kept(model.metadata()), threads());
            }
        } else {
            writeOther(in, out);
        }
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static boolean isCheckpoint(Path in) {
        try (TensorFile file = TensorFile.open(in)) {
            return FileKind.of(file.tensors()).architecture().isPresent();
        }
    }

    private List<Outgoing> model(Checkpoint model) {
        List<Outgoing> tensors = new ArrayList<>();
        model.tensors().values().forEach(tensor -> tensors.add(rounded(tensor)));
        for (Tensor tensor : model.carried().values()) {
            if (Checkpoint.isPositionIds(tensor.name())) {
                tensors.add(new Outgoing.Counted(tensor.name(), tensor.shape()));
            } else if (!prune) {
                tensors.add(new Outgoing.Copied(tensor));
            }
        }
        if (!prune) {
            model.training().values().stream().filter(tensor -> !(ema && Checkpoint.isEma(tensor.name())))
                    .forEach(tensor -> tensors.add(isAverage(tensor) ? rounded(tensor) : new Outgoing.Copied(tensor)));
        }
        return tensors;
    }

    /** Whether it is a moving average's tensor, and not one of its counters. */
    private static boolean isAverage(Tensor tensor) {
        return Checkpoint.isEma(tensor.name()) && tensor.dtype().floating() && tensor.shape().length > 0;
    }

    private Outgoing rounded(Tensor tensor) {
        DType type = dtype;
        if (type != null && type.bytes() == 1
                && (tensor.shape().length < 2 || tensor.name().startsWith(Checkpoint.VAE))) {
            type = DType.F16;
        }
        return type == null || type == tensor.dtype()
                ? new Outgoing.Copied(tensor)
                : new Outgoing.Rounded(tensor, type);
    }

    /** A file of another kind: all its tensors, as they are called. */
    private void writeOther(Path in, Path out) throws IOException {
        if (prune || ema) {
            throw new TensorFileException(in, -1, "only a checkpoint can be pruned or has EMA weights.",
                    "Maybe leave the option out.");
        }
        try (TensorFile file = TensorFile.open(in)) {
            List<Outgoing> tensors = new ArrayList<>();
            for (Tensor tensor : file.tensors().values()) {
                tensors.add(tensor.dtype().floating() ? rounded(tensor) : new Outgoing.Copied(tensor));
            }
            TensorFileWriter.write(out, tensors, kept(file.metadata()), threads());
        }
    }

    private static Map<String, String> kept(Map<String, String> metadata) {
        Map<String, String> kept = new LinkedHashMap<>(metadata);
        kept.keySet().removeAll(HASHES);
        return kept;
    }
}
