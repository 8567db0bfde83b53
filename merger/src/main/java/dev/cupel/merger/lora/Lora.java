package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.FileKind;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.checkpoint.WrongArchitectureException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open LoRA file in kohya's layout: for each changed layer {@code lora_down} and {@code lora_up}, whose product is the
 * difference, and {@code alpha}.
 */
public final class Lora implements AutoCloseable {

    private static final List<String> PREFIXES = List.of("lora_unet_", "lora_te_", "lora_te1_");
    private static final Map<String, String> OTHER_FAMILIES = Map.of("hada_", "LoHa", "lokr_", "LoKr", "dora_scale",
            "DoRA",
            "lora_mid", "LoCon with Tucker decomposition", "oft_", "OFT", "on_input", "IA3", "diff",
            "a full difference");

    /**
     * What a LoRA does to one layer: W becomes W + m * scale * (up · down).
     *
     * @param name kohya's name of the layer, for example {@code lora_unet_mid_block_attentions_0_proj_in}
     * @param down shape (rank, in) or (rank, in, kernel, kernel)
     * @param up shape (out, rank) or (out, rank, 1, 1)
     * @param scale alpha / rank, or 1 if the file has no alpha
     */
    record Module(String name, Tensor down, Tensor up, double scale) {

        int rank() {
            return (int) down.shape()[0];
        }
    }

    private final TensorFile file;
    private final Map<String, Module> modules = new LinkedHashMap<>();

    private Lora(TensorFile file) {
        this.file = file;
        FileKind kind = FileKind.of(file.tensors());
        file.tensors().keySet().forEach(this::refuseOtherFamilies);
        if (kind != FileKind.LORA_KOHYA) {
            throw new WrongArchitectureException(file.path(),
                    "a LoRA in kohya's layout is needed, but this is a file of the kind '" + kind.text() + "'.",
                    "Maybe convert it to kohya's names (lora_unet_…), or give it elsewhere.");
        }
        file.tensors().keySet().stream().map(this::moduleName).distinct()
                .forEach(name -> modules.put(name, module(name)));
    }

    /**
     * Opens a LoRA.
     *
     * @throws WrongArchitectureException if it is a sound file of another kind or family (LoHa, LoKr, DoRA, for SDXL, …)
     * @throws TensorFileException if it is damaged
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

    private void refuseOtherFamilies(String key) {
        String last = key.substring(key.indexOf('.') + 1);
        OTHER_FAMILIES.forEach((mark, family) -> {
            if (key.startsWith("lora_") && last.startsWith(mark)) {
                throw new WrongArchitectureException(file.path(),
                        "only plain LoRA and LoCon layers can be read, but '%s' is of the family %s.".formatted(key,
                                family),
                        "Maybe there is a plain LoRA version of it.");
            }
        });
        if (key.startsWith("lora_te2_")) {
            throw new WrongArchitectureException(file.path(),
                    "a LoRA for Stable Diffusion 1.x is needed, but '%s' belongs to a second text encoder."
                            .formatted(key),
                    "Maybe this LoRA was made for SDXL.");
        }
    }

    private String moduleName(String key) {
        int dot = key.indexOf('.');
        if (dot < 0 || PREFIXES.stream().noneMatch(key::startsWith)
                || !List.of("lora_down.weight", "lora_up.weight", "alpha").contains(key.substring(dot + 1))) {
            throw new TensorFileException(file.path(), -1,
                    "a LoRA has tensors such as lora_unet_….lora_down.weight, lora_up.weight and alpha, but this has '%s'."
                            .formatted(key),
                    "Maybe the file is of another family, or for another model.");
        }
        return key.substring(0, dot);
    }

    private Module module(String name) {
        Tensor down = file.tensors().get(name + ".lora_down.weight");
        Tensor up = file.tensors().get(name + ".lora_up.weight");
        Tensor alpha = file.tensors().get(name + ".alpha");
        if (down == null || up == null) {
            throw new TensorFileException(file.path(), -1,
                    "layer '%s' needs lora_down.weight and lora_up.weight, but %s is missing."
                            .formatted(name, down == null ? "lora_down.weight" : "lora_up.weight"),
                    "Maybe the file was pruned: fetch it again.");
        }
        boolean fits = down.shape().length >= 2 && up.shape().length >= 2 && down.shape()[0] == up.shape()[1]
                && down.shape()[0] > 0 && up.count() == up.shape()[0] * up.shape()[1];
        if (!fits) {
            throw new TensorFileException(file.path(), -1,
                    "layer '%s': the first size of lora_down must be the second of lora_up, but the shapes are %s and %s."
                            .formatted(name, Arrays.toString(down.shape()), Arrays.toString(up.shape())),
                    "Maybe the file is damaged: fetch it again.");
        }
        return new Module(name, down, up, scale(alpha, down.shape()[0]));
    }

    private static double scale(@Nullable Tensor alpha, long rank) {
        return alpha == null || alpha.count() != 1 ? 1 : alpha.toFloats()[0] / (double) rank;
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
    public Set<String> moduleNames() {
        return Collections.unmodifiableSet(modules.keySet());
    }

    Map<String, Module> modules() {
        return modules;
    }

    /** Closes the file. */
    @Override
    public void close() {
        file.close();
    }
}
