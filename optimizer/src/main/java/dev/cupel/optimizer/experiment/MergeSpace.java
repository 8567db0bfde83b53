package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Scope;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which merges an experiment may try.
 *
 * @param method    the merge method with its settings
 * @param alpha     the first number with its weights
 * @param beta      the second, fixed at 0 for methods that have none
 * @param scope     which tensors are merged
 * @param clip      limits of the result
 * @param adjustment changes of the first and last layers
 * @param vae       whose VAE, by the recipe's name
 * @param precision of the result: fp16 or fp32
 * @param beliefs   where the best values of single axes are believed to be
 */
public record MergeSpace(MergeMethod method, StrengthSpace alpha, StrengthSpace beta, Scope scope, Clip clip,
        Adjustment adjustment, VaeChoice vae, Precision precision, List<Belief> beliefs) {

    /** Copies the list. */
    public MergeSpace {
        beliefs = List.copyOf(beliefs);
    }

    /** The axes that are searched, in a fixed order: alpha, its weights, beta, its weights. */
    public Space space() {
        return new Space(axes());
    }

    /** The axes; none if everything is fixed. */
    List<Axis> axes() {
        Map<String, Extent> extents = new LinkedHashMap<>(alpha.axes());
        beta.axes().forEach(extents::putIfAbsent);
        List<Axis> axes = new ArrayList<>();
        extents.forEach((name, extent) -> axes.add(Axis.linear(name, extent.low(), extent.high())));
        return axes;
    }

    /**
     * The coefficients of a point.
     *
     * @param values a value for each axis of {@link #space}, by name
     */
    public Coefficients at(Map<String, Double> values) {
        return new Coefficients(alpha.at(values), beta.at(values));
    }

    /**
     * The coefficients of a uniform merge: every weight 1 unless it is fixed at another value; beta in the middle of its range,
     * if it has one.
     */
    public Coefficients uniform(double uniformAlpha) {
        return new Coefficients(alpha.uniform(uniformAlpha), beta.uniform(middle(beta.value().extent())));
    }

    /**
     * The point at which these coefficients lie, by axis; empty if the space does not contain them. An axis is found by a weight
     * that it is alone; one that only blends with others is not.
     */
    Optional<Map<String, Double>> locate(Coefficients coefficients) {
        Map<String, Double> found = new LinkedHashMap<>(alpha.locate(coefficients.alpha()));
        beta.locate(coefficients.beta()).forEach(found::putIfAbsent);
        Map<String, Double> place = new LinkedHashMap<>();
        for (Axis axis : axes()) {
            double value = found.getOrDefault(axis.name(), Double.NaN);
            if (!(axis.low() <= value && value <= axis.high())) {
                return Optional.empty();
            }
            place.put(axis.name(), value);
        }
        return sameMerge(at(place), coefficients) ? Optional.of(place) : Optional.empty();
    }

    private static double middle(Extent extent) {
        return extent.fixed() ? extent.low() : (extent.low() + extent.high()) / 2;
    }

    /**
     * Where a uniform merge lies in the space, by axis; empty if it lies outside. With a fixed alpha the weights carry
     * the uniform alpha.
     */
    public Optional<Map<String, Double>> place(double uniformAlpha) {
        double weight = alpha.value().fixed() ? uniformAlpha / alpha.value().extent().low() : 1;
        Map<String, Double> values = new LinkedHashMap<>();
        beta.axes().keySet().forEach(axis -> values.put(axis, 1.0));
        values.put(beta.value().axis(), middle(beta.value().extent()));
        alpha.axes().keySet().forEach(axis -> values.put(axis, weight));
        values.put(alpha.value().axis(), uniformAlpha);
        Map<String, Double> place = new LinkedHashMap<>();
        for (Axis axis : axes()) {
            double value = values.get(axis.name());
            if (!(axis.low() <= value && value <= axis.high())) {
                return Optional.empty();
            }
            place.put(axis.name(), value);
        }
        return sameMerge(at(place), uniform(uniformAlpha)) ? Optional.of(place) : Optional.empty();
    }

    /** Whether two choices of the numbers give the same effective coefficients, up to rounding. */
    private static boolean sameMerge(Coefficients one, Coefficients other) {
        return same(one.alpha(), other.alpha()) && same(one.beta(), other.beta());
    }

    private static boolean same(Strength one, Strength other) {
        boolean same = one.weights().rules().size() == other.weights().rules().size();
        for (Block block : Block.values()) {
            same &= near(one.value() * one.weights().blocks().of(block),
                    other.value() * other.weights().blocks().of(block));
        }
        for (Part part : Part.values()) {
            same &= near(one.value() * one.weights().of(part), other.value() * other.weights().of(part));
        }
        for (int i = 0; same && i < one.weights().rules().size(); i++) {
            same &= same(one.value(), one.weights().rules().get(i), other.value(), other.weights().rules().get(i));
        }
        return same;
    }

    private static boolean same(double value, Rule rule, double otherValue, Rule otherRule) {
        boolean same = rule.blocks().equals(otherRule.blocks()) && rule.elements().equals(otherRule.elements())
                && rule.weight().values().size() == otherRule.weight().values().size();
        for (int i = 0; same && i < rule.weight().values().size(); i++) {
            same &= near(value * rule.weight().values().get(i), otherValue * otherRule.weight().values().get(i));
        }
        return same;
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) < 1e-9;
    }
}
