package dev.cupel.optimizer.experiment;

import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Trials whose recipes differ and whose weights do not: a method that moves in steps, or a number that changes nothing. */
final class Twins {

    private Twins() {}

    /** The first trial with the same weights by another recipe, for each that has one before it; by index. */
    static Map<Integer, Integer> of(List<Trial> trials) {
        Map<String, Trial> firsts = new HashMap<>();
        Map<Integer, Integer> twins = new TreeMap<>();
        for (Trial trial : trials) {
            Trial first = firsts.putIfAbsent(trial.weightsHash(), trial);
            if (first != null && differ(first, trial)) {
                twins.put(trial.index(), first.index());
            }
        }
        return twins;
    }

    /** The first trial before this one with the same weights by another recipe. */
    static OptionalInt of(Trial trial, Study study) {
        return study.trials(trial.weightsHash()).stream()
                .filter(other -> other.index() < trial.index() && differ(other, trial))
                .mapToInt(Trial::index).findFirst();
    }

    /** Whether the recipes differ in more than where the files lie. */
    private static boolean differ(Trial one, Trial other) {
        return !Recipe.parse(one.recipe()).withFileNames().equals(Recipe.parse(other.recipe()).withFileNames());
    }
}
