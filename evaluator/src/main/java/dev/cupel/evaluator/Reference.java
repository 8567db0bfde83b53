package dev.cupel.evaluator;

import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Seen;
import dev.cupel.evaluator.objective.SuitePrompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tuned model draws for a split: what candidates are compared with, picture by picture. */
public final class Reference {

    private final Map<SuitePrompt.Key, Seen> seen = new HashMap<>();
    private final List<PictureMeasures> measures = new ArrayList<>();

    Reference() {}

    /** The tuned model's own measures, in the order of its batches. */
    public List<PictureMeasures> measures() {
        return List.copyOf(measures);
    }

    void add(List<Shot> shots, List<Seen> sights, List<PictureMeasures> ofBatch) {
        for (int i = 0; i < shots.size(); i++) {
            seen.put(shots.get(i).key(), sights.get(i));
        }
        measures.addAll(ofBatch);
    }

    Seen of(Shot shot) {
        Seen found = seen.get(shot.key());
        if (found == null) {
            throw new IllegalArgumentException(
                    "the reference has no picture of prompt %s, seed %d: it is of another split"
                            .formatted(shot.prompt().id(), shot.seed()));
        }
        return found;
    }
}
