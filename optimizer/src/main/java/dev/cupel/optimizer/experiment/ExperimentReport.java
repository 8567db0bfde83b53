package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Weighting;
import dev.cupel.optimizer.report.HtmlReport;
import dev.cupel.optimizer.report.Report;
import dev.cupel.optimizer.report.Report.Command;
import dev.cupel.optimizer.report.Report.Fact;
import dev.cupel.optimizer.report.Report.Input;
import dev.cupel.optimizer.report.Report.PictureRow;
import dev.cupel.optimizer.report.Report.PictureTable;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;

/** Turns a study into its report. Everything comes from the study; nothing is drawn or measured here. */
public final class ExperimentReport {

    private final Experiment experiment;
    private final Study study;
    private final StudyScores scores;
    private final Trial found;
    private final Subject foundSubject;
    private final ScoreTables tables;
    private final Space space;
    private final Spaces spaces;

    ExperimentReport(Experiment experiment, Study study) {
        this.experiment = experiment;
        this.study = study;
        this.scores = StudyScores.of(study, experiment);
        this.found = StudyScores.found(study).orElseThrow(() -> new StudyException("""
                the study %s has no scored trial yet.
                Let 'cupel run' finish one first.""".formatted(study.file())));
        this.foundSubject = Subject.trial(found.index());
        this.tables = new ScoreTables(experiment, study, scores, foundSubject);
        this.space = experiment.merge().space();
        this.spaces = Spaces.of(study, experiment.merge());
    }

    /**
     * Writes the report of an experiment's study, wherever that stands; a run may go on with it meanwhile.
     *
     * @return the HTML file
     * @throws StudyException if there is no study, or nothing in it to report
     */
    public static Path write(Experiment experiment) {
        Path file = StudyFiles.study(experiment);
        if (!Files.exists(file)) {
            throw new StudyException(
                    "there is no study %s.\nBegin it with 'cupel run %s'.".formatted(file, experiment.file()));
        }
        try (Study study = Study.read(file)) {
            return new ExperimentReport(experiment, study).write();
        }
    }

