package dev.cupel.optimizer.experiment;

import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Goal;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a space file: one key a setting.
 *
 * <pre>
 * x: [0, 1]                       a number within a range
 * r: {log: [1e-4, 1]}             with equal ratios
 * n: {int: [1, 8]}                a whole number; {int: [1, 1024], scale: log}
 * k: {choice: [a, b]}             one of some options; also numbers, true and false, and in quotes what shall be a text nevertheless
 * s: 3                            fixed
 * w: {range: [0, 1], names: [u, v]}             one value for several settings
 * g: {range: [0, 1], when: {k: b}}              only counts with this value of another setting
 * y: {range: [0, 1], prior: {mean: 0.7, deviation: 0.2}}   where the best is believed to be; of a choice {a: 3, b: 1}
 * z: {range: [0, 1], default: 0.5}              what it was in studies that do not know it
 * constraints: ["x + 0.5 y <= 1", {sum: {x: 1, z: -1}, is: 0}]
 * smooth: [x, y, z]               neighbours in this order are believed to differ little; {over: [x, y, z], deviation: 0.2}
 * limits: {broken: {at_most: 0.1}}              what must hold of other measures, which are told beside the value
 * reference: [0, -3]              of each objective the value below which it is of no use
 * </pre>
 */
final class SpaceFile {
    private static final double MOST = 1e15;
    private static final String SMOOTH = "smooth";
    private static final String LIMITS = "limits";
    private static final String REFERENCE = "reference";
    private static final Set<String> OTHERS = Set.of(ConstraintSection.KEY, SMOOTH, LIMITS, REFERENCE);
    static final Map<String, Scale> SCALES = Map.of("linear", Scale.LINEAR, "log", Scale.LOG);
    /** Of the difference of neighbours, in parts of their range. */
    static final double USUAL_DEVIATION = 0.15;
    private static final List<String> KINDS = List.of("range", "log", "int", "choice");

    private final Problems problems = new Problems();
    private final Section root;
    private final List<Axis> axes = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<String, String> fixed = new LinkedHashMap<>();
    private final Map<String, List<String>> groups = new LinkedHashMap<>();
    private final Map<String, Double> defaults = new LinkedHashMap<>();
    private final Map<String, Set<String>> quoted = new LinkedHashMap<>();
    private final List<Belief> beliefs = new ArrayList<>();

    private SpaceFile(Path file) {
        this.root = Section.read(file, problems);
    }

    static SearchSpace read(Path file) {
        return new SpaceFile(file.toAbsolutePath().normalize()).space();
    }

    private SearchSpace space() {
        for (String name : root.keys()) {
            if (!OTHERS.contains(name)) {
                setting(name);
            }
        }
        List<Constraint> constraints = new ConstraintSection(root, axes, Map.of()).read();
        smooth();
        Goal goal = goal();
        root.finish();
        checkSettings();
        Optional<Space> space = checked(constraints);
        problems.throwIfAny();
        return new SearchSpace(space.orElseThrow(), fixed, groups, defaults, beliefs, goal, quoted);
    }

    private Optional<Space> checked(List<Constraint> constraints) {
        try {
            return problems.count() > 0 ? Optional.empty() : Optional.of(new Space(axes, conditions, constraints));
        } catch (InvalidSpaceException e) {
            root.problem(e);
            return Optional.empty();
        }
    }

    private void smooth() {
        if (!root.has(SMOOTH)) {
            return;
        }
        Section section = root.isSection(SMOOTH) ? root.section(SMOOTH).orElseThrow() : root.empty(SMOOTH);
        List<String> names = root.isSection(SMOOTH) ? section.texts("over") : root.texts(SMOOTH);
        double deviation = section.number("deviation", USUAL_DEVIATION, 1e-3, 10);
        section.finish();
        List<String> unordered = names.stream().filter(name -> axes.stream()
                .noneMatch(axis -> axis.name().equals(name) && !(axis instanceof ChoiceAxis))).toList();
        unordered.forEach(name -> root.problem(SMOOTH, "there is no axis of numbers " + name,
                "Name axes of this file in their order."));
        try {
            beliefs.add(new Belief.Smooth(names, deviation));
        } catch (SearchException e) {
            section.problem(e);
        }
    }

    private Goal goal() {
        List<Limit> limits = root.section(LIMITS).stream()
                .flatMap(section -> section.keys().stream().flatMap(name -> limit(name, section))).toList();
        List<Double> reference = root.numbers(REFERENCE, List.of(), -MOST, MOST);
        try {
            return new Goal(reference, limits);
        } catch (SearchException e) {
            root.problem(e);
            return Goal.HIGHEST;
        }
    }

    private static Stream<Limit> limit(String name, Section section) {
        if (!section.isSection(name)) {
            section.problem(name, "must say at_most or at_least", "Write limits: {broken: {at_most: 0.1}}.");
            section.allow(List.of(name));
            return Stream.of();
        }
        Section limit = section.section(name).orElseThrow();
        double least = limit.number("at_least", Double.NEGATIVE_INFINITY, -MOST, MOST);
        double most = limit.number("at_most", Double.POSITIVE_INFINITY, -MOST, MOST);
        limit.finish();
        try {
            return Stream.of(new Limit(name, least, most));
        } catch (SearchException e) {
            limit.problem(e);
            return Stream.of();
        }
    }

    /** No two axes may set the same setting. */
    private void checkSettings() {
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

    private void setting(String name) {
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
        List<String> texts = root.texts(name);
        if (texts.size() == 1) {
            fixed.put(name, texts.getFirst());
            quoted.put(name, root.quoted(name));
        } else {
            linear(name);
        }
    }

    private void linear(String name) {
        try {
            range(root, name).ifPresent(range -> axes.add(Axis.linear(name, range.low(), range.high())));
        } catch (InvalidSpaceException e) {
            root.problem(name, e);
        }
    }

    private Optional<Extent> range(Section section, String key) {
        int before = problems.count();
        Optional<Extent> range = section.extent(key, -MOST, MOST);
        if (problems.count() > before) {
            return Optional.empty();
        }
        if (range.isEmpty() || range.get().fixed()) {
            section.problem(key, "must be a range of two numbers", "Write [lowest, highest], for instance [0.0, 1.0].");
            return Optional.empty();
        }
        return range;
    }

    private void axis(String name, Section section) {
        List<String> kinds = KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            section.problem("", "must have one of " + String.join(", ", KINDS) + ", but has "
                    + (kinds.isEmpty() ? "none" : String.join(", ", kinds)), "Write {range: [0, 1]}.");
            section.keys().forEach(key -> section.allow(List.of(key)));
            return;
        }
        Scale scale = section.choice("scale", Scale.LINEAR, SCALES);
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
            case RealAxis _ -> normal(axis, prior);
            case WholeAxis _ -> normal(axis, prior);
        };
        prior.finish();
        return belief;
    }

    static Belief normal(Axis axis, Section prior) {
        double mean = prior.number("mean", (axis.low() + axis.high()) / 2, axis.low(), axis.high());
        double width = axis.high() - axis.low();
        return new Belief.Near(axis.name(), mean, prior.number("deviation", width / 5, width * 1e-4, width * 1e4));
    }
}
