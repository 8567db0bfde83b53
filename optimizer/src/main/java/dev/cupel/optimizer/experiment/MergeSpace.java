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
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which merges an experiment may try.
 *
 * @param methods   the merge methods with their settings
 * @param alpha     the first number with its weights
 * @param beta      the second, fixed at 0 for methods that have none
 * @param constraints what must hold of sums of weights
 * @param scope     which tensors are merged
 * @param clip      limits of the result
 * @param adjustment changes of the first and last layers
 * @param vae       whose VAE, by the recipe's name
 * @param precision of the result: fp16 or fp32
 * @param beliefs   where the best values of single axes are believed to be
 */
public record MergeSpace(MethodSpace methods, StrengthSpace alpha, StrengthSpace beta, List<Constraint> constraints,
        Scope scope, Clip clip, Adjustment adjustment, VaeChoice vae, Precision precision, List<Belief> beliefs) {

    /** Copies the lists. */
    public MergeSpace {
        constraints = List.copyOf(constraints);
        beliefs = List.copyOf(beliefs);
    }

    /** All of it but what is believed, as text: equal for equal spaces. */
    String description() {
        return new MergeSpace(methods, alpha, beta, constraints, scope, clip, adjustment, vae, precision, List.of())
                .toString();
    }

    /** What is searched, in a fixed order: method, settings, alpha, its weights, beta, its weights. */
    public Space space() {
        return new Space(axes(), conditions(), constraints);
    }

    /** The axes; none if everything is fixed. */
    List<Axis> axes() {
        Map<String, Axis> axes = new LinkedHashMap<>(alpha.axes());
        beta.axes().forEach(axes::putIfAbsent);
        return Stream.concat(methods.axes().stream(), axes.values().stream()).toList();
    }

    /** Settings count with their method, and beta with methods that have one. */
    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>(methods.conditions());
        Set<Double> withBeta = methods.withBeta();
        if (withBeta.size() < methods.choices().size() && methods.choices().size() > 1) {
            beta.axes().keySet().stream().filter(name -> !alpha.axes().containsKey(name))
                    .forEach(name -> conditions.add(new Condition(name, MethodSpace.AXIS, withBeta)));
        }
        return conditions;
    }

    /**
     * The merge at a point.
     *
     * @param values a value for each axis of {@link #space} that counts there, by name
     */
    public Candidate at(Map<String, Double> values) {
        MergeMethod method = methods.at(values);
        return new Candidate(method,
                new Coefficients(alpha.at(values), method.hasBeta() ? beta.at(values) : Strength.NONE));
    }

    /**
     * A uniform merge by the first method: every weight 1 unless it is fixed at another value; beta in the middle of its range,
     * if it has one.
     */
    public Candidate uniform(double uniformAlpha) {
        MergeMethod method = methods.methods().getFirst();
        return new Candidate(method, new Coefficients(alpha.uniform(uniformAlpha),
                method.hasBeta() ? beta.uniform(middle(beta.value().extent())) : Strength.NONE));
    }

    /**
     * The point at which a merge lies, by axis; empty if the space does not contain it. An axis is found by a weight
     * that it is alone; one that only blends with others is not.
     */
    Optional<Map<String, Double>> locate(Candidate candidate) {
        return methods.locate(candidate.method()).flatMap(found -> {
            Map<String, Double> values = new LinkedHashMap<>(found);
            alpha.locate(candidate.coefficients().alpha()).forEach(values::putIfAbsent);
            if (candidate.method().hasBeta()) {
                beta.locate(candidate.coefficients().beta()).forEach(values::putIfAbsent);
            }
            return placed(values, candidate);
        });
    }

    /** The values of the axes that count, if they are within them and keep the constraints, and the merge there is this one. */
    private Optional<Map<String, Double>> placed(Map<String, Double> values, Candidate candidate) {
        Space space = space();
        Map<String, Double> place = new LinkedHashMap<>();
        for (Axis axis : space.axes()) {
            if (counts(axis.name(), place, space)) {
                double value = values.getOrDefault(axis.name(), Double.NaN);
                if (!(axis.low() <= value && value <= axis.high())) {
                    return Optional.empty();
                }
                place.put(axis.name(), value);
            }
        }
        return sameMerge(at(place), candidate) && space.feasible(space.point(place))
                ? Optional.of(place)
                : Optional.empty();
    }

    private static boolean counts(String axis, Map<String, Double> before, Space space) {
        return space.conditions().stream().filter(condition -> condition.axis().equals(axis))
                .allMatch(condition -> condition.values().contains(before.get(condition.parent())));
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
        Stream.of(alpha, beta).flatMap(strength -> strength.preset().stream())
                .forEach(preset -> values.put(preset.axis().name(), preset.uniform()));
        values.putAll(methods.usual());
        return placed(values, uniform(uniformAlpha));
    }

    /** Whether two merges are the same by their effective coefficients, up to rounding. */
    static boolean sameMerge(Candidate one, Candidate other) {
        return one.method().equals(other.method()) && same(one.coefficients().alpha(), other.coefficients().alpha())
                && same(one.coefficients().beta(), other.coefficients().beta());
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