    /** Writes the report; returns the HTML file. */
    Path write() {
        Path page = StudyFiles.report(experiment);
        try {
            HtmlReport.write(report(), page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page;
    }

    /** One sentence: the found merge against the best uniform alpha on held-out prompts. */
    String verdict() {
        Optional<Scorecard> card = scores.card(foundSubject, Split.HELD_OUT);
        Optional<Double> alpha = tables.bestUniform();
        Optional<Estimate> total = card.flatMap(Scorecard::total);
        Optional<Estimate> ahead = card.flatMap(mine -> alpha
                .flatMap(best -> scores.card(StudyFiles.uniform(best), Split.HELD_OUT))
                .flatMap(mine::totalAbove));
        if (total.isEmpty() || ahead.isEmpty()) {
            return "The held-out prompts are not measured yet.";
        }
        String mine = String.format(Locale.ROOT, "On held-out prompts the found merge (trial %d) scores %.3f ± %.3f; ",
                found.index() + 1, total.get().mean(), total.get().standardError());
        double lead = ahead.get().mean();
        if (lead == 0 && ahead.get().standardError() == 0) {
            return mine + "the best uniform alpha (" + alpha.orElseThrow() + ") scores the same on every prompt.";
        }
        return mine + String.format(Locale.ROOT, "the best uniform alpha (%s) is %.3f ± %.3f %s.", alpha.orElseThrow(),
                Math.abs(lead), ahead.get().standardError(), lead > 0 ? "behind" : "ahead");
    }

    private Report report() {
        Recipe recipe = Recipe.parse(found.recipe());
        Path checkpoint = StudyFiles.checkpoint(experiment);
        String hash = Files.exists(checkpoint) ? FileHash.of(checkpoint).sha256() : "";
        Report.BestMerge best = new Report.BestMerge(found.index() + 1, coefficients(recipe), formula(recipe),
                recipe.vae().key(),
                recipe.precision().key(), checkpoint.getFileName().toString(), hash, recipe.withFileNames().toJson());
        List<Report.Objective> objectives = scores.objectives().stream()
                .map(objective -> new Report.Objective(objective.key(), objective.meaning())).toList();
        return new Report(experiment.name(), instant("started"), instant("finished"), best, objectives,
                tables.table(Split.HELD_OUT), tables.table(Split.SEARCH), axes(), trials(), pictures(), front(),
                finals(), provenance(),
                commands());
    }

    private Optional<Report.Front> front() {
        List<Objective> searched = experiment.search().front();
        return searched.isEmpty() || frontTrials().isEmpty()
                ? Optional.empty()
                : Optional.of(new Report.Front(searched.stream().map(scores.objectives()::indexOf).toList(),
                        frontTrials().stream().map(index -> index + 1).toList()));
    }

    /** Indices of the trials on the front, by the first objective; empty until the search has ended. */
    private List<Integer> frontTrials() {
        return StudyFiles.trials(study, StudyFiles.FRONT);
    }

    private Optional<Report.Finals> finals() {
        FinalScores finals = new FinalScores(experiment, study, scores);
        List<FinalScores.Entry> entries = finals.entries();
        Optional<Scorecard> winner = entries.stream().filter(entry -> entry.trial() == found.index())
                .map(FinalScores.Entry::all).findFirst();
        return winner.map(best -> new Report.Finals(finals.draws(), entries.stream().map(entry -> new Report.Finalist(
                entry.trial() + 1, ScoreTables.score(entry.search().total()), ScoreTables.score(entry.fresh().total()),
                ScoreTables.score(entry.all().total()), entry.trial() == found.index()
                        ? new Score.Missing("")
                        : ScoreTables.score(best.totalAbove(entry.all()))))
                .toList()));
    }

    private static Report.Formula formula(Recipe recipe) {
        String method = recipe.method().name();
        return new Report.Formula(method, settings(recipe.method().settings()), Methods.of(method).formula(),
                recipe.result().clip().text());
    }

    private static String settings(Settings settings) {
        return String.join(" ", settings.values().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + (entry.getValue() instanceof Double number
                        ? String.valueOf(new BigDecimal(number).round(new MathContext(4)).doubleValue())
                        : String.valueOf(entry.getValue())))
                .toList());
    }

    private Instant instant(String fact) {
        return study.fact(fact).map(Instant::parse)
                .orElseGet(() -> Instant.parse(study.fact("started").orElse("1970-01-01T00:00:00Z")));
    }

    private static Report.Coefficients coefficients(Recipe recipe) {
        Strength alpha = recipe.coefficients().alpha();
        Map<String, Double> parts = new LinkedHashMap<>();
        alpha.weights().parts().forEach((part, weight) -> parts.put(part.name(), weight));
        return new Report.Coefficients(alpha.value(),
                DoubleStream.of(alpha.weights().blocks().values()).boxed().toList(), parts,
                alpha.weights().rules().stream().map(Rule::text).toList(),
                recipe.method().hasBeta() ? beta(recipe.coefficients().beta()) : "");
    }

    private static String beta(Strength beta) {
        return beta.weights().equals(Weighting.uniform(1))
                ? String.valueOf(beta.value())
                : beta.value() + " times " + beta.weights().text();
    }

    private List<Report.Axis> axes() {
        return space.axes().stream().map(axis -> new Report.Axis(axis.name(), axis.low(), axis.high(),
                axis instanceof ChoiceAxis choice ? choice.options() : List.of(), importance(axis.name()))).toList();
    }

    /** The shorter the length scale of an axis, the more the score depends on it. */
    private OptionalDouble importance(String axis) {
        return study.fact(StudyFiles.LENGTH_SCALE + axis)
                .map(length -> OptionalDouble.of(1 / Double.parseDouble(length)))
                .orElse(OptionalDouble.empty());
    }

    private List<Report.Trial> trials() {
        List<Report.Trial> trials = new ArrayList<>();
        List<Trial> known = study.trials();
        Map<Integer, Integer> twins = Twins.of(known);
        for (Trial trial : known) {
            trial.outcome().ifPresent(outcome -> trials.add(trial(trial, outcome, twins)));
        }
        return trials;
    }

    /** The values of a trial on the axes; NaN where an axis does not count, and on all of them if it lies in another space. */
    private List<Double> values(Trial trial) {
        Map<String, Double> values = spaces.point(trial)
                .map(point -> space.values(point.stream().mapToDouble(Double::doubleValue).toArray())).orElse(Map.of());
        return space.axes().stream().map(axis -> values.getOrDefault(axis.name(), Double.NaN)).toList();
    }

    private Report.Trial trial(Trial trial, Trial.Outcome outcome, Map<Integer, Integer> twins) {
        Recipe recipe = Recipe.parse(trial.recipe());
        Report.Origin origin = switch (trial.origin()) {
            case "enqueued" -> Report.Origin.BASELINE;
            case "sobol" -> Report.Origin.SOBOL;
            case SeedBlocks.AGAIN -> Report.Origin.REPLICATION;
            default -> Report.Origin.ACQUISITION;
        };
        Trial.Seconds seconds = trial.seconds();
        return new Report.Trial(trial.index() + 1, origin, formula(recipe).text(), coefficients(recipe), values(trial),
                outcome(trial, outcome),
                new Report.Seconds(seconds.merge(), seconds.draw(), seconds.score(), seconds.search()),
                recipe.withFileNames().toJson(), twins.containsKey(trial.index())
                        ? OptionalInt.of(twins.get(trial.index()) + 1)
                        : OptionalInt.empty());
    }

    private Report.Outcome outcome(Trial trial, Trial.Outcome outcome) {
        return switch (outcome) {
            case Trial.Outcome.Failed failed ->
                new Report.Outcome.Failed(failed.cause().lines().findFirst().orElse(""));
            case Trial.Outcome.Stopped stopped -> new Report.Outcome.Stopped(
                    ScoreTables.measured(stopped.total(), stopped.standardError()), stopped.rival() + 1,
                    StudyScores.behind(stopped, study), scores.pictures(Subject.trial(trial.index())),
                    scores.pictures(Subject.TUNED), OptionalDouble.of(stopped.bestMean()));
            case Trial.Outcome.Scored scored -> {
                Optional<Scorecard> card = scores.card(trial);
                List<Score> objectives = scores.objectives().stream()
                        .map(objective -> ScoreTables.score(card.flatMap(found -> found.estimate(objective)))).toList();
                yield new Report.Outcome.Scored(ScoreTables.measured(scored.total(), scored.standardError()),
                        objectives,
                        OptionalDouble.of(scored.bestMean()));
            }
        };
    }

    private List<PictureTable> pictures() {
        List<PictureRow> plain = new ArrayList<>();
        List<PictureRow> withLora = new ArrayList<>();
        Optional<Double> uniform = tables.bestUniform();
        Map<Objective, Integer> ends = ends();
        for (SuitePrompt prompt : experiment.suite().prompts(Split.HELD_OUT)) {
            for (long seed : prompt.seeds()) {
                (prompt.lora().isPresent() ? withLora : plain).add(pictures(prompt, seed, uniform, ends.values()));
            }
        }
        List<String> columns = new ArrayList<>(List.of("Tuned", "Found merge", "New base"));
        uniform.ifPresent(alpha -> columns.add("Uniform alpha " + alpha));
        ends.forEach((objective, trial) -> columns.add("Most %s: trial %d".formatted(objective.key(), trial + 1)));
        List<PictureTable> tables = new ArrayList<>();
        tables.add(
                new PictureTable("Held-out prompts", "The same seed in each row. The search never saw these prompts.",
                        columns, plain));
        if (!withLora.isEmpty()) {
            tables.add(
                    new PictureTable("With a LoRA", "Held-out prompts with a LoRA on: it should do what it does to the "
                            + "tuned model.", columns, withLora));
        }
        return tables;
    }

    /** The trials at the ends of the front, by the objective in which they are the highest, but for the found one. */
    private Map<Objective, Integer> ends() {
        Map<Objective, Integer> ends = new LinkedHashMap<>();
        List<Objective> searched = experiment.search().front();
        for (int i = 0; i < searched.size(); i++) {
            int place = i;
            frontTrials().stream().max(Comparator.comparingDouble(
                    trial -> scores.lesson(trial, OptionalInt.empty()).orElseThrow().front().get(place)))
                    .filter(trial -> trial != found.index() && !ends.containsValue(trial))
                    .ifPresent(trial -> ends.put(searched.get(place), trial));
        }
        return ends;
    }

    private PictureRow pictures(SuitePrompt prompt, long seed, Optional<Double> uniform, Collection<Integer> ends) {
        List<Subject> subjects = new ArrayList<>(List.of(Subject.TUNED, foundSubject, Subject.NEW_BASE));
        uniform.map(StudyFiles::uniform).ifPresent(subjects::add);
        ends.forEach(trial -> subjects.add(Subject.trial(trial)));
        boolean lora = prompt.lora().isPresent();
        return new PictureRow(prompt.text(), seed, subjects.stream()
                .map(subject -> StudyJournal.png(study, subject, prompt, seed, lora).orElse(new byte[0])).toList());
    }

    private Report.Provenance provenance() {
        List<Input> inputs = Provenance.facts(study, Provenance.inputPrefix(), fact -> {
            String[] parts = fact.getValue().split(" ", 2);
            return new Input(fact.getKey(), experiment.file().getParent().relativize(Path.of(parts[1])).toString(),
                    parts[0],
                    new FileHash(parts[0]).shortHash());
        });
        List<Fact> seeds = List.of(new Fact("search", String.valueOf(experiment.seed())), new Fact("pictures",
                "search " + seeds(Split.SEARCH) + "; held out " + seeds(Split.HELD_OUT)));
        return new Report.Provenance(inputs, study.fact("configuration").orElse(""), seeds, facts("version."),
                facts("machine."), study.fact("command").orElse(""));
    }

    private String seeds(Split split) {
        return String.join(", ", experiment.suite().prompts(split).stream().flatMap(prompt -> prompt.seeds().stream())
                .map(String::valueOf).toList());
    }

    private List<Fact> facts(String prefix) {
        return Provenance.facts(study, prefix,
                (Map.Entry<String, String> fact) -> new Fact(fact.getKey(), fact.getValue()));
    }

    private List<Command> commands() {
        return List.of(
                new Command("Repeat the search, or go on with it", "./" + study.fact("command").orElse("cupel run")),
                new Command("Rebuild the checkpoint from its recipe",
                        "./cupel merge " + StudyFiles.recipe(experiment) + " -o "
                                + StudyFiles.checkpoint(experiment).getFileName()),
                new Command("Write this report again", "./cupel report " + experiment.file() + " --output "
                        + experiment.output()));
    }
}
