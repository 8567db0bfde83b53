package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FileHashes;
import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.MergedModel;
import java.nio.file.Files;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The models of a recipe, open: each file once, and each node as a model that is computed from its own models while it is read.
 * Nothing is merged yet.
 */
public final class OpenRecipe implements AutoCloseable {

    private final Recipe recipe;
    private final Map<ModelSource, Checkpoint> files = new LinkedHashMap<>();
    private final Map<String, MergedModel> nodes = new HashMap<>();
    private final Map<Role, Model> models;

    private OpenRecipe(Recipe recipe) {
        this.recipe = recipe;
        try {
            FileHashes.shared().prepare(recipe.files().stream().map(ModelSource::path).filter(Files::exists).toList());
            this.models = models(recipe.result(), "");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens a recipe's files.
     *
     * @throws InvalidRecipeException if a file has another hash than the recipe says
     * @throws dev.cupel.merger.checkpoint.TensorFileException if one cannot be read
     * @throws MergeException if the models of a node do not fit together
     */
    public static OpenRecipe of(Recipe recipe) {
        return new OpenRecipe(recipe);
    }

    private Map<Role, Model> models(Node node, String within) {
        Map<Role, Model> open = new TreeMap<>();
        node.models().forEach((role, source) -> open.put(role, switch (source) {
            case ModelSource file -> file(file, "the model " + role.key() + within);
            case NodeSource(String name) -> node(name);
        }));
        return open;
    }

    private Checkpoint file(ModelSource file, String what) {
        Checkpoint known = files.get(file);
        if (known != null) {
            return known;
        }
        Checkpoint checkpoint = Checkpoint.open(file.path(), file.ema());
        files.put(file, checkpoint);
        if (!checkpoint.hash().equals(file.hash())) {
            throw new InvalidRecipeException(
                    "%s, %s, must have the SHA-256 %s, but has %s.".formatted(what, file.path(), file.hash().sha256(),
                            checkpoint.hash().sha256()),
                    "Maybe the file was replaced since the recipe was made: find the one with that hash.");
        }
        files.values().iterator().next().requireSameArchitecture(what, checkpoint);
        return checkpoint;
    }

    private MergedModel node(String name) {
        MergedModel known = nodes.get(name);
        if (known != null) {
            return known;
        }
        Node node = recipe.nodes().get(name);
        Map<Role, Model> inner = models(node, " of the node '" + name + "'");
        MergedModel model = merged("the node '" + name + "'", node, inner, readers(name) > 1);
        nodes.put(name, model);
        return model;
    }

    private static MergedModel merged(String label, Node node, Map<Role, Model> models, boolean shared) {
        boolean delta = node.method().givesDelta() || models.get(Role.NEW_BASE).isDelta();
        return MergedModel.of(label, delta, plan(node, models), node.coefficients(), node.precision(), shared);
    }

    private long readers(String name) {
        NodeSource source = new NodeSource(name);
        return recipe.nodes().values().stream().mapToLong(node -> readers(node, source)).sum()
                + readers(recipe.result(), source);
    }

    private static long readers(Node node, NodeSource source) {
        return node.models().values().stream().filter(source::equals).count();
    }

    private static MergePlan plan(Node node, Map<Role, Model> models) {
        return MergePlan.of(node.method(), node.vae(), models).within(node.scope()).clipped(node.clip())
                .adjusted(node.adjustment());
    }

    /** What the last merge is made of. */
    public MergePlan plan() {
        return plan(recipe.result(), models);
    }

    /** The result, made while it is read. */
    public Model result() {
        return merged("the result", recipe.result(), models, false);
    }

    /** The models of the last merge. */
    public Map<Role, Model> models() {
        return Map.copyOf(models);
    }

    /** The file that the result stands on: the new base, or the new base of that. */
    public Checkpoint ground() {
        Source source = recipe.result().models().get(Role.NEW_BASE);
        while (source instanceof NodeSource(String name)) {
            source = recipe.nodes().get(name).models().get(Role.NEW_BASE);
        }
        return files.get((ModelSource) source);
    }

    /** All files, in the order in which they were opened. */
    public Map<ModelSource, Checkpoint> files() {
        return Collections.unmodifiableMap(files);
    }

    /** Closes the files; the models must not be read any more. */
    @Override
    public void close() {
        files.values().forEach(Checkpoint::close);
    }
}
