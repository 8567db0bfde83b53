package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Preset;
import dev.cupel.optimizer.space.ChoiceAxis;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Presets of which the search chooses one.
 *
 * @param axis the choice; its options are names of presets, or {@value #NONE}
 */
public record PresetChoice(ChoiceAxis axis) {

    /** All weights are 1. */
    static final String NONE = "none";

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if there is no such preset
     */
    public PresetChoice {
        axis.options().forEach(PresetChoice::weights);
    }

    private static BlockWeights weights(String option) {
        return option.equals(NONE) ? BlockWeights.uniform(1) : Preset.of(option).weights();
    }

    /** The weights at a point, given by the values of the axes. */
    BlockWeights at(Map<String, Double> values) {
        return weights(axis.option(values.get(axis.name())));
    }

    /** The value with which these blocks have these weights. */
    Optional<Double> locate(BlockWeights weights, Collection<Block> blocks) {
        List<String> options = axis.options();
        return IntStream.range(0, options.size()).filter(i -> blocks.stream()
                .allMatch(block -> Math.abs(weights(options.get(i)).of(block) - weights.of(block)) < 1e-9))
                .mapToObj(i -> (double) i).findFirst();
    }

    /** The value at which all weights are 1, if it is offered; else the first. */
    double uniform() {
        return Math.max(0, axis.options().indexOf(NONE));
    }
}
