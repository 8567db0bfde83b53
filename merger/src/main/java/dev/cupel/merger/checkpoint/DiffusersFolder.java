package dev.cupel.merger.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Stable Diffusion 1.x model as diffusers saves it: a folder with {@code unet}, {@code vae} and {@code text_encoder}, each
 * with one file of weights, or several and an index of them.
 *
 * <p>Full precision is preferred to {@code fp16}, safetensors to pickles. Of the settings only the scheduler's prediction
 * type is read.
 */
final class DiffusersFolder {

    /** A part of the model. */
    private enum Part {
        UNET("unet", "diffusion_pytorch_model"), VAE("vae", "diffusion_pytorch_model"), TEXT_ENCODER("text_encoder",
                "model");

        private final String folder;
        private final String stem;

        Part(String folder, String stem) {
            this.folder = folder;
            this.stem = stem;
        }

        /** Names of files, the best first. */
        private List<String> files() {
            String pickle = this == TEXT_ENCODER ? "pytorch_model" : stem;
            return List.of(stem + ".safetensors", stem + ".safetensors.index.json", stem + ".fp16.safetensors",
                    stem + ".safetensors.index.fp16.json", stem + ".fp16.safetensors.index.json", pickle + ".bin",
                    pickle + ".bin.index.json", pickle + ".fp16.bin");
        }

        private @Nullable String original(String name, Set<String> all) {
            return switch (this) {
                case UNET -> DiffusersNames.unet(name, all);
                case VAE -> DiffusersNames.vae(name, all);
                case TEXT_ENCODER -> DiffusersNames.textEncoder(name);
            };
        }
    }

    private static final long LONGEST_JSON = 16 << 20;
    private static final String INCOMPLETE = "Maybe the download was cut off: fetch the folder again.";

    private DiffusersFolder() {}

    /** Whether a folder is one of these: it has a list of its parts, or a U-Net. */
    static boolean is(Path folder) {
        return Files.exists(folder.resolve("model_index.json")) || Files.isDirectory(folder.resolve("unet"));
    }

    /**
     * The files of weights in a folder that are read, of all parts in a fixed order.
     *
     * @throws TensorFileException if there is no U-Net, or an index cannot be read
     */
    static List<Path> files(Path folder) {
        List<Path> all = new ArrayList<>();
        for (Part part : Part.values()) {
            all.addAll(files(folder, part));
        }
        return all;
    }

    private static List<Path> files(Path folder, Part part) {
        Path inside = folder.resolve(part.folder);
        for (String name : part.files()) {
            Path file = inside.resolve(name);
            if (Files.exists(file)) {
                return name.endsWith(".json") ? shards(file) : List.of(file);
            }
        }
        if (part == Part.UNET) {
            throw new TensorFileException(folder, -1,
                    "a diffusers folder must have the U-Net's weights in unet, but has none of %s."
                            .formatted(part.files()),
                    INCOMPLETE);
        }
        return List.of(); // as in checkpoints, these may be missing
    }

    /** The files that an index names: {@code {"weight_map": {tensor: file}}}. */
    private static List<Path> shards(Path index) {
        TreeSet<String> names = new TreeSet<>();
        json(index).path("weight_map").forEach(file -> names.add(file.asText()));
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            Path file = index.resolveSibling(name.replaceAll("[/\\\\\\x00]", "?"));
            if (!name.matches("[\\w.-]+") || !Files.isRegularFile(file)) {
                throw new TensorFileException(index, -1,
                        "an index must name files beside it, but there is no '%s'.".formatted(name), INCOMPLETE);
            }
            files.add(file);
        }
        if (files.isEmpty()) {
            throw new TensorFileException(index, -1, "an index must name files in weight_map, but names none.",
                    INCOMPLETE);
        }
        return files;
    }

    private static JsonNode json(Path file) {
        try {
            if (Files.size(file) > LONGEST_JSON) {
                throw new TensorFileException(file, -1, "a description may have %d bytes, but this has %d."
                        .formatted(LONGEST_JSON, Files.size(file)), "Maybe the file is a trap: do not use it.");
            }
            return new JsonMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new TensorFileException(file, e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
                    "this is not valid JSON: " + e.getOriginalMessage() + ".", INCOMPLETE, e);
        } catch (IOException e) {
            throw new TensorFileException(file, -1, "the file cannot be read: " + e.getMessage(),
                    "Maybe its permissions do not allow it.", e);
        }
    }

    /**
     * Reads a folder.
     *
     * @param open reads one file
     * @return the tensors by their original names, as views of the files
     * @throws TensorFileException if a file is damaged, or a tensor has no place in the original layout
     */
    static TensorFile.Content read(Path folder, Function<Path, TensorFile.Content> open) {
        if (Files.isDirectory(folder.resolve("text_encoder_2"))) {
            throw new WrongArchitectureException(folder,
                    "diffusers folders are read of Stable Diffusion 1.x, but this has a second text encoder, as XL.",
                    "Maybe the same model is to be had as one .safetensors file.");
        }
        List<Tensor> tensors = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            List<Tensor> own = new ArrayList<>();
            for (Path file : files(folder, part)) {
                TensorFile.Content content = open.apply(file);
                own.addAll(content.tensors());
                content.metadata().forEach(metadata::putIfAbsent);
            }
            tensors.addAll(renamed(folder, part, own));
        }
        prediction(folder, metadata);
        return new TensorFile.Content(tensors, metadata);
    }

    private static List<Tensor> renamed(Path folder, Part part, List<Tensor> tensors) {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            if (byName.put(tensor.name(), tensor) != null) {
                throw new TensorFileException(folder.resolve(part.folder), -1,
                        "two files have the tensor '%s'.".formatted(tensor.name()), INCOMPLETE);
            }
        }
        return byName.values().stream().map(tensor -> renamed(folder, part, tensor, byName.keySet())).toList();
    }

    private static Tensor renamed(Path folder, Part part, Tensor tensor, Set<String> all) {
        String name = part.original(tensor.name(), all);
        long[] shape = tensor.shape();
        boolean context = part == Part.UNET && tensor.name().endsWith("attn2.to_k.weight") && shape.length == 2;
        if (name == null || context && FileKind.laterContext(shape[1])) {
            throw new WrongArchitectureException(folder.resolve(part.folder),
                    "diffusers folders are read of Stable Diffusion 1.x, which has no tensor '%s' of %d dimensions%s."
                            .formatted(tensor.name(), shape.length, context ? " and a width of " + shape[1] : ""),
                    "Maybe the same model is to be had as one .safetensors file.");
        }
        return tensor.withName(name);
    }

    private static void prediction(Path folder, Map<String, String> metadata) {
        Path scheduler = folder.resolve("scheduler/scheduler_config.json");
        if (Files.isRegularFile(scheduler)) {
            switch (json(scheduler).path("prediction_type").asText()) {
                case "v_prediction" -> metadata.putIfAbsent("modelspec.prediction_type", "v");
                case "epsilon" -> metadata.putIfAbsent("modelspec.prediction_type", "epsilon");
                default -> {} // not told
            }
        }
    }
}
