package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Objective;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.spelling.Spelling;
import dev.cupel.optimizer.experiment.Experiment.SearchPlan;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Method;
import dev.cupel.optimizer.search.SearchSettings;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.Space;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code search} section of an experiment: how long, by which method, and what is known or believed before. */
final class SearchSection {

    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(s|min|m|h)");
    private static final List<Double> USUAL_UNIFORM = List.of(0.0, 0.25, 0.5, 0.75, 1.0);
    private static final List<Double> USUAL_RUNGS = List.of(0.25, 0.5);
    private static final Map<String, Method> METHODS = Section.choices(List.of(Method.values()), Method::key);
    private static final String SMOOTH = "smooth";
    private static final String REPLICATE = "replicate";
    private static final String TRUST_REGION = "trust_region";
    private static final String FINALISTS = "finalists";
    private static final String REFERENCE = "reference";
    private static final double MOST_SCORE = 1e6;
    private static final int MOST_FINALISTS = 100;

    private final Section section;
    private final MergeSpace merge;
    private final Set<Objective> weighed;

    /** @param weighed the objectives that have a weight */
    SearchSection(Section section, MergeSpace merge, Set<Objective> weighed) {
        this.weighed = weighed;
        this.section = section;
        this.merge = merge;
    }

    SearchPlan read() {
        int trials = section.integer("trials", 100, 1, 100_000);
        Optional<Duration> time = time();
        Method method = section.choice("searcher", Method.BAYESIAN, METHODS);
        int axes = merge.axes().size();
        int initial = section.integer("initial",
                Math.max(4, SearchSettings.initialFor(method, Math.max(1, axes), trials)), 1, 10_000);
        List<Double> uniform = section.numbers("uniform", USUAL_UNIFORM, -4, 4);
        List<Map<String, Double>> enqueued = section.sections("enqueue").stream().map(this::point).toList();
        List<Belief> beliefs = new ArrayList<>(merge.beliefs());
        smooth().ifPresent(beliefs::add);
        if (method != Method.BAYESIAN && !beliefs.isEmpty()) {
            section.problem("searcher", "only gp listens to priors and to " + SMOOTH + ", but it is " + method.key(),
                    "Remove them, or write \"searcher: gp\".");
        }
        List<Path> warmStart = section.texts("warm_start").stream().map(this::study).toList();
        if (section.integer("batch", 1, 1, Integer.MAX_VALUE) > 1) {
            section.problem("batch", "must be 1: a candidate is worth more when the one before it is known",
                    "Remove it; pictures are drawn in batches of generation.batch.");
        }
        Racing racing = racing();
        List<Objective> front = front();
        if (!front.isEmpty() && !racing.rungs().isEmpty()) {
            section.problem("front", "does not go with racing, which compares totals", "Remove one of them.");
        }
        List<Double> reference = reference(front);
        boolean replicate = section.flag(REPLICATE, false);
        Finalists finalists = finalists();
        if (!front.isEmpty() && (replicate || finalists.count() > 0)) {
            section.problem("front", "goes neither with %s nor with %s, which compare totals".formatted(REPLICATE,
                    FINALISTS), "Remove front, or the others.");
        }
        if (replicate && method != Method.BAYESIAN) {
            section.problem(REPLICATE, "only gp knows when a trial is worth drawing again, but the searcher is "
                    + method.key(), "Remove it, or write \"searcher: gp\".");
        }
        boolean trustRegion = trustRegion(method, front);
        section.finish();
        return new SearchPlan(trials, time, method, initial, uniform, enqueued, beliefs, warmStart, front, reference,
                racing, replicate, trustRegion, finalists);
    }

    /** Whatever is said of it must have an effect. */
    private boolean trustRegion(Method method, List<Objective> front) {
        if (section.has(TRUST_REGION) && method != Method.BAYESIAN) {
            section.problem(TRUST_REGION, "only gp has a trust region, but the searcher is " + method.key(),
                    "Remove it, or write \"searcher: gp\".");
        }
        if (section.has(TRUST_REGION) && !front.isEmpty()) {
            section.problem(TRUST_REGION, "a search for a front has no trust region", "Remove it, or front.");
        }
        return section.flag(TRUST_REGION, true);
    }

    /** A point that someone wants to have tried; an axis that it does not name has the value of a uniform merge. */
    private Map<String, Double> point(Section entry) {
        Map<String, Double> usual = merge.methods().usual();
        Map<String, Double> all = new LinkedHashMap<>();
        for (Axis axis : merge.axes()) {
            double standard = usual.getOrDefault(axis.name(), Math.clamp(1.0, axis.low(), axis.high()));
            all.put(axis.name(), axis instanceof ChoiceAxis choice
                    ? option(entry, choice, usual)
                    : entry.number(axis.name(), standard, axis.low(), axis.high()));
        }
        Set<String> unknown = new TreeSet<>(entry.keys());
        unknown.removeAll(all.keySet());
        for (String name : unknown) {
            entry.problem(name, "nothing of this name is searched", Spelling.nearest(name, all.keySet())
                    .map(near -> "Maybe " + near + " is meant.")
                    .orElse("Searched: " + String.join(", ", all.keySet()) + "."));
        }
        entry.allow(unknown);
        entry.finish();
        return counting(entry, all);
    }

