package dev.cupel.optimizer.experiment;

import dev.cupel.merger.weight.Gradient;
import dev.cupel.merger.weight.NamePattern;
import dev.cupel.merger.weight.Place;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Selection;
import java.util.List;
import java.util.Map;

/**
 * A rule for some elements of some blocks whose weight is fixed or searched.
 *
 * @param blocks   where
 * @param elements which tensors there
 * @param weights  one weight, or those of a gradient over the blocks
 */
public record RuleSpace(Selection<Place> blocks, Selection<NamePattern> elements, List<Weight> weights) {

    /**
     * Copies the list, and checks that a gradient has its depth.
     *
     * @throws IllegalArgumentException as {@link Rule}
     */
    public RuleSpace {
        weights = List.copyOf(weights);
        rule(blocks, elements, weights.stream().map(weight -> weight.extent().low()).toList());
    }

    private static Rule rule(Selection<Place> blocks, Selection<NamePattern> elements, List<Double> weights) {
        return new Rule(blocks, elements, new Gradient(weights));
    }

    /** The rule at a point, given by the values of the axes. */
    Rule at(Map<String, Double> values) {
        return rule(blocks, elements, weights.stream().map(weight -> weight.at(values)).toList());
    }

    /** The rule of a uniform merge. */
    Rule uniform() {
        return rule(blocks, elements, weights.stream().map(weight -> Blend.of(weight).uniform()).toList());
    }
}
