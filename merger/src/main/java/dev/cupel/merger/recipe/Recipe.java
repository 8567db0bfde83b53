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
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Everything that decides the bits of a merged checkpoint.
 *
 * @param method the formula
 * @param models the files, one for each role that the method and the autoencoder need
 * @param coefficients alpha and the weights of the tensors
 * @param scope which tensors are merged; the others are the new base's
 * @param vae where the autoencoder comes from
 * @param precision what values are rounded to
 */
public record Recipe(MergeMethod method, Map<Role, ModelSource> models, Coefficients coefficients, Scope scope,
        VaeChoice vae, Precision precision) {

    /**
     * Copies the models.
     *
     * @throws InvalidRecipeException if a model is missing, or one is given that nothing needs
     */
    public Recipe {
        Set<Role> needed = new TreeSet<>(method.roles());
        vae.role().ifPresent(needed::add);
        Set<Role> given = new TreeSet<>(models.keySet());
        given.removeIf(role -> role.further() && method.takesMore());
        if (!given.equals(needed)) {
            throw new InvalidRecipeException("a merge by %s with vae %s needs the models %s, but there are %s."
                    .formatted(method.name(), vae.key(), keys(needed), keys(models.keySet())),
                    "Maybe a model is missing, or one too many is given.");
        }
        models = Collections.unmodifiableMap(new TreeMap<>(models));
    }

    /** Merges all tensors. */
    public Recipe(MergeMethod method, Map<Role, ModelSource> models, Coefficients coefficients, VaeChoice vae,
            Precision precision) {
        this(method, models, coefficients, Scope.ALL, vae, precision);
    }

    private static String keys(Set<Role> roles) {
        return roles.stream().sorted().map(Role::key).collect(Collectors.joining(", "));
    }

    /**
     * Reads a recipe; relative paths in it start at its folder.
     *
     * @throws InvalidRecipeException if it cannot be read or breaks a rule
     */
    public static Recipe read(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return RecipeJson.read(file.toString(), Files.readString(file))
                    .withPaths(path -> folder.resolve(path).normalize());
        } catch (IOException e) {
            throw new InvalidRecipeException("%s: the recipe cannot be read: %s".formatted(file, e.getMessage()),
                    "Maybe the path is misspelt, or it is no text file.", e);
        }
    }

    /**
     * Reads a recipe from a text; paths stay as they are written.
     *
     * @throws InvalidRecipeException if it breaks a rule
     */
    public static Recipe parse(String json) {
        return RecipeJson.read("recipe", json);
    }

    /**
     * Writes the recipe; the models' paths are written relative to its folder where that is possible.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Recipe relative = withPaths(path -> {
            Path absolute = path.toAbsolutePath().normalize();
            return absolute.getRoot().equals(folder.getRoot()) ? folder.relativize(absolute) : absolute;
        });
        Files.writeString(file, relative.toJson(), StandardCharsets.UTF_8);
    }

    /** The recipe as JSON, its keys always in the same order, with a line break at the end. */
    public String toJson() {
        return RecipeJson.write(this);
    }

    /** The same with file names for paths: what a merged checkpoint carries. */
    public Recipe withFileNames() {
        return withPaths(Path::getFileName);
    }

    private Recipe withPaths(UnaryOperator<Path> change) {
        Map<Role, ModelSource> changed = new TreeMap<>();
        models.forEach((role, model) -> changed.put(role,
                new ModelSource(change.apply(model.path()), model.hash(), model.ema())));
        return new Recipe(method, changed, coefficients, scope, vae, precision);
    }
}