    private static double option(Section entry, ChoiceAxis axis, Map<String, Double> usual) {
        double standard = usual.getOrDefault(axis.name(), (double) Math.max(0, axis.options().indexOf(
                PresetChoice.NONE)));
        Map<String, Double> values = new LinkedHashMap<>();
        axis.options().forEach(option -> values.put(option, axis.value(option)));
        return entry.choice(axis.name(), standard, values);
    }

    /** Without what does not count there, such as the settings of another method. */
    private Map<String, Double> counting(Section entry, Map<String, Double> all) {
        try {
            Space space = merge.space();
            Map<String, Double> point = space.counting(all);
            entry.keys().stream().filter(key -> all.containsKey(key) && !point.containsKey(key))
                    .forEach(key -> entry.problem(key, "does not count there", "Remove it, or choose its method."));
            if (!space.feasible(space.point(point))) {
                entry.problem("", "the point breaks a constraint", "Change it, or the constraint.");
            }
            return point;
        } catch (InvalidSpaceException e) {
            return all; // another problem was told
        }
    }

    /** Neighbours in depth are believed to differ little: the axes of alpha's blocks from IN00 to OUT11. */
    private Optional<Belief> smooth() {
        if (!section.isSection(SMOOTH) && !section.flag(SMOOTH, false)) {
            return Optional.empty();
        }
        double deviation = SpaceFile.USUAL_DEVIATION;
        if (section.isSection(SMOOTH)) {
            Section entry = section.section(SMOOTH).orElseThrow();
            deviation = entry.number("deviation", deviation, 1e-3, 10);
            entry.finish();
        }
        List<String> names = merge.alpha().blocks().entrySet().stream().filter(entry -> entry.getKey() != Block.BASE)
                .flatMap(entry -> entry.getValue().shares().stream()).map(Blend.Share::weight)
                .filter(weight -> !weight.fixed()).map(Weight::axis).distinct().toList();
        if (names.size() < 2) {
            section.problem(SMOOTH, "needs two block weights or more that are searched, but there are " + names,
                    "Remove it, or give blocks ranges.");
            return Optional.empty();
        }
        return Optional.of(new Belief.Smooth(names, deviation));
    }

    /** The study of an earlier run: its file, or the folder of its results. */
    private Path study(String text) {
        Path path = section.path(text);
        Path file = path.getFileName() != null && path.toString().endsWith(".sqlite")
                ? path
                : path.resolve("study.sqlite");
        if (!Files.isRegularFile(file)) {
            section.problem("warm_start", "there is no study " + file,
                    "Name the study.sqlite of an earlier run, or its folder.");
        }
        return file;
    }

    private List<Objective> front() {
        List<Objective> front = new ArrayList<>();
        for (String key : section.texts("front")) {
            Optional<Objective> found = Objective.ofKey(key).filter(weighed::contains);
            found.filter(objective -> !front.contains(objective)).ifPresent(front::add);
            if (found.isEmpty()) {
                section.problem("front", "must name objectives that have a weight, but " + key + " has none",
                        "Choose of: " + String.join(", ", weighed.stream().map(Objective::key).toList()) + ".");
            }
        }
        if (section.has("front") && front.size() < 2) {
            section.problem("front",
                    "must be two different objectives or more, but is " + section.texts("front"),
                    "Write [fidelity, new_concepts].");
        }
        return front;
    }

    /** Of each objective of the front the score below which it is of no use; empty if that is not said. */
    private List<Double> reference(List<Objective> front) {
        List<Double> reference = section.numbers(REFERENCE, List.of(), -MOST_SCORE, MOST_SCORE);
        if (section.has(REFERENCE) && (front.isEmpty() || reference.size() != front.size())) {
            section.problem(REFERENCE, "must have a score for each of the %d objectives of the front, but has %d"
                    .formatted(front.size(), reference.size()),
                    "Write front: [fidelity, new_concepts], reference: [0, 0].");
            return List.of();
        }
        return reference;
    }

    /** A number of trials, or a mapping that says how often each is drawn. */
    private Finalists finalists() {
        if (!section.isSection(FINALISTS)) {
            return new Finalists(section.integer(FINALISTS, 0, 0, MOST_FINALISTS), 1);
        }
        Section entry = section.section(FINALISTS).orElseThrow();
        Finalists finalists = new Finalists(entry.integer("count", 3, 0, MOST_FINALISTS),
                entry.integer("draws", 1, 1, MOST_FINALISTS));
        entry.finish();
        return finalists;
    }

    private Racing racing() {
        if (!section.isSection("racing")) {
            return section.flag("racing", false) ? new Racing(USUAL_RUNGS, Racing.OFF.level()) : Racing.OFF;
        }
        Section entry = section.section("racing").orElseThrow();
        List<Double> rungs = entry.numbers("rungs", USUAL_RUNGS, 0, 1);
        double level = entry.number("level", Racing.OFF.level(), 1e-6, 0.5);
        entry.finish();
        try {
            return new Racing(rungs, level);
        } catch (IllegalArgumentException e) {
            entry.problem("rungs", e);
            return Racing.OFF;
        }
    }

    private Optional<Duration> time() {
        Optional<String> text = section.text("time");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = TIME.matcher(text.get());
        if (!matcher.matches()) {
            section.problem("time", "must be a number with its unit, but is " + text.get(), "Write 8h, 90min or 600s.");
            return Optional.empty();
        }
        double unit = switch (matcher.group(2)) {
            case "h" -> 3600;
            case "s" -> 1;
            default -> 60;
        };
        return Optional.of(Duration.ofMillis(Math.round(1000 * unit * Double.parseDouble(matcher.group(1)))));
    }
}
