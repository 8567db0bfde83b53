package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.Assay;
import dev.cupel.evaluator.Evaluator;
import dev.cupel.evaluator.Reference;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.method.Role;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tuned model, whose pictures all others are compared with, and the new base: measured once for each block of seeds. */
final class Parents {

    private final Study study;
    private final Laboratory laboratory;
    private final RunObserver observer;
    private final Map<Integer, Reference> references = new HashMap<>();
    private final Reference heldOut;

    private Parents(Study study, Laboratory laboratory, RunObserver observer) {
        this.study = study;
        this.laboratory = laboratory;
        this.observer = observer;
        Map<Split, Reference> first = measure(laboratory.assay(), List.of(Split.values()), true);
        references.put(0, first.get(Split.SEARCH));
        this.heldOut = first.get(Split.HELD_OUT);
    }

    /** Measures both by both splits. */
    static Parents measured(Study study, Laboratory laboratory, RunObserver observer) {
        return new Parents(study, laboratory, observer);
    }

    /** What the tuned model draws of the held-out prompts. */
    Reference heldOut() {
        return heldOut;
    }

    /** What the tuned model draws of the search's prompts with a block of seeds; the new base draws them too, the first time. */
    Reference reference(int block) {
        return references.computeIfAbsent(block, fresh -> measure(laboratory.assay().redrawn(fresh),
                List.of(Split.SEARCH), false).get(Split.SEARCH));
    }

    private Map<Split, Reference> measure(Assay assay, List<Split> splits, boolean keepPictures) {
        observer.phase("Measuring the tuned model and the new base");
        Map<Split, Reference> measured = new EnumMap<>(Split.class);
        try (LoadedWeights weights = laboratory.parent(Role.TUNED);
                DrawnModel drawn = laboratory.drawn(weights);
                Evaluator tuned = Evaluator.open(assay, drawn.weights())) {
            for (Split split : splits) {
                measured.put(split,
                        tuned.reference(split, new StudyJournal(study, Subject.TUNED, true, observer)));
            }
        }
        try (LoadedWeights weights = laboratory.parent(Role.NEW_BASE);
                DrawnModel drawn = laboratory.drawn(weights);
                Evaluator newBase = Evaluator.open(assay, drawn.weights())) {
            for (Split split : splits) {
                newBase.evaluate(split, measured.get(split),
                        new StudyJournal(study, Subject.NEW_BASE, keepPictures, observer));
            }
        }
        return measured;
    }
}
