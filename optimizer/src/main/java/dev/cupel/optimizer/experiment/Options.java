package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.ChoiceAxis;
import java.util.List;
import java.util.Optional;

/**
 * What a key offers to choose from: {@code GRAD_A}, {@code [GRAD_A, GRAD_V]}, or {@code {choice: [GRAD_A, GRAD_V], prior: {GRAD_A: 3}}}.
 *
 * @param texts the options
 * @param entry the mapping, if it is one
 */
record Options(List<String> texts, Optional<Section> entry) {

    static final String CHOICE = "choice";

    /** Whether a key is written in one of these ways. */
    static boolean at(Section section, String key) {
        return !section.isSection(key) || section.section(key).filter(entry -> entry.has(CHOICE)).isPresent();
    }

    static Options read(Section section, String key) {
        if (!section.isSection(key)) {
            return new Options(section.texts(key), Optional.empty());
        }
        Section entry = section.section(key).orElseThrow();
        return new Options(entry.texts(CHOICE), Optional.of(entry));
    }

    /** What the file believes of the options, and nothing else stands there. */
    Optional<Belief> belief(ChoiceAxis axis) {
        Optional<Belief> belief = entry.flatMap(one -> one.section("prior")).map(prior -> weights(axis, prior));
        entry.ifPresent(Section::finish);
        return belief;
    }

    private static Belief weights(ChoiceAxis axis, Section prior) {
        Belief belief = new Belief.Weights(axis.name(),
                axis.options().stream().map(option -> prior.number(option, 1, 1e-9, 1e9)).toList());
        prior.finish();
        return belief;
    }
}
