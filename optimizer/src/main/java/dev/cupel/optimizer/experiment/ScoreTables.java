package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.report.Report.Cell;
import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.ScoreTable;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scores of the found merge beside those of its opponents: the best uniform alpha, the tuned model and the new base.
 *
 * @param experiment whose suite has the prompts
 * @param study the trials
 * @param scores what follows from the measures
 * @param found the found merge
 */
record ScoreTables(Experiment experiment, Study study, StudyScores scores, Subject found) {

    /** Half width of a 95 % interval in standard errors. */
    private static final double WIDTH = 1.96;

    /** The uniform alpha with the best total on held-out prompts: the strongest opponent, chosen with hindsight. */
    Optional<Double> bestUniform() {
        return experiment.search().uniform().stream()
                .filter(alpha -> uniformTotal(alpha, Split.HELD_OUT).isPresent())
                .max(Comparator.comparingDouble(alpha -> uniformTotal(alpha, Split.HELD_OUT).orElseThrow()));
    }

    private Optional<Double> uniformTotal(double alpha, Split split) {
        return scores.card(StudyFiles.uniform(alpha), split).flatMap(Scorecard::total).map(Estimate::mean);
    }

    /** The table of a split; without rows while the found merge is not measured there. */
    ScoreTable table(Split split) {
        List<SuitePrompt> prompts = experiment.suite().prompts(split);
        int pictures = prompts.stream().mapToInt(prompt -> prompt.seeds().size() * prompt.pictures()).sum();
        Optional<Scorecard> mine = scores.card(found, split);
        if (mine.isEmpty()) {
            return new ScoreTable(prompts.size(), pictures, List.of());
        }
        List<Row> rows = new ArrayList<>();
        rows.add(row(Contender.FOUND, OptionalDouble.empty(), mine.get(), mine.get()));
        bestUniform().ifPresent(alpha -> card(alpha, split).ifPresent(
                card -> rows.add(row(Contender.BEST_UNIFORM, OptionalDouble.of(alpha), card, mine.get()))));
        scores.card(Subject.TUNED, split)
                .ifPresent(card -> rows.add(row(Contender.TUNED, OptionalDouble.empty(), card, mine.get())));
        scores.card(Subject.NEW_BASE, split)
                .ifPresent(card -> rows.add(row(Contender.NEW_BASE, OptionalDouble.empty(), card, mine.get())));
        return new ScoreTable(prompts.size(), pictures, rows);
    }

    /** The scores of a uniform alpha: on search prompts they are those of its trial. */
    private Optional<Scorecard> card(double alpha, Split split) {
        if (split == Split.HELD_OUT) {
            return scores.card(StudyFiles.uniform(alpha), split);
        }
        Candidate uniform = experiment.merge().uniform(alpha);
        return study.trials().stream().filter(trial -> {
            Recipe recipe = Recipe.parse(trial.recipe());
            return MergeSpace.sameMerge(new Candidate(recipe.method(), recipe.coefficients()), uniform);
        }).findFirst().flatMap(trial -> scores.card(Subject.trial(trial.index()), split));
    }

    private Row row(Contender contender, OptionalDouble alpha, Scorecard card, Scorecard mine) {
        boolean self = contender == Contender.FOUND;
        Cell total = new Cell(score(card.total()), self ? missing() : score(mine.totalAbove(card)));
        List<Cell> cells = scores.objectives().stream().map(objective -> new Cell(score(card.estimate(objective)),
                self || objective == Objective.FRIED ? missing() : score(mine.above(card, objective)))).toList();
        return new Row(contender, alpha, total, cells);
    }

    private static Score missing() {
        return new Score.Missing("");
    }

    /** As the report shows it. */
    static Score score(Optional<Estimate> estimate) {
        if (estimate.isEmpty()) {
            return new Score.Missing("not measured");
        }
        double mean = estimate.get().mean();
        double error = estimate.get().standardError();
        return Double.isFinite(error)
                ? measured(mean, error)
                : new Score.Missing("one prompt alone has no interval");
    }

    /** A score with its interval. */
    static Score.Measured measured(double mean, double error) {
        return new Score.Measured(mean, error, mean - WIDTH * error, mean + WIDTH * error);
    }
}
