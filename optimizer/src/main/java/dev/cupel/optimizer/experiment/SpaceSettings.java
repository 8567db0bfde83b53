package dev.cupel.optimizer.experiment;

import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Goal;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.NumberAxis;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings of a {@linkplain SpaceFile space file}: its axes with what belongs to them, and what is fixed. */
final class SpaceSettings {
    static final Map<String, Scale> SCALES = Map.of("linear", Scale.LINEAR, "log", Scale.LOG);
    private static final List<String> KINDS = List.of("range", "log", "int", "choice");
    private static final String SCALE = "scale";
    private static final List<String> SCALED = List.of("range", "int");

    private final Section root;
    private final List<Axis> axes = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<String, String> fixed = new LinkedHashMap<>();
    private final Map<String, List<String>> groups = new LinkedHashMap<>();
    private final Map<String, Double> defaults = new LinkedHashMap<>();
    private final Map<String, Set<String>> quoted = new LinkedHashMap<>();
    private final List<Belief> beliefs = new ArrayList<>();

    /** None yet. */
    SpaceSettings(Section root) {
        this.root = root;
    }

    /** The axes, in the order of the file. */
    List<Axis> axes() {
        return Collections.unmodifiableList(axes);
    }

    /** What is fixed to a number, by name; a name that is a number itself would be taken for that. */
    Map<String, Weight> fixedNumbers() {
        Map<String, Weight> numbers = new LinkedHashMap<>();
        fixed.forEach((name, text) -> number(text)
                .filter(_ -> !quoted.get(name).contains(text) && !ConstraintSection.NUMBER.matcher(name).matches())
                .ifPresent(number -> numbers.put(name, Weight.fixed(number.doubleValue()))));
        return numbers;
    }

    /** Which axes count when. */
    List<Condition> conditions() {
        return Collections.unmodifiableList(conditions);
    }

    /** What is believed of single axes. */
    List<Belief> beliefs() {
        return Collections.unmodifiableList(beliefs);
    }

    /** All of it in a space that they make up. */
    SearchSpace space(Space space, List<Belief> all, Goal goal) {
        return new SearchSpace(space, fixed, groups, defaults, all, goal, quoted);
    }

    /** No two axes may set the same setting. */
    void checkNames() {
        Set<String> seen = new LinkedHashSet<>(fixed.keySet());
        for (Axis axis : axes) {
            for (String name : groups.getOrDefault(axis.name(), List.of(axis.name()))) {
                if (!seen.add(name)) {
                    root.problem(axis.name(), "the setting " + name + " has a value already",
                            "Leave it out of 'names', or remove the other one.");
                }
            }
        }
    }

    /** Reads one. */
    void read(String name) {
        if (root.isSection(name)) {
            Section section = root.section(name).orElseThrow();
            try {
                axis(name, section);
            } catch (InvalidSpaceException | SearchException e) {
                section.problem(e);
            }
            section.finish();
            return;
        }
        Optional<String> text = root.isList(name) ? Optional.empty() : root.text(name);
        if (text.isPresent()) {
            fixed.put(name, text.get());
            quoted.put(name, root.quoted(name));
        } else {
            linear(name);
        }
    }

    private void linear(String name) {
        Optional<String> meant = meant(name);
        if (meant.isPresent() && root.length(name) != 2) {
            root.problem(name, "is no key of a space, and an axis must have a range of two numbers", meant.get());
            return;
        }
        try {
            range(root, name).ifPresent(range -> axes.add(Axis.linear(name, range.low(), range.high())));
        } catch (InvalidSpaceException e) {
            root.problem(name, e);
        }
    }

    /** Which key beside the axes was misspelt, maybe. */
    private static Optional<String> meant(String name) {
        return Spelling.nearest(name, SpaceFile.OTHERS).map(near -> "Maybe " + near + " is meant.");
    }

    private Optional<Extent> range(Section section, String key) {
        int known = section.problems();
        Optional<Extent> range = section.anyExtent(key).filter(extent -> !extent.fixed());
        if (range.isEmpty() && section.problems() == known) {
            section.problem(key, "must be a range of two numbers", "Write [lowest, highest], for instance [0.0, 1.0].");
        }
        return range;
    }

