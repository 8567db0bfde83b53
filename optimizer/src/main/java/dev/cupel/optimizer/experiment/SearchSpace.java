package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Goal;
import dev.cupel.optimizer.space.Space;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A space file, read and checked: what another program wants to have searched.
 *
 * @param space    the axes, which of them count when, and what must hold of sums
 * @param fixed    settings that are not searched, with their values
 * @param groups   by the name of an axis, the settings that have its value; an axis without an entry is a setting itself
 * @param defaults values of axes that an earlier study may lack
 * @param beliefs  what is believed of the best point
 * @param goal     what is looked for
 * @param quoted   by the name of a setting, those of its fixed value and options that are in quotes: texts, whatever they look like
 */
public record SearchSpace(Space space, Map<String, String> fixed, Map<String, List<String>> groups,
        Map<String, Double> defaults, List<Belief> beliefs, Goal goal, Map<String, Set<String>> quoted) {

    /** Copies the collections, keeping the order of the file. */
    public SearchSpace {
        fixed = Collections.unmodifiableMap(new LinkedHashMap<>(fixed));
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        beliefs = List.copyOf(beliefs);
        quoted = Map.copyOf(quoted);
    }

    /**
     * Reads a space file.
     *
     * @throws InvalidExperimentException with all problems of the file
     */
    public static SearchSpace read(Path file) {
        return SpaceFile.read(file);
    }
}
