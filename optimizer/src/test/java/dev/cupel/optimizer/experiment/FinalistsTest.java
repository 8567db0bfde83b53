package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import dev.cupel.optimizer.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges that are drawn again with other seeds: the best one during the search, the best few at its end. */
class FinalistsTest {

    @TempDir
    private static Path folder;
    private static Experiment experiment;
    private static ExperimentRun.Result result;

    @BeforeAll
    static void run() {
        experiment = Experiment.read(TinyExperiment.write(folder, text("replicate: true, finalists: 2")));
        result = ExperimentRun.of(experiment, "test", new Silence()).run();
    }

    private static String text(String search) {
        return TinyExperiment.small().replace("uniform: [0, 1]", "uniform: [1], " + search);
    }

    @Test
    void blocksOfSeedsHaveNoSeedInCommon() {
        Suite suite = experiment.suite();
        Set<String> seeds = new HashSet<>();
        for (int block = -3; block <= 3; block++) {
            for (SuitePrompt prompt : suite.redrawn(block).prompts(Split.SEARCH)) {
                prompt.seeds().forEach(seed -> assertThat(seeds.add(prompt.id() + "#" + seed)).isTrue());
                assertThat(prompt.seeds()).allMatch(seed -> seed >= 0 && seed < 1L << 32);
            }
        }
        assertThat(suite.redrawn(0)).isEqualTo(suite);
    }

    @Test
    void theBestIsDrawnAgainOnceTheStartIsOver() {
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            StudyScores scores = StudyScores.of(study, experiment);
            List<Trial> trials = study.trials();
            Trial again = trials.get(3);
            int first = SeedBlocks.first(again, study);

            assertThat(trials).hasSize(6);
            assertThat(trials.subList(0, 3)).noneMatch(SeedBlocks::isAgain);
            assertThat(again.origin()).isEqualTo("replication");
            assertThat(again.weightsHash()).isEqualTo(trials.get(first).weightsHash());
            assertThat(first).isLessThan(3);
            assertThat(study.measures(Subject.trial(3)).keySet())
                    .doesNotContainAnyElementsOf(study.measures(Subject.trial(first)).keySet());
            // half of the variance of the difference between the two blocks of seeds
            Estimate difference = scores.card(again).orElseThrow()
                    .totalAbove(scores.card(Subject.trial(first), Split.SEARCH).orElseThrow()).orElseThrow();
            if (trials.stream().filter(SeedBlocks::isAgain).count() == 1) {
                assertThat(scores.seedVariance()).isPositive()
                        .isEqualTo(difference.standardError() * difference.standardError() / 2);
            }
        }
    }

    @Test
    void theFoundOneIsTheBestOfTheFinalistsOnAllSeeds() throws IOException {
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            FinalScores finals = new FinalScores(experiment, study, StudyScores.of(study, experiment));
            int found = Integer.parseInt(study.fact("found").orElseThrow());

            assertThat(finals.entries()).hasSize(2);
            FinalScores.Entry best = finals.entries().stream()
                    .max(Comparator.comparingDouble(entry -> total(entry.all()))).orElseThrow();
            assertThat(found).isEqualTo(best.trial());
            // both blocks have as many pictures of each prompt, so what needs no ratio is in the middle
            List<Double> blocks = new ArrayList<>(List.of(composition(best.search()), composition(best.fresh())));
            assertThat(composition(best.all())).isBetween(blocks.stream().min(Double::compare).orElseThrow(),
                    blocks.stream().max(Double::compare).orElseThrow());
            // what was drawn for it is on no page of the search or of what is held out
            assertThat(study.measures(Subject.trial(found))).hasSize(
                    pictures(Split.SEARCH) * 2 + pictures(Split.HELD_OUT));
        }
        assertThat(Files.readString(result.report())).contains("<h2>The final comparison</h2>", "drawn once more",
                "chosen for it, and for what it scored in the final comparison", "the best drawn again, other seeds");
    }

    @Test
    void theReportIsWrittenWhileARunHoldsTheStudy() throws IOException {
        String page = Files.readString(result.report());
        Files.delete(result.report());
        try (Study held = Study.open(StudyFiles.study(experiment))) {
            held.remember("a fact", "that is not in the file yet");

            assertThat(ExperimentReport.write(experiment)).isEqualTo(result.report()).hasContent(page);
        }
    }

    private static int pictures(Split split) {
        return experiment.suite().prompts(split).stream().mapToInt(prompt -> prompt.seeds().size()).sum();
    }

    private static double total(Scorecard card) {
        return card.total().orElseThrow().mean();
    }

    private static double composition(Scorecard card) {
        return card.estimate(Objective.COMPOSITION).orElseThrow().mean();
    }

    @Test
    void whatDoesNotGoTogetherIsTold(@TempDir Path other) {
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(other, text(
                "replicate: perhaps, finalists: {count: many, draw: 2}"))))
                .hasMessageContainingAll("search.replicate: must be true or false, but is perhaps",
                        "search.finalists.count: must be a whole number, but is many",
                        "search.finalists.draw: there is no such key", "Maybe draws is meant");
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(other, text(
                "finalists: 2, front: [fidelity, new_concepts]"))))
                .hasMessageContaining("search.front: goes neither with replicate nor with finalists");
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(other, text("replicate: true, searcher: tpe"))))
                .hasMessageContaining("search.replicate: only gp knows when a trial is worth drawing again");
    }
}
