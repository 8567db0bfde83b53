package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.FileKind;
import dev.cupel.merger.checkpoint.Prediction;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Precision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts in a merged checkpoint that say what it is and how to make it again.
 *
 * <p>{@value #RECIPE} is the recipe. {@value #MERGE} and {@value #MODELS} are the keys of AUTOMATIC1111's web UI, with its names
 * for what it can do itself, for programs that show or trace merges. {@code modelspec.…} is Stability AI's model
 * metadata standard, version 1.0.0, without a date: the same recipe gives the same bytes.
 */
final class MergeMetadata {

    /** The key of the recipe. */
    static final String RECIPE = "cupel_recipe";
    /** The web UI's key of how a model was merged. */
    static final String MERGE = "sd_merge_recipe";
    /** The web UI's key of what it was merged from: by SHA-256, with what those were merged from. */
    static final String MODELS = "sd_merge_models";
    /** The key of the model's name. */
    static final String TITLE = "modelspec.title";

    /** What other files say of themselves is passed on up to this length: a header is not to grow without end. */
    private static final int LONGEST = 1 << 20;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<String, String> WEB_UI = Map.of("weighted_sum", "Weighted sum", "add_difference",
            "Add difference");

    private final Recipe recipe;
    private final OpenRecipe open;
    private final String title;

    /**
     * @param recipe the recipe as it is to be recorded, which says what the files are called
     * @param open the same with its files open, wherever they are
     */
    MergeMetadata(Recipe recipe, OpenRecipe open, String title) {
        this.recipe = recipe.withFileNames();
        this.open = open;
        this.title = title;
    }

    /** All texts, by key. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("format", "pt"); // web UIs ask for it
        Checkpoint ground = open.ground();
        texts.put("modelspec.sai_model_spec", "1.0.0");
        texts.put("modelspec.architecture", architecture(ground));
        texts.put("modelspec.implementation", "https://github.com/Stability-AI/generative-models");
        texts.put(TITLE, title);
        resolution(ground).ifPresent(size -> texts.put("modelspec.resolution", size));
        if (ground.prediction() != Prediction.UNTOLD) {
            texts.put("modelspec.prediction_type", ground.prediction() == Prediction.V ? "v" : "epsilon");
        }
        texts.put("modelspec.merged_from", recipe.files().stream().map(file -> file.path().toString()).distinct()
                .collect(Collectors.joining(", ")));
        texts.put(RECIPE, recipe.toJson());
        texts.put(MERGE, text(merge(ground)));
        texts.put(MODELS, text(models()));
        return texts;
    }

    private static String architecture(Checkpoint ground) {
        return switch (ground.architecture()) {
            case SD1 -> "stable-diffusion-v1";
            case SD2 -> ground.prediction() == Prediction.V ? "stable-diffusion-v2-768-v" : "stable-diffusion-v2-512";
            case SDXL -> "stable-diffusion-xl-v1-base";
            case SDXL_REFINER -> "stable-diffusion-xl-v1-refiner";
        };
    }

    private static Optional<String> resolution(Checkpoint ground) {
        if (ground.metadata().containsKey("modelspec.resolution")) {
            return Optional.of(ground.metadata().get("modelspec.resolution"));
        }
        return switch (ground.architecture()) {
            case SD1 -> Optional.of("512x512");
            case SDXL, SDXL_REFINER -> Optional.of("1024x1024");
            case SD2 -> switch (ground.prediction()) {
                case EPSILON -> Optional.of("512x512");
                case V -> Optional.of("768x768");
                case UNTOLD -> Optional.empty();
            };
        };
    }

    private ObjectNode merge(Checkpoint ground) {
        ObjectNode merge = MAPPER.createObjectNode().put("type", "cupel");
        merge.put("primary_model_hash", hash(Role.NEW_BASE)).put("secondary_model_hash", hash(Role.TUNED))
                .put("tertiary_model_hash", hash(Role.OLD_BASE));
        String method = recipe.method().name();
        merge.put("interp_method", WEB_UI.getOrDefault(method, method));
        merge.put("multiplier", recipe.coefficients().alpha().value());
        merge.put("save_as_half", recipe.precision() == Precision.FP16).put("custom_name", title);
        merge.put("is_inpainting", ground.kind() == FileKind.STABLE_DIFFUSION_1_INPAINTING);
        return merge.put("is_instruct_pix2pix", ground.kind() == FileKind.STABLE_DIFFUSION_1_INSTRUCT);
    }

    private @Nullable String hash(Role role) {
        return recipe.models().get(role) instanceof ModelSource file ? file.hash().sha256() : null;
    }

    private ObjectNode models() {
        ObjectNode models = MAPPER.createObjectNode();
        Map<FileHash, Checkpoint> files = new LinkedHashMap<>();
        open.files().forEach((source, file) -> files.put(source.hash(), file));
        recipe.files().forEach(source -> {
            Checkpoint file = files.get(source.hash());
            ObjectNode model = models.putObject(source.hash().sha256());
            model.put("name", source.path().toString()).put("legacy_hash", FileHash.old(file.path()));
            model.set(MERGE, json(file, MERGE));
        });
        files.values()
                .forEach(file -> json(file, MODELS).properties().stream().filter(inner -> !models.has(inner.getKey()))
                        .forEach(inner -> models.set(inner.getKey(), inner.getValue())));
        return models;
    }

    /** What a file says of itself; nothing if it is no JSON. */
    private static JsonNode json(Checkpoint file, String key) {
        String text = file.metadata().get(key);
        try {
            return text == null || text.length() > LONGEST ? MAPPER.nullNode() : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MAPPER.nullNode(); // another program's: it is passed on if it can be read
        }
    }

    private static String text(ObjectNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }
}
