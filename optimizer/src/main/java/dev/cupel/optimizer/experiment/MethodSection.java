package dev.cupel.optimizer.experiment;

import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Methods.Definition;
import dev.cupel.merger.method.Parameter;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.NumberAxis;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.WholeAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the keys of the {@code merge} section that say by which formula: method, settings, compatibility. */
final class MethodSection {

    private static final String METHOD = "method";
    private static final String COMPATIBILITY = "compatibility";
    private static final String SETTINGS = "settings";
    private static final String LOG = "log";
    private static final String RANGE = "range";

    private final Section section;
    private final List<Belief> beliefs;

    /** @param beliefs what is believed of the methods and their settings is added to these */
    MethodSection(Section section, List<Belief> beliefs) {
        this.section = section;
        this.beliefs = beliefs;
    }

    MethodSpace read() {
        List<Definition> definitions = definitions();
        Map<Definition, Section> settings = settings(definitions);
        compatibility(definitions);
        List<MethodSpace.Choice> choices = definitions.stream()
                .map(definition -> choice(definition, Optional.ofNullable(settings.get(definition)))).toList();
        MethodSpace space = choices.isEmpty() ? MethodSpace.of(new AddDifference()) : new MethodSpace(choices);
        settings.values().forEach(Section::finish);
        return space;
    }

    /** One method, or several of which the search chooses. */
    private List<Definition> definitions() {
        if (!section.has(METHOD)) {
            return List.of(Methods.of("add_difference"));
        }
        Options options = Options.read(section, METHOD);
        List<Definition> definitions = new ArrayList<>();
        for (String name : options.texts()) {
            try {
                Definition definition = Methods.of(name);
                if (definitions.contains(definition)) {
                    section.problem(METHOD, "the method " + definition.name() + " is there twice",
                            "Remove one of the two.");
                } else {
                    definitions.add(definition);
                }
            } catch (IllegalArgumentException e) {
                section.problem(METHOD, e);
            }
        }
        if (definitions.size() > 1) {
            options.belief(new ChoiceAxis(MethodSpace.AXIS, definitions.stream().map(Definition::name).toList()))
                    .ifPresent(beliefs::add);
        }
        return definitions;
    }

    /** The settings of each method: of a single one they may stand there by themselves. */
    private Map<Definition, Section> settings(List<Definition> definitions) {
        Map<Definition, Section> found = new LinkedHashMap<>();
        Optional<Section> all = section.section(SETTINGS);
        if (all.isEmpty() || definitions.isEmpty()) {
            return found;
        }
        List<String> names = definitions.stream().map(Definition::name).toList();
        if (definitions.size() == 1 && !all.get().isSection(names.getFirst())) {
            return Map.of(definitions.getFirst(), all.get());
        }
        for (Definition definition : definitions) {
            all.get().section(definition.name()).ifPresent(entry -> found.put(definition, entry));
        }
        for (String key : all.get().keys()) {
            if (!names.contains(key)) {
                all.get().problem(key, "must be the name of a method that is searched, with its settings below",
                        Spelling.nearest(key, names).map(near -> "Maybe " + near + " is meant.")
                                .orElse("Write \"%s: {%s: …}\"; the methods are %s.".formatted(names.getLast(), key,
                                        String.join(", ", names))));
            }
        }
        all.get().allow(all.get().keys());
        return found;
    }

    /** Each method that knows the word takes it; one of them must. */
    private void compatibility(List<Definition> definitions) {
        if (section.text(COMPATIBILITY).isPresent() && !definitions.isEmpty()
                && definitions.stream().noneMatch(MethodSection::hasCompatibility)) {
            section.made(COMPATIBILITY, "", _ -> definitions.getFirst().parameter(COMPATIBILITY).name());
        }
    }

    private static boolean hasCompatibility(Definition definition) {
        return definition.parameters().stream().anyMatch(parameter -> parameter.name().equals(COMPATIBILITY));
    }

