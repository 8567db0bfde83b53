package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.ChoiceAxis;
import java.util.List;
import java.util.Optional;

/**
 * What a key offers to choose from: {@code GRAD_A}, {@code [GRAD_A, GRAD_V]}, or {@code {choice: [GRAD_A, GRAD_V], prior: {GRAD_A: 3}}}.
 *
 * @param texts the options
 * @param prior what is believed of them, if that is said
 */
record Options(List<String> texts, Optional<Section> prior) {

    private static final String CHOICE = "choice";
    private static final String PRIOR = "prior";

    /** Whether a key is written in one of these ways. */
    static boolean at(Section section, String key) {
        return !section.isSection(key) || section.section(key).filter(entry -> entry.has(CHOICE)).isPresent();
    }

    static Options read(Section section, String key) {
        if (!section.isSection(key)) {
            return new Options(section.texts(key), Optional.empty());
        }
        Section entry = section.section(key).orElseThrow();
        Options options = new Options(entry.texts(CHOICE), entry.section(PRIOR));
        if (options.prior().isPresent() && options.texts().size() < 2) {
            entry.problem(PRIOR, "there is nothing to believe where nothing is chosen",
                    "Remove it, or give two options or more.");
        }
        entry.finish();
        return options;
    }

    /** What the file believes of the options. */
    Optional<Belief> belief(ChoiceAxis axis) {
        return prior.map(said -> weights(axis, said));
    }

    private static Belief weights(ChoiceAxis axis, Section prior) {
        Belief belief = new Belief.Weights(axis.name(),
                axis.options().stream().map(option -> prior.number(option, 1, 1e-9, 1e9)).toList());
        prior.finish();
        return belief;
    }
}
