package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.objective.Objective;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.experiment.Experiment.SearchPlan;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchSectionTest {

    @TempDir
    private Path folder;

    private Experiment read(String search) {
        return Experiment.read(TinyExperiment.write(folder,
                TinyExperiment.text().replaceAll("search: .*", "search: {%s}".formatted(search))));
    }

    private SearchPlan plan(String search) {
        return read(search).search();
    }

    @Test
    void withoutAWordItIsTheModelsSearchAndDrawsAllPictures() {
        SearchPlan plan = plan("trials: 9");

        assertThat(plan.method()).isEqualTo(Method.BAYESIAN);
        assertThat(plan.racing()).isEqualTo(Racing.OFF);
        assertThat(plan.enqueued()).isEmpty();
        assertThat(plan.beliefs()).isEmpty();
        assertThat(plan.warmStart()).isEmpty();
    }

    @Test
    void otherSearchersHaveTheirShortNames() {
        assertThat(plan("searcher: cmaes").method()).isEqualTo(Method.EVOLUTION);
        assertThatThrownBy(() -> plan("searcher: cmeas")).hasMessageContainingAll("search.searcher", "Maybe cmaes");
    }

    @Test
    void racingIsASwitchOrItsSettings() {
        assertThat(plan("racing: true").racing()).isEqualTo(new Racing(List.of(0.25, 0.5), 0.1));
        assertThat(plan("racing: {rungs: [0.25, 0.75], level: 0.2}").racing())
                .isEqualTo(new Racing(List.of(0.25, 0.75), 0.2));
        assertThatThrownBy(() -> plan("racing: {rungs: [0.5, 0.25]}"))
                .hasMessageContainingAll("search.racing.rungs", "[0.5, 0.25]");
    }

    @Test
    void anEnqueuedPointHasTheUniformWeightWhereItNamesNone() {
        assertThat(plan("enqueue: [{alpha: 0.8, out: 0.25}, {in: 1.5}]").enqueued()).containsExactly(
                Map.of("alpha", 0.8, "in", 1.0, "out", 0.25), Map.of("alpha", 1.0, "in", 1.5, "out", 1.0));
    }

    @Test
    void anEnqueuedPointMustLieInTheSpace() {
        assertThatThrownBy(() -> plan("enqueue: [{alpha: 1.3, outt: 1}]")).hasMessageContainingAll("2 problems",
                "search.enqueue[0].alpha", "1.3", "search.enqueue[0].outt: nothing of this name is searched",
                "Maybe out is meant");
    }

    @Test
    void aFrontMayBeOfAllObjectives() {
        String text = TinyExperiment.text()
                .replace("  lora: {weight: 1}\n", "  lora: {weight: 1}\n  anatomy: {weight: 1}\n")
                .replace("search: {",
                        "search: {front: [new_concepts, fidelity, composition, anatomy, lora], ");

        assertThat(Experiment.read(TinyExperiment.write(folder, text)).search().front()).containsExactly(
                Objective.NEW_CONCEPTS, Objective.FIDELITY, Objective.COMPOSITION, Objective.ANATOMY, Objective.LORA);
        assertThatThrownBy(() -> plan("front: [lora, lora]")).hasMessageContaining(
                "search.front: must be two different objectives or more, but is [lora, lora]");
    }

    @Test
    void theTrustRegionMayBeSwitchedOff() {
        assertThat(plan("trials: 9").trustRegion()).isTrue();
        assertThat(plan("trust_region: false").trustRegion()).isFalse();
        assertThat(plan("trust_region: false").withTrials(3).trustRegion()).isFalse();
        assertThatThrownBy(() -> plan("trust_region: small"))
                .hasMessageContaining("search.trust_region: must be true or false, but is small");
        assertThatThrownBy(() -> plan("trust_region: false, searcher: tpe")).hasMessageContainingAll(
                "search.trust_region: only gp has a trust region, but the searcher is tpe",
                "Remove it, or write \"searcher: gp\"");
        assertThatThrownBy(() -> plan("trust_region: false, front: [fidelity, lora]")).hasMessageContainingAll(
                "search.trust_region: a search for a front has no trust region", "Remove it, or front");
    }

    @Test
    void theSearcherIsToldOfTheTrustRegion() {
        List<List<Double>> usual = points("initial: 2");

        assertThat(points("initial: 2, trust_region: true")).isEqualTo(usual);
        assertThat(points("initial: 2, trust_region: false")).isNotEqualTo(usual).startsWith(usual.getFirst());
    }

    /** What is asked of a hilly function. */
    private List<List<Double>> points(String search) {
        Candidates candidates = Candidates.of(read(search), List.of());
        return IntStream.range(0, 25).mapToObj(i -> {
            double[] point = candidates.ask(i).point();
            candidates.searcher().tell(i, Arrays.stream(point).map(x -> Math.cos(12 * (x - 0.4))).sum());
            return Arrays.stream(point).boxed().toList();
        }).toList();
    }

    /** In the file's text OUT00 comes first; what counts is the depth. */
    @Test
    void smoothBelievesInNeighboursByTheirDepth() {
        String text = TinyExperiment.text().replaceAll("search: .*", "search: {smooth: {deviation: 0.3}}")
                .replaceAll("(?m)^    IN00.*\n    OUT00.*\n", """
                            OUT00: [0, 1.5]
                            M00: {range: [0, 1], group: deep}
                            IN11: {range: [0, 1], group: deep}
                            IN00: [0, 1]
                            BASE: [0, 1]
                        """);

        assertThat(Experiment.read(TinyExperiment.write(folder, text)).search().beliefs())
                .containsExactly(new Belief.Smooth(List.of("IN00", "deep", "OUT00"), 0.3));
        assertThat(plan("smooth: true").beliefs()).containsExactly(new Belief.Smooth(List.of("in", "out"), 0.15));
    }

    @Test
    void smoothNeedsNeighbours() {
        String text = TinyExperiment.text().replaceAll("search: .*", "search: {smooth: true}")
                .replaceAll("(?m)^    OUT00.*\n", "");

        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, text)))
                .hasMessageContainingAll("search.smooth", "[in]");
    }

    @Test
    void aRangeMayHaveAPrior() {
        String text = TinyExperiment.text()
                .replace("alpha: [0.0, 1.2]", "alpha: {range: [0.0, 1.2], prior: {mean: 1, deviation: 0.3}}")
                .replace("group: in}", "group: in, prior: {mean: 0.5}}");

        assertThat(Experiment.read(TinyExperiment.write(folder, text)).search().beliefs()).containsExactly(
                new Belief.Near("alpha", 1, 0.3), new Belief.Near("in", 0.5, 0.3));
    }

    @Test
    void onlyWhatIsSearchedHasAPriorAndOnlyTheModelListens() {
        String fixed = TinyExperiment.text().replace("alpha: [0.0, 1.2]", "alpha: {range: 1, prior: {mean: 1}}");
        String random = TinyExperiment.text()
                .replace("alpha: [0.0, 1.2]", "alpha: {range: [0.0, 1.2], prior: {mean: 1}}")
                .replace("search: {", "search: {searcher: random, ");

        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, fixed)))
                .hasMessageContainingAll("merge.alpha.prior", "not searched");
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, random)))
                .hasMessageContainingAll("search.searcher", "only gp listens");
    }

    @Test
    void aWarmStartIsAStudyOrItsFolder() throws IOException {
        Path study = folder.resolve("old/study.sqlite");
        Files.createDirectories(study.getParent());
        Files.writeString(study, "");

        assertThat(plan("warm_start: old").warmStart()).containsExactly(study);
        assertThat(plan("warm_start: [old/study.sqlite]").warmStart()).containsExactly(study);
        assertThatThrownBy(() -> plan("warm_start: older")).hasMessageContainingAll("search.warm_start",
                "there is no study", "older/study.sqlite");
    }
}
