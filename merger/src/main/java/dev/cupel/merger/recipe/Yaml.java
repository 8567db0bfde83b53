package dev.cupel.merger.recipe;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads YAML, of which JSON is a part, from strangers: its length and depth are bounded, and there are no aliases, by which a
 * short text could stand for a huge one.
 */
final class Yaml {

    private static final int LONGEST = 1 << 22;
    private static final int DEEPEST = 32;
    private static final String PERHAPS_MODEL = "Maybe it is a model: 'cupel merge --again' makes one from its own metadata.";

    private Yaml() {}

    /**
     * Reads the tree of a file.
     *
     * @throws InvalidRecipeException if it is no YAML, or too long or deep
     * @throws IOException if it cannot be read
     */
    static Node read(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new InvalidRecipeException("%s: a recipe has at most %d bytes, but this file has %d."
                    .formatted(file, LONGEST, Files.size(file)), PERHAPS_MODEL);
        }
        try {
            return read(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new InvalidRecipeException(file + ": a recipe must be text in UTF-8, but this file is not.",
                    PERHAPS_MODEL, e);
        }
    }

    /**
     * Reads the tree of a text.
     *
     * @param where what to call the text in messages
     * @throws InvalidRecipeException if it is no YAML, or too long or deep
     */
    static Node read(String where, String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(where).setCodePointLimit(LONGEST).build();
        try {
            requireBounds(where, new Parse(settings).parseString(text));
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.orElseThrow(() -> new InvalidRecipeException(where + ": the recipe is empty.",
                    "Maybe the file was cut off."));
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(mark -> ":" + line(mark)).orElse("");
            throw new InvalidRecipeException("%s%s: this is neither JSON nor YAML: %s."
                    .formatted(where, place, e.getProblem()), "Maybe a comma, a quote or an indentation is missing.",
                    e);
        } catch (YamlEngineException e) {
            throw new InvalidRecipeException("%s: this is neither JSON nor YAML: %s.".formatted(where, e.getMessage()),
                    "Maybe it is another kind of file.", e);
        }
    }

    private static void requireBounds(String where, Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            String place = where + event.getStartMark().map(mark -> ":" + line(mark)).orElse("");
            switch (event.getEventId()) {
                case Alias -> throw new InvalidRecipeException(place + ": aliases (*name) are not read.",
                        "Maybe repeat the value, or make it a node.");
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new InvalidRecipeException(
                        "%s: the text is nested deeper than %d levels.".formatted(place, DEEPEST),
                        "Maybe a bracket is not closed; or write merges of merges as nodes.");
            }
        }
    }

    static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
