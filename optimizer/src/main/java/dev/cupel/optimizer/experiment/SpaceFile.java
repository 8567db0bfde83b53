package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Goal;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.NumberAxis;
import dev.cupel.optimizer.space.Space;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final String SMOOTH = "smooth";
    private static final String LIMITS = "limits";
    private static final String REFERENCE = "reference";
    /** The keys that are no settings. */
    static final Set<String> OTHERS = Set.of(ConstraintSection.KEY, SMOOTH, LIMITS, REFERENCE);
    /** Of the difference of neighbours, in parts of their range. */
    static final double USUAL_DEVIATION = 0.15;

    private final Problems problems = new Problems();
    private final Section root;
    private final SpaceSettings settings;

    private SpaceFile(Path file) {
        this.root = Section.read(file, problems);
        this.settings = new SpaceSettings(root);
    }

    static SearchSpace read(Path file) {
        return new SpaceFile(file.toAbsolutePath().normalize()).space();
    }

    private SearchSpace space() {
        for (String name : root.keys()) {
            if (!OTHERS.contains(name)) {
                settings.read(name);
            }
        }
        List<Constraint> constraints = new ConstraintSection(root, settings.axes(), settings.fixedNumbers()).read();
        List<Belief> beliefs = new ArrayList<>(settings.beliefs());
        smooth().ifPresent(beliefs::add);
        Goal goal = goal();
        root.finish();
        settings.checkNames();
        Optional<Space> space = checked(constraints);
        problems.throwIfAny();
        return settings.space(space.orElseThrow(), beliefs, goal);
    }

    private Optional<Space> checked(List<Constraint> constraints) {
        try {
            return problems.count() > 0
                    ? Optional.empty()
                    : Optional.of(new Space(settings.axes(), settings.conditions(), constraints));
        } catch (InvalidSpaceException e) {
            root.problem(e);
            return Optional.empty();
        }
    }

    private Optional<Belief> smooth() {
        if (!root.has(SMOOTH)) {
            return Optional.empty();
        }
        Section section = root.isSection(SMOOTH) ? root.section(SMOOTH).orElseThrow() : root.empty(SMOOTH);
        List<String> names = root.isSection(SMOOTH) ? section.texts("over") : root.texts(SMOOTH);
        double deviation = section.number("deviation", USUAL_DEVIATION, 1e-3, 10);
        section.finish();
        List<String> unordered = names.stream().filter(name -> settings.axes().stream()
                .noneMatch(axis -> axis.name().equals(name) && axis instanceof NumberAxis)).toList();
        unordered.forEach(name -> root.problem(SMOOTH, "there is no axis of numbers " + name,
                "Name axes of this file in their order."));
        try {
            return Optional.of(new Belief.Smooth(names, deviation));
        } catch (SearchException e) {
            root.problem(SMOOTH, e);
            return Optional.empty();
        }
    }

    private Goal goal() {
        List<Limit> limits = root.section(LIMITS).stream()
                .flatMap(section -> section.keys().stream().flatMap(name -> limit(name, section))).toList();
        List<Double> reference = root.numbers(REFERENCE, List.of(), -Section.MOST, Section.MOST);
        try {
            return new Goal(reference, limits);
        } catch (SearchException e) {
            root.problem(REFERENCE, e);
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
        double least = limit.number("at_least", Double.NEGATIVE_INFINITY, -Section.MOST, Section.MOST);
        double most = limit.number("at_most", Double.POSITIVE_INFINITY, -Section.MOST, Section.MOST);
        limit.finish();
        try {
            return Stream.of(new Limit(name, least, most));
        } catch (SearchException e) {
            limit.problem(e);
            return Stream.of();
        }
    }
}
