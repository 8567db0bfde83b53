package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Merges as AUTOMATIC1111's web UI 1.6 writes them into {@code sd_merge_recipe}: weighted sums and added differences, with one
 * multiplier. It computes in the files' precision and this program in float32, so that values agree up to rounding.
 */
final class WebUiRecipe {

    private static final Map<String, MergeMethod> METHODS = Map.of("Weighted sum", new WeightedSum(), "Add difference",
            new AddDifference());
    private static final List<String> HASHES = List.of("primary_model_hash", "secondary_model_hash",
            "tertiary_model_hash");

    private WebUiRecipe() {}

    /**
     * Reads a recipe.
     *
     * @param file whose metadata it is, for messages
     * @param names what the files were called, by SHA-256
     */
    static Recipe read(Path file, String text, Map<String, String> names) {
        JsonNode json;
        try {
            json = new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidRecipeException("%s: its sd_merge_recipe is no JSON: %s".formatted(file,
                    e.getOriginalMessage()), "Maybe merge it again by hand.", e);
        }
        String type = json.path("type").asText();
        if (!type.equals("webui")) {
            throw cannot(file, "was merged by '%s'".formatted(type));
        }
        MergeMethod method = METHODS.get(json.path("interp_method").asText());
        if (method == null) {
            throw cannot(file, "was merged by the web UI's method '%s'".formatted(json.path("interp_method").asText()));
        }
        requirePlain(file, json);
        Map<Role, ModelSource> models = new TreeMap<>();
        for (Role role : method.roles()) {
            models.put(role, model(file, json.path(HASHES.get(role.index())).asText(), names));
        }
        Precision precision = json.path("save_as_half").asBoolean() ? Precision.FP16 : Precision.FP32;
        return new Recipe(method, models, Coefficients.uniform(multiplier(file, json)), VaeChoice.MERGED, precision);
    }

    /** Refuses what would change the result and is not known here: where a baked autoencoder's file is, for example. */
    private static void requirePlain(Path file, JsonNode json) {
        String vae = json.path("bake_in_vae").asText("None");
        if (!List.of("None", "", "null").contains(vae)) {
            throw cannot(file, "had the autoencoder '%s' put in".formatted(vae));
        }
        String discarded = json.path("discard_weights").asText("");
        if (!discarded.isEmpty() && !discarded.equals("null")) {
            throw cannot(file, "had the tensors '%s' left out".formatted(discarded));
        }
    }

    private static double multiplier(Path file, JsonNode json) {
        JsonNode multiplier = json.path("multiplier");
        if (!multiplier.isNumber() || !Double.isFinite(multiplier.doubleValue())) {
            throw new InvalidRecipeException("%s: the multiplier of its sd_merge_recipe must be a number, but is %s."
                    .formatted(file, multiplier), "Maybe merge it again by hand.");
        }
        return multiplier.doubleValue();
    }

    private static ModelSource model(Path file, String hash, Map<String, String> names) {
        try {
            String name = names.getOrDefault(hash, "unknown").replace('\\', '/');
            return new ModelSource(Path.of(name.substring(name.lastIndexOf('/') + 1)), new FileHash(hash), false);
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipeException("%s: a model of its sd_merge_recipe has no SHA-256: %s".formatted(file,
                    e.getMessage()), "Maybe merge it again by hand.", e);
        }
    }

    private static InvalidRecipeException cannot(Path file, String what) {
        return new InvalidRecipeException("%s %s, which cannot be repeated here.".formatted(file, what),
                "Maybe merge it again by hand: 'cupel inspect' shows the metadata.");
    }
}
