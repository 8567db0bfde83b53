package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Selector;
import dev.cupel.merger.weight.Weighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Recipes as text: a tree of mappings, numbers and texts whose keys always have the same order. */
final class RecipeWriter {

    /** The version of the keys; 1 had no nodes, settings, beta or further models. */
    static final int FORMAT = 2;

    private RecipeWriter() {}

    static String json(Recipe recipe) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n")); // the same bytes on every system
        try {
            return new JsonMapper().writer(printer).writeValueAsString(tree(recipe)) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    static String yaml(Recipe recipe) {
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setBestLineBreak("\n")
                .setDereferenceAliases(true).build();
        return new Dump(settings).dumpToString(tree(recipe));
    }

    private static Map<String, Object> tree(Recipe recipe) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("mapping", Block.MAPPING);
        if (!recipe.nodes().isEmpty()) {
            Map<String, Object> nodes = new LinkedHashMap<>();
            recipe.nodes().forEach((name, node) -> nodes.put(name, tree(node)));
            tree.put("nodes", nodes);
        }
        tree.putAll(tree(recipe.result()));
        return tree;
    }

    private static Map<String, Object> tree(Node node) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("method", node.method().name());
        if (!node.method().settings().values().isEmpty()) {
            tree.put("settings", node.method().settings().values());
        }
        Map<String, Object> models = new LinkedHashMap<>();
        node.models().forEach((role, source) -> models.put(role.key(), tree(source)));
        tree.put("models", models);
        put(tree, "alpha", "", node.coefficients().alpha());
        if (node.method().hasBeta()) {
            put(tree, "beta", "beta_", node.coefficients().beta());
        }
        put(tree, "include", node.scope().include(), Selector::text);
        put(tree, "exclude", node.scope().exclude(), Selector::text);
        if (!node.clip().equals(Clip.NONE)) {
            tree.put("clip", node.clip().text());
        }
        if (!node.adjustment().equals(Adjustment.NONE)) {
            tree.put("adjust", node.adjustment().values());
        }
        tree.put("vae", node.vae().key());
        tree.put("precision", node.precision().key());
        return tree;
    }

    private static Map<String, Object> tree(Source source) {
        Map<String, Object> tree = new LinkedHashMap<>();
        switch (source) {
            case ModelSource file -> {
                tree.put("path", file.path().toString().replace('\\', '/'));
                tree.put("sha256", file.hash().sha256());
                tree.put("ema", file.ema());
            }
            case NodeSource(String node) -> tree.put("node", node);
        }
        return tree;
    }

    private static void put(Map<String, Object> tree, String name, String prefix, Strength strength) {
        tree.put(name, strength.value());
        Weighting weighting = strength.weights();
        Map<String, Object> weights = new LinkedHashMap<>();
        for (Block block : Block.values()) {
            weights.put(block.name(), weighting.blocks().of(block));
        }
        weighting.parts().forEach((part, weight) -> weights.put(part.name(), weight));
        tree.put(prefix + "weights", weights);
        put(tree, prefix + "rules", weighting.rules(), Rule::text);
    }

    private static <T> void put(Map<String, Object> tree, String key, List<T> values, Function<T, String> text) {
        if (!values.isEmpty()) {
            tree.put(key, values.stream().map(text).toList());
        }
    }
}
