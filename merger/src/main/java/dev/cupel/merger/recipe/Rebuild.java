package dev.cupel.merger.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.checkpoint.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a merged checkpoint again, from what its metadata says and the files that it was merged from, wherever they are and
 * whatever they are called now.
 *
 * @param recipe what was merged, with the files' names of then
 * @param title what the model is called in its metadata
 * @param exact whether the new file gets the same bytes: it was merged by this program
 * @param oldHashes the old short hash of each file by its SHA-256, as far as the metadata has it
 */
public record Rebuild(Recipe recipe, String title, boolean exact, Map<String, String> oldHashes) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Copies the map. */
    public Rebuild {
        oldHashes = Map.copyOf(oldHashes);
    }

    /**
     * Reads the metadata of a merged checkpoint.
     *
     * @throws InvalidRecipeException if it has no recipe, or one that cannot be repeated here
     * @throws dev.cupel.merger.checkpoint.TensorFileException if the file cannot be read
     */
    public static Rebuild of(Path file) {
        Map<String, String> metadata;
        try (TensorFile open = TensorFile.open(file)) {
            metadata = open.metadata();
        }
        Map<String, String> old = oldHashes(metadata);
        String own = metadata.get(MergeMetadata.RECIPE);
        String title = metadata.getOrDefault(MergeMetadata.TITLE, String.valueOf(file.getFileName()));
        if (own != null) {
            return new Rebuild(RecipeReader.parse(file + ", " + MergeMetadata.RECIPE, own), title, true, old);
        }
        String webUi = metadata.get(MergeMetadata.MERGE);
        if (webUi != null) {
            return new Rebuild(WebUiRecipe.read(file, webUi, names(metadata)), title, false, old);
        }
        String others = metadata.containsKey("mecha_recipe") ? "a recipe of sd-mecha" : "no recipe";
        throw new InvalidRecipeException("%s has %s in its metadata.".formatted(file, others),
                "Maybe merge it again by hand: 'cupel inspect' shows the metadata.");
    }

    private static Map<String, String> oldHashes(Map<String, String> metadata) {
        Map<String, String> hashes = new HashMap<>();
        models(metadata).forEach((hash, model) -> Optional.ofNullable(model.get("legacy_hash"))
                .ifPresent(old -> hashes.put(hash, old.asText())));
        return hashes;
    }

    private static Map<String, String> names(Map<String, String> metadata) {
        Map<String, String> names = new HashMap<>();
        models(metadata).forEach((hash, model) -> Optional.ofNullable(model.get("name"))
                .ifPresent(name -> names.put(hash, name.asText())));
        return names;
    }

    private static Map<String, JsonNode> models(Map<String, String> metadata) {
        Map<String, JsonNode> models = new HashMap<>();
        try {
            MAPPER.readTree(metadata.getOrDefault(MergeMetadata.MODELS, "{}")).properties()
                    .forEach(model -> models.put(model.getKey(), model.getValue()));
        } catch (JsonProcessingException e) {
            return Map.of(); // only names and a short cut are lost
        }
        return models;
    }

    /**
     * Finds the files by their hashes.
     *
     * @param folders where to look, with all folders in them
     * @return the recipe with the files where they are
     * @throws InvalidRecipeException with every file that is not there, by name and hash
     * @throws IOException if a folder cannot be read
     */
    public Recipe find(List<Path> folders) throws IOException {
        Map<String, Path> found = new ModelFinder(oldHashes).find(recipe.files(), folders);
        List<ModelSource> missing = recipe.files().stream().filter(file -> !found.containsKey(file.hash().sha256()))
                .toList();
        if (!missing.isEmpty()) {
            throw new InvalidRecipeException("there is no file with the SHA-256 %s in %s.".formatted(
                    String.join(", nor with ", missing.stream()
                            .map(file -> "%s (then called %s)".formatted(file.hash().sha256(), file.path())).toList()),
                    String.join(", ", folders.stream().map(Path::toString).toList())),
                    "Maybe it is in another folder: name it by --models.");
        }
        return recipe.withFiles(file -> new ModelSource(found.get(file.hash().sha256()), file.hash(), file.ema()));
    }

    /**
     * Writes the checkpoint.
     *
     * @param found the recipe as {@link #find} gives it
     * @param out the file to write
     * @throws IOException if it cannot be written
     */
    public void write(Recipe found, Path out) throws IOException {
        Merge.write(found, recipe, out, title);
    }
}