    private MethodSpace.Choice choice(Definition definition, Optional<Section> entry) {
        Settings settings = hasCompatibility(definition) && section.has(COMPATIBILITY)
                ? section.made(COMPATIBILITY, Settings.NONE, word -> Settings.NONE.with(COMPATIBILITY,
                        definition.parameter(COMPATIBILITY).parse(word)))
                : Settings.NONE;
        Map<String, Axis> searched = new LinkedHashMap<>();
        for (String key : entry.map(Section::keys).orElse(Set.of())) {
            Section values = entry.orElseThrow();
            Optional<Parameter> parameter = parameter(definition, key, values);
            int known = values.problems();
            Optional<Axis> axis = parameter.flatMap(one -> axis(definition.name() + "." + key, one, values));
            axis.ifPresent(found -> searched.put(key, found));
            if (parameter.isPresent() && axis.isEmpty() && values.problems() == known) {
                Settings before = settings;
                settings = values.made(key, before, text -> before.with(key, parameter.get().parse(text)));
            }
        }
        return new MethodSpace.Choice(definition.with(settings), searched);
    }

    private static Optional<Parameter> parameter(Definition definition, String key, Section values) {
        try {
            return Optional.of(definition.parameter(key));
        } catch (IllegalArgumentException e) {
            values.problem(key, e);
            return Optional.empty();
        } finally {
            values.allow(List.of(key));
        }
    }

    /** The axis of a setting with a range or several words; empty if it has one value, or a problem was told. */
    private Optional<Axis> axis(String name, Parameter parameter, Section values) {
        String key = parameter.name();
        try {
            return switch (parameter.kind()) {
                case Parameter.Kind.Numbers _ -> fixed(key, values);
                case Parameter.Kind.Flag _,Parameter.Kind.Choice _ -> options(name, parameter, values);
                case Parameter.Kind.Range _ -> range(parameter, values,
                        ends -> new RealAxis(name, ends.low(), ends.high(), ends.scale()));
                case Parameter.Kind.Whole _ -> range(parameter, values,
                        ends -> new WholeAxis(name, (long) ends.low(), (long) ends.high(), ends.scale()));
            };
        } catch (IllegalArgumentException | InvalidSpaceException e) {
            values.problem(key, e);
            return Optional.empty();
        }
    }

    /** No axis: a list of numbers is not searched. */
    private static Optional<Axis> fixed(String key, Section values) {
        if (values.isSection(key)) {
            values.problem(key, "is a list of numbers, which is not searched", "Write [0.5, 1.0].");
        }
        return Optional.empty();
    }

    /** Words to choose from, and what is believed of them. */
    private Optional<Axis> options(String name, Parameter parameter, Section values) {
        Options options = Options.read(values, parameter.name());
        if (options.texts().size() < 2 && !values.isSection(parameter.name())) {
            return Optional.empty();
        }
        options.texts().forEach(parameter::parse);
        ChoiceAxis axis = new ChoiceAxis(name, options.texts());
        options.belief(axis).ifPresent(beliefs::add);
        return Optional.of(axis);
    }

    /**
     * A range, {@code [0.1, 0.6]}, {@code {range: [0.1, 0.6]}} or {@code {log: [0.001, 1]}}; beside it stands what is believed of the best
     * value.
     */
    private Optional<Axis> range(Parameter parameter, Section values, Function<Extent, NumberAxis> making) {
        String key = parameter.name();
        if (!values.isSection(key)) {
            return values.texts(key).size() < 2
                    ? Optional.empty()
                    : values.anyExtent(key).<Axis>map(ends -> making.apply(checked(parameter, ends)));
        }
        Section entry = values.section(key).orElseThrow();
        Scale scale = entry.has(LOG) ? Scale.LOG : Scale.LINEAR;
        Optional<Extent> extent = entry.anyExtent(entry.has(LOG) ? LOG : RANGE);
        if (!entry.has(LOG) && !entry.has(RANGE)) {
            entry.problem(RANGE, "is missing", "Add it, for instance \"range: [0.1, 0.6]\".");
        }
        Optional<Section> prior = entry.section("prior");
        entry.finish();
        return extent.map(ends -> {
            NumberAxis axis = making.apply(checked(parameter, ends.on(scale)));
            prior.ifPresent(said -> {
                beliefs.add(SpaceSettings.normal(axis, said));
                said.finish();
            });
            return axis;
        });
    }

    private static Extent checked(Parameter parameter, Extent ends) {
        parameter.check(ends.low());
        parameter.check(ends.high());
        return ends;
    }
}
