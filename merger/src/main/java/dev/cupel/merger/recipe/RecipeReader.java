package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads recipes, and the recipes in them. Those written in place and those in files become nodes of the whole, named by the
 * role or file; a file that is named twice is one node.
 */
final class RecipeReader {

    private static final String MORE = "more";

    private final Problems problems = new Problems();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Map<Path, NodeSource> files = new HashMap<>();
    private final Deque<Path> open = new ArrayDeque<>();

    /** One recipe's text: where it is, and what the nodes that it names are called in the whole. */
    private record Scene(String where, @Nullable Path folder, String prefix) {}

    static Recipe parse(String where, String text) {
        RecipeReader reader = new RecipeReader();
        Scene scene = new Scene(where, null, "");
        return reader.whole(scene, new Mapping(reader.problems, where, "", Yaml.read(where, text)));
    }

    static Recipe read(Path file) {
        RecipeReader reader = new RecipeReader();
        Path absolute = file.toAbsolutePath().normalize();
        reader.open.push(absolute);
        Scene scene = new Scene(file.toString(), absolute.getParent(), "");
        return reader.whole(scene, new Mapping(reader.problems, scene.where(), "", tree(file)));
    }

    /** A recipe in a file as a model of another recipe; its merges become nodes. */
    Source include(Path file) {
        Mapping nothing = new Mapping(problems, file.toString(), "",
                new MappingNode(Tag.MAP, List.of(), FlowStyle.FLOW));
        Optional<Source> source = file(nothing, file.toAbsolutePath().normalize());
        problems.throwIfAny();
        return source.orElseThrow();
    }

    /** The merges that were read in place of models. */
    Map<String, Node> nodes() {
        return nodes;
    }

    private static org.snakeyaml.engine.v2.nodes.Node tree(Path file) {
        try {
            return Yaml.read(file);
        } catch (IOException e) {
            throw new InvalidRecipeException("%s: the recipe cannot be read: %s".formatted(file, e.getMessage()),
                    "Maybe the path is misspelt, or it is no text file.", e);
        }
    }

    private Recipe whole(Scene scene, Mapping mapping) {
        Optional<Node> result = recipe(scene, mapping, Precision.FP16);
        Optional<Recipe> recipe = result.flatMap(node -> mapping.made("", () -> new Recipe(node, nodes)));
        problems.throwIfAny();
        return recipe.orElseThrow();
    }

    /** A recipe with nodes of its own; the last merge of it. */
    private Optional<Node> recipe(Scene scene, Mapping mapping, Precision precision) {
        requireVersion(mapping);
        mapping.mapping("nodes").ifPresent(named -> {
            named.keys().forEach(name -> names.add(scene.prefix() + name));
            for (String name : named.keys()) {
                String own = scene.prefix() + name;
                named.mapping(name).flatMap(node -> node(scene, node, own + ".", Precision.FP32))
                        .ifPresent(node -> nodes.put(own, node));
            }
        });
        return node(scene, mapping, scene.prefix(), precision);
    }

    private static void requireVersion(Mapping mapping) {
        String format = mapping.text("format").orElse(String.valueOf(RecipeWriter.FORMAT));
        if (!format.equals("1") && !format.equals(String.valueOf(RecipeWriter.FORMAT))) {
            mapping.problem("format", "must be 1 or %d, but is %s".formatted(RecipeWriter.FORMAT, format),
                    "Maybe the recipe was made by another version of Cupel: use that.");
        }
        String blocks = mapping.text("mapping").orElse(Block.MAPPING);
        if (!blocks.equals(Block.MAPPING)) {
            mapping.problem("mapping", "must be %s, but is %s".formatted(Block.MAPPING, blocks),
                    "Maybe the recipe was made by another version of Cupel: use that.");
        }
    }

    /**
     * One merge.
     *
     * @param prefix what the names of merges written within it begin with
     * @param precision if none is given
     */
    private Optional<Node> node(Scene scene, Mapping mapping, String prefix, Precision precision) {
        NodeReader values = new NodeReader(mapping, precision);
        Optional<MergeMethod> method = values.method();
        Map<Role, Source> models = mapping.mapping("models").map(given -> models(scene, given, prefix))
                .orElseGet(() -> {
                    mapping.problem("models", "is missing", "Maybe write models: {new_base: a.safetensors, tuned: …}.");
                    return Map.of();
                });
        Optional<Node> node = values.node(method, models);
        mapping.finish();
        return node;
    }

