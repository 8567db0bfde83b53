package dev.cupel.optimizer.experiment;

import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.InvalidSpaceException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what must hold of weighted sums of axes: {@code "IN00 + 2 OUT00 <= 1.2"}, {@code "M00 >= IN00"}, or
 * {@code {sum: [IN00, OUT00], at_most: 1.2}}, {@code {sum: {IN00: 1, OUT00: -1}, is: 0}}.
 */
final class ConstraintSection {

    static final String KEY = "constraints";

    private static final String SUM = "sum";
    private static final String RULE = "rule";
    private static final String IS = "is";
    private static final String AT_LEAST = "at_least";
    private static final String AT_MOST = "at_most";
    private static final String EXAMPLE = "Write \"IN00 + 0.5 OUT00 <= 1.2\".";
    static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d*)?([eE][-+]?\\d+)?|\\.\\d+");
    private static final Pattern COMPARISON = Pattern.compile("<=|>=|==|=|≤|≥");

    private final Section section;
    private final Map<String, Weight> names = new LinkedHashMap<>();

    /**
     * @param axes   what is searched
     * @param others other names of weights, fixed or searched
     */
    ConstraintSection(Section section, List<Axis> axes, Map<String, Weight> others) {
        this.section = section;
        names.putAll(others);
        axes.forEach(axis -> names.put(axis.name(), new Weight(new Extent(axis.low(), axis.high()), axis.name())));
    }

    List<Constraint> read() {
        return section.sections(KEY, RULE).stream().flatMap(this::constraint).toList();
    }

    private Stream<Constraint> constraint(Section entry) {
        int before = entry.problems();
        try {
            Constraint constraint = entry.has(RULE) ? written(entry.text(RULE, "")) : summed(entry);
            entry.finish();
            return entry.problems() > before ? Stream.of() : Stream.of(constraint);
        } catch (IllegalArgumentException | InvalidSpaceException e) {
            entry.allow(entry.keys());
            entry.problem(e);
            return Stream.of();
        }
    }

    private Constraint summed(Section entry) {
        Line line = new Line();
        if (entry.isSection(SUM)) {
            Section sum = entry.section(SUM).orElseThrow();
            sum.keys().forEach(name -> line.add(sum.number(name, 1, -Section.MOST, Section.MOST), weight(name)));
        } else {
            entry.texts(SUM).forEach(name -> line.add(1, weight(name)));
        }
        double is = entry.number(IS, Double.NaN, -Section.MOST, Section.MOST);
        double least = entry.number(AT_LEAST, Double.NEGATIVE_INFINITY, -Section.MOST, Section.MOST);
        double most = entry.number(AT_MOST, Double.POSITIVE_INFINITY, -Section.MOST, Section.MOST);
        boolean bounded = !Double.isInfinite(least) || !Double.isInfinite(most);
        if (!Double.isNaN(is) && bounded) {
            throw new IllegalArgumentException("""
                    must say what the sum is either by is or by at_least and at_most, but says both
                    Remove one of them.""");
        }
        if (!Double.isNaN(is)) {
            return line.within(is, is);
        }
        if (!bounded) {
            throw new IllegalArgumentException("""
                    must say what the sum is: is, at_least or at_most
                    Write {sum: [x, y], at_most: 1}.""");
        }
        return line.within(least, most);
    }

    private Constraint written(String text) {
        Matcher comparison = COMPARISON.matcher(text);
        if (!comparison.find()) {
            throw new IllegalArgumentException("must compare two sums by <=, >= or =, but is %s\n%s".formatted(text,
                    EXAMPLE));
        }
        String rest = text.substring(comparison.end());
        if (COMPARISON.matcher(rest).find()) {
            throw new IllegalArgumentException(
                    "must compare two sums, but compares more: %s\nWrite two constraints.".formatted(text));
        }
        Line line = new Line();
        add(text.substring(0, comparison.start()), 1, line);
        add(rest, -1, line);
        return switch (comparison.group()) {
            case "<=", "≤" -> line.within(Double.NEGATIVE_INFINITY, 0);
            case ">=", "≥" -> line.within(0, Double.POSITIVE_INFINITY);
            default -> line.within(0, 0);
        };
    }

    /** Adds the terms of one side: {@code 0.5 IN00 - out-fine + 1}. */
    private void add(String side, double sign, Line line) {
        String rest = side.strip();
        boolean first = true;
        while (first || !rest.isEmpty()) {
            double factor = sign;
            if (rest.startsWith("-") || rest.startsWith("+")) {
                factor = rest.startsWith("-") ? -sign : sign;
                rest = rest.substring(1).strip();
            } else if (!first) {
                throw new IllegalArgumentException("must have + or - between terms, but has none before '%s'\n%s"
                        .formatted(rest, EXAMPLE));
            }
            rest = term(rest, factor, line).strip();
            first = false;
        }
    }

    /** Adds one term; returns what comes after it. */
    private String term(String text, double sign, Line line) {
        String rest = text;
        Matcher number = NUMBER.matcher(rest);
        double factor = sign;
        boolean counted = number.lookingAt() && name(rest).isEmpty();
        if (counted) {
            factor *= number(number.group());
            rest = rest.substring(number.end()).strip();
            rest = rest.startsWith("*") ? rest.substring(1).strip() : rest;
        }
        if (counted && (rest.isEmpty() || rest.startsWith("+") || rest.startsWith("-"))) {
            line.add(factor, Weight.fixed(1));
            return rest;
        }
        String name = name(rest);
        String found = name.isEmpty() ? rest.split("\\s|[-+](?=\\s)", 2)[0] : name;
        line.add(factor, weight(found));
        return rest.substring(found.length());
    }

    private static double number(String text) {
        double number = Double.parseDouble(text);
        if (number > Section.MOST) {
            throw new IllegalArgumentException(
                    "must have no number above %s, but has %s\n%s".formatted(Section.MOST, text, EXAMPLE));
        }
        return number;
    }

    /** The longest name that a text begins with; names may have spaces and minus signs in them. */
    private String name(String text) {
        return names.keySet().stream().filter(text::startsWith)
                .filter(name -> text.length() == name.length() || " +-*".indexOf(text.charAt(name.length())) >= 0)
                .max(Comparator.comparingInt(String::length)).orElse("");
    }

    private Weight weight(String name) {
        Weight weight = names.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("there is no axis or weight '%s'\n%s".formatted(name,
                    Spelling.nearest(name, new TreeSet<>(names.keySet())).map(near -> "Maybe " + near + " is meant.")
                            .orElse("Searched: " + String.join(", ", searched()) + ".")));
        }
        return weight;
    }

    private List<String> searched() {
        return names.values().stream().filter(weight -> !weight.fixed()).map(Weight::axis).distinct().toList();
    }

    /** A weighted sum of axes and a number. */
    private static final class Line {

        private final Map<String, Double> factors = new LinkedHashMap<>();
        private double constant;

        void add(double factor, Weight weight) {
            if (weight.fixed()) {
                constant += factor * weight.extent().low();
            } else {
                factors.merge(weight.axis(), factor, Double::sum);
            }
        }

        Constraint within(double low, double high) {
            factors.values().removeIf(factor -> factor == 0);
            if (factors.isEmpty()) {
                throw new IllegalArgumentException("""
                        must be of weights that are searched, but all of it is fixed
                        Remove it, or give one of them a range.""");
            }
            return new Constraint(factors, low - constant, high - constant);
        }
    }
}
