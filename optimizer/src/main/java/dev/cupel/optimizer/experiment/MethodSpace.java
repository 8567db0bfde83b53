package dev.cupel.optimizer.experiment;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Parameter;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.InvalidSpaceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which methods an experiment may try, each with settings that are fixed or searched. A setting's axis is called
 * {@code ties_sum.k}, and counts only where its method is chosen.
 *
 * @param choices at least one, of different methods
 */
public record MethodSpace(List<MethodSpace.Choice> choices) {

    /** The name of the axis that chooses. */
    static final String AXIS = "method";

    /**
     * One method.
     *
     * @param method   it, with the settings that are fixed
     * @param searched the axes of the others, by the names of the settings
     */
    public record Choice(MergeMethod method, Map<String, Axis> searched) {

        /** Copies the map, keeping its order. */
        public Choice {
            searched = Collections.unmodifiableMap(new LinkedHashMap<>(searched));
        }

        private MergeMethod at(Map<String, Double> values) {
            if (searched.isEmpty()) {
                return method;
            }
            Methods.Definition definition = Methods.of(method.name());
            Map<String, Object> settings = new LinkedHashMap<>(method.settings().values());
            searched.forEach((key, axis) -> settings.put(key, axis instanceof ChoiceAxis choice
                    ? definition.parameter(key).parse(choice.option(values.get(axis.name())))
                    : values.get(axis.name())));
            return definition.with(new Settings(settings));
        }

        /** The values of the settings' axes with which a method is this one; empty if there are none. */
        private Optional<Map<String, Double>> locate(MergeMethod other) {
            Map<String, Double> values = new LinkedHashMap<>();
            try {
                searched.forEach((key, axis) -> values.put(axis.name(),
                        value(axis, String.valueOf(other.settings().values().get(key)))));
            } catch (InvalidSpaceException | NumberFormatException e) {
                return Optional.empty(); // outside of what is searched
            }
            return at(values).equals(other) ? Optional.of(values) : Optional.empty();
        }

        private static double value(Axis axis, String setting) {
            double value = axis instanceof ChoiceAxis choice ? choice.value(setting) : Double.parseDouble(setting);
            axis.unit(value); // or an exception
            return value;
        }

        /** Each setting as it is where none is given, or in the middle if that is not searched. */
        private Map<String, Double> usual() {
            Map<String, Double> values = new LinkedHashMap<>();
            searched.forEach((key, axis) -> {
                Parameter parameter = Methods.of(method.name()).parameter(key);
                double value;
                try {
                    value = value(axis, String.valueOf(parameter.standard()));
                } catch (InvalidSpaceException e) {
                    value = axis.value(0.5);
                }
                values.put(axis.name(), value);
            });
            return values;
        }
    }

    /** Copies the list. */
    public MethodSpace {
        choices = List.copyOf(choices);
        Set<String> names = choices.stream().map(choice -> choice.method().name()).collect(Collectors.toSet());
        if (choices.isEmpty() || names.size() < choices.size()) {
            throw new IllegalArgumentException("""
                    there must be at least one method, all different, but they are %s.
                    Remove the one that is there twice."""
                    .formatted(choices.stream().map(choice -> choice.method().name()).toList()));
        }
    }

    /** One method, nothing of which is searched. */
    static MethodSpace of(MergeMethod method) {
        return new MethodSpace(List.of(new Choice(method, Map.of())));
    }

    /** The choice of the method, if there is one, and the settings. */
    List<Axis> axes() {
        List<Axis> axes = new ArrayList<>();
        if (choices.size() > 1) {
            axes.add(new ChoiceAxis(AXIS, choices.stream().map(choice -> choice.method().name()).toList()));
        }
        choices.forEach(choice -> axes.addAll(choice.searched().values()));
        return axes;
    }

    /** Settings count with their method. */
    List<Condition> conditions() {
        if (choices.size() == 1) {
            return List.of();
        }
        return IntStream.range(0, choices.size()).boxed().flatMap(i -> choices.get(i).searched().values().stream()
                .map(axis -> new Condition(axis.name(), AXIS, Set.of((double) i)))).toList();
    }

    /** The values of {@link #AXIS} with which a method has a beta. */
    Set<Double> withBeta() {
        return IntStream.range(0, choices.size()).filter(i -> choices.get(i).method().hasBeta()).asDoubleStream()
                .boxed().collect(Collectors.toSet());
    }

    /** The method at a point, given by the values of the axes. */
    MergeMethod at(Map<String, Double> values) {
        return choices.get(choices.size() == 1 ? 0 : values.get(AXIS).intValue()).at(values);
    }

    /** Where a method lies, by axis; empty if it is none of these. */
    Optional<Map<String, Double>> locate(MergeMethod method) {
        for (int i = 0; i < choices.size(); i++) {
            Optional<Map<String, Double>> found = choices.get(i).method().name().equals(method.name())
                    ? choices.get(i).locate(method)
                    : Optional.empty();
            if (found.isPresent()) {
                return Optional.of(chosen(i, found.get()));
            }
        }
        return Optional.empty();
    }

    private Map<String, Double> chosen(int i, Map<String, Double> settings) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (choices.size() > 1) {
            values.put(AXIS, (double) i);
        }
        values.putAll(settings);
        return values;
    }

    /** Where the first method lies with its usual settings. */
    Map<String, Double> usual() {
        return chosen(0, choices.getFirst().usual());
    }

    /** Each method with its usual settings. */
    List<MergeMethod> methods() {
        return choices.stream().map(choice -> choice.at(choice.usual())).toList();
    }

    /** The models that one of them needs. */
    Set<Role> roles() {
        return choices.stream().flatMap(choice -> choice.method().roles().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What they are called, for messages. */
    String names() {
        return String.join(", ", choices.stream().map(choice -> choice.method().name()).toList());
    }
}
