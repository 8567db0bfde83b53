package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Preset;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods, their settings and presets as things that the search chooses. */
class MethodSpaceTest {

    private static final String SEVERAL = """
            method: [add_difference, train_difference, ties_sum]
              settings:
                train_difference: {amplification: [0.5, 2.5]}
                ties_sum: {k: {log: [0.05, 0.5]}, vote_sgn: [true, false]}""";

    @TempDir
    private Path folder;

    private Experiment read(String from, String to) {
        return Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace(from, to)));
    }

    private Experiment read(String method) {
        return read("method: add_difference", method);
    }

    @Test
    void settingsCountOnlyWithTheirMethod() {
        Space space = read(SEVERAL).merge().space();

        assertThat(space.axes()).extracting(Axis::name).containsExactly("method", "train_difference.amplification",
                "ties_sum.k", "ties_sum.vote_sgn", "alpha", "in", "out");
        assertThat(space.axis("ties_sum.k")).contains(new RealAxis("ties_sum.k", 0.05, 0.5, Scale.LOG));
        assertThat(space.values(space.point(Map.of("method", 0.0, "alpha", 1.0, "in", 1.0, "out", 0.5))))
                .containsOnlyKeys("method", "alpha", "in", "out");
        assertThat(space.conditions()).extracting(condition -> condition.axis() + condition.values())
                .containsExactly("train_difference.amplification[1.0]", "ties_sum.k[2.0]", "ties_sum.vote_sgn[2.0]");
    }

    @Test
    void aPointIsAMergeAndIsFoundAgain() {
        MergeSpace merge = read(SEVERAL).merge();
        Space space = merge.space();
        Random random = new Random(4);
        Set<String> methods = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            double[] point = space.snapped(random.doubles(space.dimension()).toArray());
            Candidate candidate = merge.at(space.values(point));
            methods.add(candidate.method().name());

            assertThat(merge.locate(candidate).map(space::point).orElseThrow()).containsExactly(point,
                    within(1e-12));
        }
        assertThat(methods).containsExactly("add_difference", "ties_sum", "train_difference");
        Map<String, Double> values = new HashMap<>(Map.of("method", 2.0, "ties_sum.k", 0.2, "ties_sum.vote_sgn", 0.0));
        values.putAll(Map.of("alpha", 1.0, "in", 0.5, "out", 0.5));
        assertThat(merge.at(values).method()).isEqualTo(Methods.of("ties_sum")
                .with(Settings.NONE.with("k", 0.2).with("vote_sgn", true)));
    }

    @Test
    void ofOneMethodTheSettingsStandByThemselves() {
        MergeSpace merge = read("method: ties_sum\n  settings: {k: [0.1, 0.6]}").merge();

        assertThat(merge.axes()).extracting(Axis::name).containsExactly("ties_sum.k", "alpha", "in", "out");
        assertThat(merge.space().conditions()).isEmpty();
        // a uniform merge has the usual setting, or the middle of the range
        assertThat(merge.place(1.0).orElseThrow()).containsEntry("ties_sum.k", 0.35);
        assertThat(read("method: ties_sum\n  settings: {k: [0.4, 1]}").merge().place(1.0).orElseThrow())
                .containsEntry("ties_sum.k", 1.0);
    }

    @Test
    void betaCountsWithMethodsThatHaveOne() {
        MergeSpace merge = read("method: [add_difference, ties_add_difference]\n  beta: [0.1, 0.9]").merge();

        assertThat(merge.space().conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.axis()).isEqualTo("beta");
            assertThat(condition.values()).containsExactly(1.0);
        });
        assertThat(merge.at(Map.of("method", 0.0, "alpha", 1.0, "in", 1.0, "out", 1.0)).coefficients().beta())
                .isEqualTo(Strength.NONE);
        assertThat(merge.place(0.5).orElseThrow()).containsEntry("method", 0.0).doesNotContainKey("beta");
        assertThat(merge.uniform(0.5).method()).isEqualTo(new AddDifference());
    }

    @Test
    void aPresetIsChosenForBlocksWithoutAWeightOfTheirOwn() {
        Experiment experiment = read("""
                blocks:
                    default: 1.0
                    IN00..IN11: {range: [0.0, 1.5], group: in}
                    OUT00..OUT11: {range: [0.0, 1.5], group: out}
                """, """
                preset: {choice: [GRAD_A, GRAD_V, none], prior: {GRAD_V: 3}}
                  blocks: {M00: [0, 1]}
                """);
        MergeSpace merge = experiment.merge();

        assertThat(merge.axes()).extracting(Axis::name).containsExactly("preset", "alpha", "M00");
        BlockWeights weights = merge.at(Map.of("preset", 1.0, "alpha", 0.8, "M00", 0.25)).coefficients().alpha()
                .weights().blocks();
        assertThat(weights).isEqualTo(Preset.of("GRAD_V").weights().with(Block.M00, 0.25));
        assertThat(merge.locate(merge.at(Map.of("preset", 1.0, "alpha", 0.8, "M00", 0.25)))).contains(
                Map.of("preset", 1.0, "alpha", 0.8, "M00", 0.25));
        assertThat(merge.place(0.5).orElseThrow()).containsEntry("preset", 2.0);
        assertThat(experiment.search().beliefs()).contains(new Belief.Weights("preset", List.of(1.0, 3.0, 1.0)));
    }

    @Test
    void alphaMayBeSearchedByRatios() {
        assertThat(read("alpha: [0.0, 1.2]", "alpha: {range: [0.1, 1.2], scale: log}").merge().axes()).element(0)
                .isEqualTo(new RealAxis("alpha", 0.1, 1.2, Scale.LOG));
        assertThatThrownBy(() -> read("alpha: [0.0, 1.2]", "alpha: {range: [0.0, 1.2], scale: log}"))
                .hasMessageContainingAll("merge.alpha.scale: log needs a range above 0, but it begins at 0.0");
    }

    @Test
    void settingsOfMethodsMayHavePriors() {
        assertThat(read("""
                method: {choice: [add_difference, train_difference, ties_sum], prior: {ties_sum: 2}}
                  settings:
                    train_difference: {amplification: {range: [0.5, 2.5], prior: {mean: 1}}}
                    ties_sum:
                      k: {log: [0.05, 0.5], prior: {mean: 0.2, deviation: 0.1}}
                      vote_sgn: {choice: [true, false], prior: {true: 3}}""").search().beliefs()).containsExactly(
                new Belief.Weights("method", List.of(1.0, 1.0, 2.0)),
                new Belief.Near("train_difference.amplification", 1, 0.4),
                new Belief.Near("ties_sum.k", 0.2, 0.1), new Belief.Weights("ties_sum.vote_sgn", List.of(3.0, 1.0)));
        assertThat(read(
                "method: geometric_median\n  settings: {maxiter: {range: [5, 50], prior: {mean: 20, deviation: 4}}}")
                .search().beliefs()).containsExactly(new Belief.Near("geometric_median.maxiter", 20, 4));
    }

    @Test
    void theSearchListensToThePriorOfASetting() {
        Experiment experiment = read(
                "method: ties_sum\n  settings: {k: {range: [0.1, 0.9], prior: {mean: 0.3, deviation: 0.001}}}");
        Candidates candidates = Candidates.of(experiment, List.of());

        candidates.ask(0); // uniform alphas
        candidates.ask(1);

        // the centre, but for what is believed
        assertThat(candidates.ask(2).values().get("ties_sum.k")).isCloseTo(0.3, within(0.001));
    }

    @Test
    void aPriorOfASettingThatDoesNotFitIsTold() {
        assertThatThrownBy(() -> read("""
                method: [ties_sum_extended, train_difference]
                  settings:
                    ties_sum_extended:
                      k: {range: [0.1, 0.6], prior: {mean: 0.7, deviaton: 0.1}}
                      vote_sgn: {choice: [true], prior: {true: 2}}
                      apply_stock: {choice: [true, false], prior: {treu: 2}}
                    train_difference: {amplification: {prior: {mean: 1}}}"""))
                .hasMessageContainingAll("6 problems",
                        "ties_sum_extended.k.prior.mean: must be between 0.1 and 0.6, but is 0.7",
                        "ties_sum_extended.k.prior.deviaton: there is no such key", "Maybe deviation is meant",
                        "ties_sum_extended.vote_sgn.prior: there is nothing to believe where nothing is chosen",
                        "ties_sum_extended.vote_sgn: axis 'ties_sum_extended.vote_sgn': it must have at least two options",
                        "ties_sum_extended.apply_stock.prior.treu: there is no such key", "Maybe true is meant",
                        "train_difference.amplification.range: is missing");
        assertThatThrownBy(() -> read("method: linear\n  settings: {weights: {range: [0, 1], prior: {mean: 1}}}"))
                .hasMessageContaining("merge.settings.weights: is a list of numbers, which is not searched");
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, TinyExperiment.text()
                .replace("method: add_difference",
                        "method: ties_sum\n  settings: {k: {range: [0.1, 0.6], prior: {mean: 0.3}}}")
                .replace("search: {", "search: {searcher: tpe, "))))
                .hasMessageContaining("search.searcher: only gp listens to priors");
    }

    @Test
    void whatDoesNotFitIsToldWithItsLine() {
        assertThatThrownBy(() -> read("""
                method: [add_difference, train_diference, ties_sum, add_difference]
                  settings:
                    tie_sum: {k: 0.2}
                    k: 0.3
                    ties_sum: {k: [0.1, 7], vote_sgn: [true, perhaps], kk: 1}
                  beta: [0, 1]
                  preset: [GRAD_A, GRAD_B, none]"""))
                .hasMessageContainingAll("experiment.yaml:9: merge.method: there is no method 'train_diference'",
                        "the method add_difference is there twice",
                        ":11: merge.settings.tie_sum: must be the name of a method that is searched",
                        "Maybe ties_sum is meant", ":12: merge.settings.k: must be the name of a method",
                        "Write \"ties_sum: {k: …}\"; the methods are add_difference, ties_sum",
                        ":13: merge.settings.ties_sum.k: the setting k must be a number from 0.0 to 1.0, but is 7.0",
                        "merge.settings.ties_sum.vote_sgn: the setting vote_sgn must be true or false, but is perhaps",
                        "merge.settings.ties_sum.kk: the method ties_sum has no setting 'kk'",
                        ":14: merge.beta: is given, but none of the methods add_difference, ties_sum uses beta",
                        "merge.preset: there is no preset 'GRAD_B'");
        assertThatThrownBy(() -> read("uniform: [0, 1]",
                "uniform: [0, 1], enqueue: [{alpha: 1, ties_sum.k: 0.2}, {method: tie_sum}]"))
                .hasMessageContainingAll("enqueue[0].ties_sum.k: nothing of this name is searched");
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, TinyExperiment.text()
                .replace("method: add_difference", SEVERAL).replace("uniform: [0, 1]",
                        "uniform: [0, 1], enqueue: [{alpha: 1, ties_sum.k: 0.2}, {method: tie_sum}, {method: ties_sum, ties_sum.vote_sgn: false}]"))))
                .hasMessageContainingAll("2 problems", "enqueue[0].ties_sum.k: does not count there",
                        "enqueue[1].method: must be one of add_difference, train_difference, ties_sum, but is tie_sum",
                        "Maybe ties_sum is meant");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[4.5, 64] | but is 4.5", "[4, 4] | low must be below high",
            "{range: [4, 4]} | low must be below high", "{log: [1]} | must be a number or a range of two numbers",
            "{prior: {mean: 3}} | is missing", "[a, 8] | must be a number, but is a"})
    void aMistakeInASettingIsToldOnce(String rank, String rule) {
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, TinyExperiment.text()
                .replace("method: add_difference", "method: truncate_rank\n  settings: {rank: " + rank + "}"))))
                .isInstanceOfSatisfying(InvalidExperimentException.class, e -> assertThat(e.problems())
                        .singleElement().satisfies(problem -> assertThat(problem.rule()).contains(rule)));
    }

    @Test
    void aRunTriesSeveralMethodsAndSavesTheOneThatItFound() throws Exception {
        Experiment experiment = Experiment.read(TinyExperiment.write(folder, TinyExperiment.small()
                .replace("method: add_difference", SEVERAL).replace("trials: 6, initial: 2, uniform: [0, 1]",
                        "trials: 4, initial: 1, uniform: [1], enqueue: [{method: ties_sum, ties_sum.k: 0.3}]")));

        ExperimentRun.Result result = ExperimentRun.of(experiment, "test", new Silence()).run();

        List<Trial> trials = trials(experiment);
        assertThat(trials.subList(0, 2)).extracting(trial -> Recipe.parse(trial.recipe()).method().name())
                .containsExactly("add_difference", "ties_sum");
        assertThat(Recipe.parse(trials.get(1).recipe()).method().settings().number("k"))
                .isCloseTo(0.3, within(1e-12));
        assertThat(Files.readString(result.report())).contains("ties_sum k=0.3 vote_sgn=true", "<b>method</b>");
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            assertThat(Recipe.read(result.recipe()).method()).isEqualTo(
                    Recipe.parse(StudyScores.found(study).orElseThrow().recipe()).method());
        }
        // the same trials teach a search by one of the methods alone
        try (Study other = Study.open(folder.resolve("other.sqlite"))) {
            Experiment alone = read("uniform: [0, 1]",
                    "uniform: [0, 1], warm_start: \"" + StudyFiles.study(experiment) + "\"");
            assertThat(EarlierTrials.read(other, alone, new Silence()).getFirst()).hasSize((int) trials.stream()
                    .filter(trial -> Recipe.parse(trial.recipe()).method() instanceof AddDifference).count());
        }
    }

    private static List<Trial> trials(Experiment experiment) {
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            return study.trials().stream()
                    .map(trial -> trial.ended(trial.outcome().orElseThrow(), Trial.Seconds.NONE)).toList();
        }
    }
}
