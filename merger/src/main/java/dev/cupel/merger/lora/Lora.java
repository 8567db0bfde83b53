package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.FileKind;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An open LoRA file of any family: LoRA, LoCon (with or without Tucker decomposition), LoHa, LoKr, IA3, full differences, DoRA,
 * normalisations and biases; with the names of kohya, diffusers or PEFT.
 *
 * <p>A tensor whose name means nothing is an error, as its effect would be missing. Embeddings that some files carry along
 * ({@code bundle_emb.…}) are left out and listed by {@link #ignored()}.
 */
public final class Lora implements AutoCloseable {

    private static final String EMBEDDING = "bundle_emb.";

    private final TensorFile file;
    private final Map<String, LoraLayer> layers = new LinkedHashMap<>();
    private final List<String> ignored = new ArrayList<>();

    private Lora(TensorFile file) {
        this.file = file;
        Map<String, LoraKey> keys = new LinkedHashMap<>();
        Map<String, Map<String, Tensor>> parts = new LinkedHashMap<>();
        for (Tensor tensor : file.tensors().values()) {
            if (tensor.name().startsWith(EMBEDDING)) {
                ignored.add(tensor.name());
                continue;
            }
            LoraKey key = LoraKey.parse(tensor.name()).orElseThrow(() -> unknown(tensor.name()));
            refuseXl(key, tensor.name());
            keys.putIfAbsent(key.layer(), key);
            if (parts.computeIfAbsent(key.layer(), _ -> new LinkedHashMap<>()).put(key.part(), tensor) != null) {
                throw new TensorFileException(file.path(), -1,
                        "layer '%s' has two tensors for %s.".formatted(key.layer(), key.part()),
                        "Maybe two LoRAs were put into one file.");
            }
        }
        PeftSettings peft = PeftSettings.of(file);
        parts.forEach((layer, tensors) -> layers.put(layer,
                LayerReader.read(file.path(), keys.get(layer), peft, tensors)));
    }

    /**
     * Opens a LoRA.
     *
     * @throws WrongArchitectureException if it is a sound file of another kind, or for another model
     * @throws TensorFileException if it is damaged, or has tensors that no family has
     */
    public static Lora open(Path path) {
        TensorFile file = TensorFile.open(path);
        try {
            return new Lora(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private TensorFileException unknown(String name) {
        boolean lora = file.tensors().keySet().stream().anyMatch(key -> LoraKey.parse(key).isPresent());
        if (lora) {
            return new TensorFileException(file.path(), -1, "'%s' belongs to no LoRA family that is known.".formatted(
                    name), "Maybe it is of a family such as OFT, GLoRA or DyLoRA: use a LoRA, LoCon, LoHa or LoKr.");
        }
        return new WrongArchitectureException(file.path(),
                "a LoRA is needed, but this is a file of the kind '%s' with tensors such as '%s'."
                        .formatted(FileKind.of(file.tensors()).text(), name),
                "Maybe it belongs elsewhere: a LoRA has tensors such as lora_unet_….lora_down.weight.");
    }

    private void refuseXl(LoraKey key, String name) {
        if (key.layer().startsWith("lora_te2_")) {
            throw new WrongArchitectureException(file.path(),
                    "a LoRA for Stable Diffusion 1.x is needed, but '%s' belongs to a second text encoder."
                            .formatted(name),
                    "Maybe this LoRA was made for SDXL.");
        }
    }

    /** The file, as it was given. */
    public Path path() {
        return file.path();
    }

    /** What the LoRA is called: its {@code ss_output_name}, or the file's name without its ending. */
    public String name() {
        String fileName = path().getFileName().toString();
        int dot = fileName.lastIndexOf('.');
        return metadata().getOrDefault("ss_output_name", dot > 0 ? fileName.substring(0, dot) : fileName);
    }

    /** What its training program noted, for example {@code ss_sd_model_name} or {@code ss_tag_frequency}. */
    public Map<String, String> metadata() {
        return file.metadata();
    }

    /** The layers that it changes, by kohya's names, in the file's order. */
    public Set<String> layerNames() {
        return Collections.unmodifiableSet(layers.keySet());
    }

    /** The tensors that are left out, by their names in the file. */
    public List<String> ignored() {
        return Collections.unmodifiableList(ignored);
    }

    Map<String, LoraLayer> layers() {
        return layers;
    }

    TensorFile file() {
        return file;
    }

    /** Closes the file. */
    @Override
    public void close() {
        file.close();
    }
}
