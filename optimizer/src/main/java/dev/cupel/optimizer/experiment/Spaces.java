package dev.cupel.optimizer.experiment;

import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * The spaces that a study was searched in, one after the other. The experiment file may change what is searched between two runs: the search
 * goes on with the trials whose merges lie in the new space, and the others stay in the study.
 */
final class Spaces {

    private static final String FACT = "space.from.";

    private final Study study;
    private final MergeSpace merge;
    /** Descriptions by the first trial that was searched there. */
    private final TreeMap<Integer, String> known = new TreeMap<>();

    private Spaces(Study study, MergeSpace merge) {
        this.study = study;
        this.merge = merge;
        for (Map.Entry<String, String> fact : study.facts().entrySet()) {
            if (fact.getKey().startsWith(FACT)) {
                known.put(Integer.parseInt(fact.getKey().substring(FACT.length())), fact.getValue());
            }
        }
    }

    static Spaces of(Study study, MergeSpace merge) {
        return new Spaces(study, merge);
    }

    /**
     * Notes that this space is searched from a trial on. What was begun in another one is forgotten.
     *
     * @return whether it is another one than before
     */
    boolean begin(int trial) {
        String now = merge.description();
        boolean changed = !known.isEmpty() && !known.lastEntry().getValue().equals(now);
        if (changed) {
            study.forget(trial);
        }
        if (changed || known.isEmpty()) {
            study.replace(FACT + trial, now);
            known.put(trial, now);
        }
        return changed;
    }

    /** Where a trial lies in this space: to the bit if it was searched here, else by its recipe; empty if it does not. */
    Optional<List<Double>> point(Trial trial) {
        Map.Entry<Integer, String> then = known.floorEntry(trial.index());
        if (then != null && then.getValue().equals(merge.description())) {
            return Optional.of(trial.point());
        }
        Recipe recipe = Recipe.parse(trial.recipe());
        return merge.locate(new Candidate(recipe.method(), recipe.coefficients())).map(merge.space()::point)
                .map(point -> DoubleStream.of(point).boxed().toList());
    }
}
