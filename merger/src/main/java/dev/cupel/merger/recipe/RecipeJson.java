package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Selector;
import dev.cupel.merger.weight.Weighting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Recipes as JSON, read strictly: an unknown or missing key is an error, as it would change the merge unnoticed. */
final class RecipeJson {

    private static final int FORMAT = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final List<String> KEYS = List.of("format", "mapping", "method", "models", "alpha", "weights",
            "text_encoder", "rules", "beta", "include", "exclude", "vae", "precision");
    private static final Set<String> OPTIONAL = Set.of("text_encoder", "rules", "beta", "include", "exclude");

    private final String where;

    private RecipeJson(String where) {
        this.where = where;
    }

    static String write(Recipe recipe) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("format", FORMAT).put("mapping", Block.MAPPING).put("method", recipe.method().name());
        ObjectNode models = json.putObject("models");
        recipe.models().forEach((role, model) -> models.putObject(role.key())
                .put("path", model.path().toString().replace('\\', '/')).put("sha256", model.hash().sha256())
                .put("ema", model.ema()));
        strength(json, "alpha", recipe.coefficients().alpha());
        if (recipe.method().hasBeta()) {
            strength(json.putObject("beta"), "value", recipe.coefficients().beta());
        }
        list(json, "include", recipe.scope().include(), Selector::text);
        list(json, "exclude", recipe.scope().exclude(), Selector::text);
        json.put("vae", recipe.vae().key()).put("precision", recipe.precision().key());
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n")); // the same bytes on every system
        try {
            return MAPPER.writer(printer).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    private static void strength(ObjectNode json, String value, Strength strength) {
        json.put(value, strength.value());
        ObjectNode weights = json.putObject("weights");
        for (Block block : Block.values()) {
            weights.put(block.name(), strength.weights().blocks().of(block));
        }
        strength.weights().parts().forEach((part, weight) -> weights.put(part.name(), weight));
        list(json, "rules", strength.weights().rules(), Rule::text);
    }

    private static <T> void list(ObjectNode json, String key, List<T> values, Function<T, String> text) {
        if (!values.isEmpty()) {
            ArrayNode list = json.putArray(key);
            values.forEach(value -> list.add(text.apply(value)));
        }
    }

    static Recipe read(String where, String text) {
        try {
            return new RecipeJson(where).recipe(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new InvalidRecipeException("%s%s: not valid JSON: %s".formatted(where, place, e.getOriginalMessage()),
                    "Maybe a comma or a quote is missing.", e);
        }
    }

    private Recipe recipe(JsonNode json) {
        requireKeys(json, "the recipe", KEYS, OPTIONAL);
        requireValue("format", json.get("format").asText(), String.valueOf(FORMAT));
        requireValue("mapping", json.get("mapping").asText(), Block.MAPPING);
        return checked(() -> new Recipe(Methods.of(text(json, "method")).with(Settings.NONE),
                models(json.get("models")),
                new Coefficients(new Strength(number(json, "alpha"), weighting(json)), beta(json)),
                new Scope(list(json, "include", Selector::parse), list(json, "exclude", Selector::parse)),
                choice(json, "vae", List.of(VaeChoice.values()), VaeChoice::key),
                choice(json, "precision", List.of(Precision.values()), Precision::key)));
    }

    private interface Making<T> {
        T make();
    }

    /** Rules of the values themselves, told with the file. */
    private <T> T checked(Making<T> making) {
        try {
            return making.make();
        } catch (IllegalArgumentException e) {
            throw new InvalidRecipeException(where + ": " + e.getMessage(), "Maybe a number or name is misspelt.", e);
        }
    }

    private Map<Role, ModelSource> models(JsonNode json) {
        requireKeys(json, "models", Role.NAMED.stream().map(Role::key).toList(), Set.of("old_base"));
        Map<Role, ModelSource> models = new TreeMap<>();
        for (Role role : Role.NAMED) {
            JsonNode model = json.get(role.key());
            if (model != null) {
                requireKeys(model, "models." + role.key(), List.of("path", "sha256", "ema"), Set.of());
                if (!model.get("ema").isBoolean()) {
                    throw problem(
                            "models.%s.ema must be true or false, but is %s".formatted(role.key(), model.get("ema")));
                }
                models.put(role, new ModelSource(Path.of(text(model, "path")), new FileHash(text(model, "sha256")),
                        model.get("ema").booleanValue()));
            }
        }
        return models;
    }

    private Strength beta(JsonNode json) {
        if (!json.has("beta")) {
            return Strength.NONE;
        }
        requireKeys(json.get("beta"), "beta", List.of("value", "weights", "rules"), Set.of("rules"));
        return new Strength(number(json.get("beta"), "value"), weighting(json.get("beta")));
    }

    /** The weights; the text encoder's was a key of its own before it was one of the parts. */
    private Weighting weighting(JsonNode json) {
        JsonNode weights = json.get("weights");
        List<String> blocks = Arrays.stream(Block.values()).map(Block::name).toList();
        List<String> parts = Arrays.stream(Part.values()).map(Part::name).toList();
        requireKeys(weights, "weights", Stream.concat(blocks.stream(), parts.stream()).toList(), Set.copyOf(parts));
        Map<Part, Double> own = new EnumMap<>(Part.class);
        if (json.has("text_encoder")) {
            own.put(Part.CLIP, number(json, "text_encoder"));
        }
        parts.stream().filter(weights::has).forEach(part -> own.put(Part.valueOf(part), number(weights, part)));
        return new Weighting(new BlockWeights(blocks.stream().mapToDouble(block -> number(weights, block)).toArray()),
                own, list(json, "rules", Rule::parse));
    }

    private <T> List<T> list(JsonNode json, String key, Function<String, T> value) {
        if (!json.has(key)) {
            return List.of();
        }
        if (!json.get(key).isArray()) {
            throw problem("%s must be a list of texts, but is %s".formatted(key, json.get(key)));
        }
        List<T> values = new ArrayList<>();
        for (JsonNode element : json.get(key)) {
            if (!element.isTextual()) {
                throw problem("%s must be a list of texts, but has %s".formatted(key, element));
            }
            values.add(value.apply(element.textValue()));
        }
        return values;
    }

    private void requireKeys(JsonNode json, String what, List<String> keys, Set<String> optional) {
        if (!json.isObject()) {
            throw problem("%s must be an object, but is %s".formatted(what, json.getNodeType()));
        }
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        Set<String> missing = new TreeSet<>(keys);
        missing.removeAll(unknown);
        missing.removeAll(optional);
        unknown.removeAll(keys);
        if (!unknown.isEmpty() || !missing.isEmpty()) {
            throw problem("%s must have the keys %s, but has the unknown %s and lacks %s"
                    .formatted(what, keys, unknown, missing));
        }
    }

    private void requireValue(String key, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw new InvalidRecipeException("%s: %s must be %s, but is %s.".formatted(where, key, expected, actual),
                    "Maybe the recipe was made by another version of Cupel: use that.");
        }
    }

    private <T> T choice(JsonNode json, String key, List<T> values, Function<T, String> name) {
        String text = text(json, key);
        return values.stream().filter(value -> name.apply(value).equals(text)).findFirst().orElseThrow(
                () -> problem(
                        "%s must be one of %s, but is '%s'".formatted(key, values.stream().map(name).toList(), text)));
    }

    private String text(JsonNode json, String key) {
        if (!json.get(key).isTextual()) {
            throw problem("%s must be a text, but is %s".formatted(key, json.get(key)));
        }
        return json.get(key).textValue();
    }

    private double number(JsonNode json, String key) {
        if (!json.get(key).isNumber()) {
            throw problem("%s must be a number, but is %s".formatted(key, json.get(key)));
        }
        return json.get(key).doubleValue();
    }

    private InvalidRecipeException problem(String problem) {
        return new InvalidRecipeException(where + ": " + problem + ".",
                "Maybe a name is misspelt, or the recipe was cut off.");
    }
}
