package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.writing.Outgoing;
import dev.cupel.merger.writing.TensorFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a checkpoint with its units in another order, tensor by tensor: a model is never in memory as a whole. */
public final class AlignedCheckpoint {

    private AlignedCheckpoint() {}

    /**
     * Writes a file, safetensors or torch's by its name, with the values and types of the model, without loss. The file appears under its name only when
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
        List<Outgoing> tensors = new ArrayList<>();
        model.tensors().values().forEach(tensor -> tensors.add(new Outgoing.Rearranged(tensor, alignment::apply)));
        model.carried().values().forEach(tensor -> tensors.add(new Outgoing.Copied(tensor)));
        TensorFileWriter.write(out, tensors, metadata, Runtime.getRuntime().availableProcessors());
    }
}