    private Map<Role, Source> models(Scene scene, Mapping given, String prefix) {
        Map<Role, Source> models = new TreeMap<>();
        for (String key : given.keys()) {
            if (key.equals(MORE)) {
                List<Mapping> more = given.list(MORE, MORE);
                for (int i = 0; i < more.size(); i++) {
                    Role role = Role.more(i + 1);
                    source(scene, more.get(i), MORE, prefix + role.key()).ifPresent(model -> models.put(role, model));
                }
            } else {
                Role.of(key).ifPresent(role -> source(scene, given, key, prefix + key)
                        .ifPresent(model -> models.put(role, model)));
            }
        }
        Role.NAMED.forEach(role -> given.has(role.key())); // the names to suggest
        given.finish();
        return models;
    }

    private Optional<Source> source(Scene scene, Mapping given, String key, String name) {
        if (!given.isMapping(key)) {
            return given.text(key).flatMap(path -> file(scene, given, key, path, Optional.empty(), false));
        }
        Mapping model = given.mapping(key).orElseThrow();
        Optional<Source> source;
        if (model.has("node")) {
            source = model.text("node").map(node -> new NodeSource(scene.prefix() + node));
        } else if (model.has("recipe")) {
            source = inner(scene, model, name);
        } else {
            Optional<String> path = model.text("path");
            if (path.isEmpty()) {
                model.problem("", "must have a path, a node or a recipe", "Maybe write {path: model.safetensors}.");
            }
            Optional<String> hash = model.text("sha256");
            boolean ema = model.flag("ema", false);
            source = path.flatMap(text -> file(scene, model, "sha256", text, hash, ema));
        }
        model.finish();
        return source;
    }

    private Optional<Source> file(Scene scene, Mapping model, String key, String text, Optional<String> hash,
            boolean ema) {
        Optional<Path> path = model.made("path", () -> Path.of(text))
                .map(file -> scene.folder() == null ? file : scene.folder().resolve(file).normalize());
        if (path.filter(Ingredients::isRecipe).isPresent()) {
            model.problem(key, "must be a model, but %s is a recipe".formatted(text),
                    "Maybe write {recipe: %s}.".formatted(text));
            return Optional.empty();
        }
        if (path.isPresent() && hash.isEmpty() && scene.folder() != null) {
            return Optional.of(ModelSource.of(path.get(), ema));
        }
        if (hash.isEmpty()) {
            model.problem(key, "the file needs its sha256", "Maybe add it: sha256sum prints it.");
            return Optional.empty();
        }
        return path.flatMap(file -> model.made("sha256", () -> new ModelSource(file, new FileHash(hash.get()), ema)));
    }

    /** A recipe in the place of a model: written there, or in a file. */
    private Optional<Source> inner(Scene scene, Mapping model, String name) {
        if (model.isMapping("recipe")) {
            String own = unused(name);
            Scene within = new Scene(scene.where(), scene.folder(), own + ".");
            Optional<Node> node = recipe(within, model.mapping("recipe").orElseThrow(), Precision.FP32);
            return place(own, node);
        }
        Optional<String> text = model.text("recipe");
        if (text.isEmpty() || scene.folder() == null) {
            text.ifPresent(file -> model.problem("recipe", "a recipe without a file cannot name another, but names "
                    + file, "Maybe write the recipe in its place."));
            return Optional.empty();
        }
        return file(model, scene.folder().resolve(text.get()).normalize());
    }

    private Optional<Source> file(Mapping model, Path file) {
        if (files.containsKey(file)) {
            return Optional.of(files.get(file));
        }
        if (open.contains(file)) {
            model.problem("recipe", "a recipe must not need itself, but %s does".formatted(file),
                    "Maybe another file is meant.");
            return Optional.empty();
        }
        String own = unused(stem(file));
        open.push(file);
        Scene within = new Scene(file.toString(), file.getParent(), own + ".");
        Optional<Node> node = model.made("recipe", () -> tree(file))
                .flatMap(tree -> recipe(within, new Mapping(problems, within.where(), "", tree), Precision.FP32));
        open.pop();
        Optional<Source> source = place(own, node);
        source.ifPresent(found -> files.put(file, (NodeSource) found));
        return source;
    }

    private Optional<Source> place(String name, Optional<Node> node) {
        node.ifPresent(made -> nodes.put(name, made));
        return node.map(_ -> new NodeSource(name));
    }

    private String unused(String name) {
        String own = name;
        for (int number = 2; !names.add(own); number++) {
            own = name + "-" + number;
        }
        return own;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
