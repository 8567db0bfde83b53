package dev.cupel.merger.recipe;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Everything that decides the bits of a merged checkpoint: one merge, or several of which each may take the result of others.
 *
 * @param result the merge whose result is the checkpoint
 * @param nodes the other merges, by name; each is used, and none needs itself
 */
public record Recipe(Node result, Map<String, Node> nodes) {

    private static final int MOST = 256;

    /**
     * Copies the nodes.
     *
     * @throws InvalidRecipeException if a node is missing, is not used, or needs itself, or there are more than 256
     */
    public Recipe {
        if (nodes.size() > MOST) {
            throw new InvalidRecipeException("a recipe has up to %d nodes, but there are %d.".formatted(MOST,
                    nodes.size()), "Maybe merge some of them into files first.");
        }
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        Set<String> used = new LinkedHashSet<>();
        visit(result, nodes, new ArrayDeque<>(), used);
        for (String name : nodes.keySet()) {
            if (!used.contains(name)) {
                throw new InvalidRecipeException("every node must be used, but nothing needs the node '%s'."
                        .formatted(name), "Maybe remove it, or write {node: %s} for a model.".formatted(name));
            }
        }
    }

    /**
     * A recipe with those of some nodes that it needs.
     *
     * @param available nodes by name, of which some may not be needed
     * @throws InvalidRecipeException if one is missing, or needs itself
     */
    public static Recipe of(Node result, Map<String, Node> available) {
        Set<String> used = new LinkedHashSet<>();
        visit(result, available, new ArrayDeque<>(), used);
        Map<String, Node> nodes = new LinkedHashMap<>();
        used.forEach(name -> nodes.put(name, available.get(name)));
        return new Recipe(result, nodes);
    }

    /** A single merge of files. */
    public Recipe(Node result) {
        this(result, Map.of());
    }

    /** A single merge of all tensors of some files. */
    public Recipe(MergeMethod method, Map<Role, ? extends Source> models, Coefficients coefficients, VaeChoice vae,
            Precision precision) {
        this(method, models, coefficients, Scope.ALL, vae, precision);
    }

    /** A single merge of some tensors of some files. */
    public Recipe(MergeMethod method, Map<Role, ? extends Source> models, Coefficients coefficients, Scope scope,
            VaeChoice vae, Precision precision) {
        this(new Node(method, Map.copyOf(models), coefficients, scope, vae, precision));
    }

    private static void visit(Node node, Map<String, Node> nodes, Deque<String> path, Set<String> done) {
        for (Source source : node.models().values()) {
            if (source instanceof NodeSource(String name) && !done.contains(name)) {
                Node next = nodes.get(name);
                if (next == null) {
                    throw new InvalidRecipeException("there is no node '%s'; there are %s."
                            .formatted(name, nodes.keySet()), "Maybe its name is misspelt.");
                }
                if (path.contains(name)) {
                    throw new InvalidRecipeException("a node must not need itself, but %s -> %s does."
                            .formatted(String.join(" -> ", path), name), "Maybe one of them is to take a file.");
                }
                path.addLast(name);
                visit(next, nodes, path, done);
                path.removeLast();
                done.add(name);
            }
        }
    }

    /** The formula of the last merge. */
    public MergeMethod method() {
        return result.method();
    }

    /** The models of the last merge. */
    public Map<Role, Source> models() {
        return result.models();
    }

    /** Alpha and beta of the last merge. */
    public Coefficients coefficients() {
        return result.coefficients();
    }

    /** Which tensors the last merge merges. */
    public Scope scope() {
        return result.scope();
    }

    /** Where the autoencoder comes from. */
    public VaeChoice vae() {
        return result.vae();
    }

    /** What the checkpoint's values are rounded to. */
    public Precision precision() {
        return result.precision();
    }

    /** All files that are read, without repetition: those of the last merge first. */
    public List<ModelSource> files() {
        Set<ModelSource> files = new LinkedHashSet<>();
        addFiles(result, files);
        nodes.values().forEach(node -> addFiles(node, files));
        return List.copyOf(files);
    }

    private static void addFiles(Node node, Set<ModelSource> files) {
        for (Source source : node.models().values()) {
            if (source instanceof ModelSource file) {
                files.add(file);
            }
        }
    }

    /**
     * Reads a recipe, JSON or YAML; relative paths in it start at its folder. A file without a hash is hashed, and recipes that
     * it names are read and become nodes.
     *
     * @throws InvalidRecipeException with all problems, if it cannot be read or breaks a rule
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a file without a hash cannot be read
     */
    public static Recipe read(Path file) {
        return RecipeReader.read(file);
    }

    /**
     * Reads a recipe from a text, JSON or YAML; paths stay as they are written, and each file has its hash.
     *
     * @throws InvalidRecipeException with all problems, if it breaks a rule
     */
    public static Recipe parse(String text) {
        return RecipeReader.parse("recipe", text);
    }

    /**
     * Writes the recipe, as YAML if the file's name ends with {@code .yaml} or {@code .yml}, else as JSON. The models' paths are
     * written relative to its folder where that is possible.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Recipe relative = withPaths(path -> {
            Path absolute = path.toAbsolutePath().normalize();
            return absolute.getRoot().equals(folder.getRoot()) ? folder.relativize(absolute) : absolute;
        });
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        Files.writeString(file, yaml ? relative.toYaml() : relative.toJson(), StandardCharsets.UTF_8);
    }

    /** The recipe as JSON, its keys always in the same order, with a line break at the end. */
    public String toJson() {
        return RecipeWriter.json(this);
    }

    /** The recipe as YAML, with the same keys in the same order. */
    public String toYaml() {
        return RecipeWriter.yaml(this);
    }

    /** The same with file names for paths: what a merged checkpoint carries. */
    public Recipe withFileNames() {
        return withPaths(Path::getFileName);
    }

    /** The same with files at other places. */
    Recipe withPaths(UnaryOperator<Path> change) {
        return withFiles(file -> new ModelSource(change.apply(file.path()), file.hash(), file.ema()));
    }

    /** The same with other files. */
    Recipe withFiles(UnaryOperator<ModelSource> change) {
        UnaryOperator<Source> models = source -> switch (source) {
            case ModelSource file -> change.apply(file);
            case NodeSource node -> node;
        };
        Map<String, Node> changed = new LinkedHashMap<>();
        nodes.forEach((name, node) -> changed.put(name, node.withModels(models)));
        return new Recipe(result.withModels(models), changed);
    }
}