    private void axis(String name, Section section) {
        List<String> kinds = KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            section.problem("", "must have one of " + String.join(", ", KINDS) + ", but has "
                    + (kinds.isEmpty() ? "none" : String.join(", ", kinds)),
                    meant(name).orElse("Write {range: [0, 1]}."));
            section.keys().forEach(key -> section.allow(List.of(key)));
            return;
        }
        Scale scale = section.choice(SCALE, Scale.LINEAR, SCALES);
        if (section.has(SCALE) && !SCALED.contains(kinds.getFirst())) {
            section.problem(SCALE, "goes with " + String.join(" and ", SCALED) + ", but this is " + kinds.getFirst(),
                    "Remove it.");
        }
        axis(name, section, kinds.getFirst(), scale).ifPresent(axis -> {
            axes.add(axis);
            section.section("when").ifPresent(when -> condition(axis, when));
            section.section("prior").ifPresent(prior -> beliefs.add(belief(axis, prior)));
            List<String> names = section.texts("names");
            if (!names.isEmpty()) {
                groups.put(name, names);
            }
            section.text("default").ifPresent(text -> defaults.put(name, value(axis, text)));
        });
        section.allow(List.of("when", "prior", "names", "default"));
    }

    private Optional<Axis> axis(String name, Section section, String kind, Scale scale) {
        if (kind.equals("choice")) {
            quoted.put(name, section.quoted(kind));
            return Optional.of(choice(name, section.texts(kind)));
        }
        return range(section, kind).map(range -> switch (kind) {
            case "int" -> new WholeAxis(name, whole(name, range.low()), whole(name, range.high()), scale);
            case "log" -> new RealAxis(name, range.low(), range.high(), Scale.LOG);
            default -> new RealAxis(name, range.low(), range.high(), scale);
        });
    }

    private ChoiceAxis choice(String name, List<String> options) {
        List<BigDecimal> numbers = options.stream().filter(option -> !quoted.get(name).contains(option))
                .flatMap(option -> number(option).stream()).toList();
        if (new HashSet<>(numbers).size() < numbers.size()) {
            throw new InvalidSpaceException("""
                    axis '%s': no two options may be the same number, but they are %s.
                    Maybe put them in quotes: then they are texts.""".formatted(name, options));
        }
        return new ChoiceAxis(name, options);
    }

    /** Equal numbers are equal here, 2 and 2.0. */
    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text).stripTrailingZeros());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The value of an option, which is compared as a number if it is one. */
    private static double value(ChoiceAxis choice, String text) {
        Optional<BigDecimal> number = number(text);
        return choice.value(choice.options().contains(text) || number.isEmpty()
                ? text
                : choice.options().stream().filter(option -> number(option).equals(number)).findFirst().orElse(text));
    }

    private static long whole(String name, double value) {
        if (value != Math.rint(value)) {
            throw new InvalidSpaceException("""
                    axis '%s': its ends must be whole numbers, but one is %s.
                    Maybe write range instead of int.""".formatted(name, value));
        }
        return (long) value;
    }

    /** The value of an axis that a text stands for. */
    private static double value(Axis axis, String text) {
        try {
            double value = axis instanceof ChoiceAxis choice ? value(choice, text) : Double.parseDouble(text);
            axis.unit(value);
            return value;
        } catch (NumberFormatException e) {
            throw new InvalidSpaceException("""
                    axis '%s': a value must be a number, but it is %s.
                    Maybe it belongs to another axis.""".formatted(axis.name(), text));
        }
    }

    private void condition(Axis axis, Section when) {
        if (when.keys().size() != 1) {
            when.problem("", "must name one other setting, but names " + when.keys().size(), "Write when: {k: b}.");
            when.allow(when.keys());
            return;
        }
        String parent = when.keys().iterator().next();
        Optional<Axis> found = axes.stream().filter(other -> other.name().equals(parent)).findFirst();
        if (found.isEmpty()) {
            when.problem(parent, "there is no axis " + parent + " above this one",
                    Spelling.nearest(parent, axes.stream().map(Axis::name).toList())
                            .map(near -> "Maybe " + near + " is meant.")
                            .orElse("Move it above, or remove the condition."));
        }
        Set<Double> values = when.texts(parent).stream()
                .flatMap(text -> found.stream().map(other -> value(other, text)))
                .collect(Collectors.toSet());
        found.ifPresent(_ -> conditions.add(new Condition(axis.name(), parent, values)));
    }

    private static Belief belief(Axis axis, Section prior) {
        Belief belief = switch (axis) {
            case ChoiceAxis choice -> new Belief.Weights(choice.name(),
                    choice.options().stream().map(option -> prior.number(option, 1, 1e-9, 1e9)).toList());
            case NumberAxis numbers -> normal(numbers, prior);
        };
        prior.finish();
        return belief;
    }

    /** Without a mean it is the middle of the axis, without a deviation a fifth of it; both by ratios where the axis is. */
    static Belief normal(NumberAxis axis, Section prior) {
        double mean = prior.number("mean", middle(axis), axis.low(), axis.high());
        double whole = axis.slope(mean);
        return new Belief.Near(axis.name(), mean, prior.number("deviation", whole / 5, whole * 1e-4, whole * 1e4));
    }

    private static double middle(NumberAxis axis) {
        return switch (axis.scale()) {
            case LINEAR -> (axis.low() + axis.high()) / 2;
            case LOG -> Math.sqrt(axis.low()) * Math.sqrt(axis.high());
        };
    }
}
