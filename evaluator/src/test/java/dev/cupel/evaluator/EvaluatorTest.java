package dev.cupel.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.network.ClipModel;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.objective.Drawn;
import dev.cupel.evaluator.objective.Measure;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.merger.plan.Coefficients;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole way from weights to scores, with a few pictures of a few steps. */
class EvaluatorTest {

    private static final Map<Objective, Double> EQUAL = Map.of(Objective.FIDELITY, 1.0, Objective.NEW_CONCEPTS, 1.0);

    private static Compute compute;
    private static ClipModel clip;
    private static MiniatureModels models;
    private static Assay assay;
    private static Reference reference;

    /** Keeps what it hears; knows what it is told. */
    private static final class Notes implements Journal {
        final List<Batch> finished = new ArrayList<>();
        final Map<Batch, List<Drawn>> pictures = new LinkedHashMap<>();
        final Map<Batch, List<PictureMeasures>> measures = new LinkedHashMap<>();

        @Override
        public Optional<List<PictureMeasures>> measures(Batch batch) {
            return Optional.ofNullable(measures.get(batch));
        }

        @Override
        public Optional<List<Drawn>> pictures(Batch batch) {
            return Optional.ofNullable(pictures.get(batch));
        }

        @Override
        public void finished(Batch batch, List<Drawn> drawn, List<PictureMeasures> values) {
            finished.add(batch);
            pictures.put(batch, drawn);
            measures.put(batch, values);
        }
    }

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
        clip = ClipModel.open(compute, Golden.MINIATURE.resolve("clip"));
        models = new MiniatureModels();
        var settings = new GenerationSettings(Sampler.EULER, 6, 7, 64, 64, 2, 0);
        Tokenizer tokenizer = Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"));
        assay = new Assay(compute, PromptReader.of(tokenizer), Assay.scorer(clip), few(MiniatureSuite.read()), settings,
                2, List.of());
        try (Evaluator tuned = Evaluator.open(assay, models.tuned())) {
            reference = tuned.reference(Split.SEARCH, Journal.NONE);
        }
    }

    @AfterAll
    static void close() {
        models.close();
        clip.close();
        compute.close();
    }

    /** The first two prompts of the search of each kind: for fidelity, with a new concept, with a LoRA. */
    private static Suite few(Suite suite) {
        List<SuitePrompt> prompts = Stream.of(Objective.FIDELITY, Objective.NEW_CONCEPTS, Objective.LORA)
                .flatMap(kind -> suite.prompts(Split.SEARCH).stream().filter(each -> each.objectives().contains(kind))
                        .limit(2))
                .toList();
        return new Suite(prompts, suite.contrasts(), suite.newConcepts(), suite.style(), suite.faults(),
                suite.unscored());
    }

    @Test
    void parentsAreTheAnchorsOfTheScores() {
        List<PictureMeasures> newBase = evaluate(0, Journal.NONE);

        Scorecard ofTuned = Scorecard.of(reference.measures(), reference.measures(), newBase, EQUAL);
        Scorecard ofNewBase = Scorecard.of(newBase, reference.measures(), newBase, EQUAL);

        // float32 embeddings of length 1 are so to seven places
        assertThat(ofTuned.estimate(Objective.FIDELITY).orElseThrow().mean()).isCloseTo(1, within(1e-6));
        assertThat(ofTuned.estimate(Objective.LORA).orElseThrow().mean()).isCloseTo(1, within(1e-6));
        assertThat(ofTuned.estimate(Objective.NEW_CONCEPTS).orElseThrow().mean()).isZero();
        assertThat(ofNewBase.estimate(Objective.FIDELITY).orElseThrow().mean()).isZero();
        assertThat(ofNewBase.estimate(Objective.NEW_CONCEPTS).orElseThrow().mean()).isCloseTo(1, within(1e-12));
        assertThat(ofNewBase.estimate(Objective.LORA).orElseThrow().mean()).isLessThan(1);
    }

    /** What every picture has, whatever is asked of it. */
    private static final Set<Measure> TRAITS = EnumSet.range(Measure.SATURATION, Measure.LOCAL_CONTRAST);

    private static List<Measure> asked(PictureMeasures measures) {
        return measures.values().keySet().stream().filter(measure -> !TRAITS.contains(measure)).toList();
    }

    @Test
    void promptsGiveTheMeasuresOfTheirObjectives() {
        List<PictureMeasures> measures = evaluate(0.5, Journal.NONE);

        assertThat(measures).allSatisfy(each -> assertThat(each.values().keySet()).containsAll(TRAITS));
        assertThat(asked(measures.get(0)))
                .containsExactly(Measure.LIKENESS, Measure.STRUCTURE, Measure.PALETTE, Measure.COMPOSITION,
                        Measure.ANATOMY);
        assertThat(asked(measures.get(2)))
                .containsExactly(Measure.COMPOSITION, Measure.ANATOMY, Measure.NEW_CONCEPTS);
        assertThat(asked(measures.get(4)))
                .containsExactly(Measure.LORA_SHIFT, Measure.LORA_KEPT);
    }

    @Test
    void batchesThatAreKnownAreNotDrawnAgainAndTheRestGivesTheSameBits() {
        var whole = new Notes();
        List<PictureMeasures> uninterrupted = evaluate(0.5, whole);
        var resumed = new Notes();
        resumed.measures.put(whole.finished.get(0), whole.measures.get(whole.finished.get(0)));
        resumed.measures.put(whole.finished.get(2), whole.measures.get(whole.finished.get(2)));

        List<PictureMeasures> measures = evaluate(0.5, resumed);

        assertThat(measures).isEqualTo(uninterrupted);
        assertThat(resumed.finished).containsExactly(whole.finished.get(1));
    }

    @Test
    void picturesThatAreKnownAreMeasuredAsTheyAre() {
        var first = new Notes();
        List<PictureMeasures> drawn = evaluate(0.5, first);
        var second = new Notes();
        second.pictures.putAll(first.pictures);

        // other weights, which must not be asked
        assertThat(evaluate(0, second)).isEqualTo(drawn);
    }

    @Test
    void loraFollowsTheModelThatChangesUnderIt() {
        List<PictureMeasures> fresh;
        List<PictureMeasures> changed;
        try (Evaluator evaluator = Evaluator.open(assay, models.merged())) {
            models.merged().apply(Coefficients.uniform(1));
            fresh = evaluator.evaluate(Split.SEARCH, reference, Journal.NONE);
        }
        try (Evaluator evaluator = Evaluator.open(assay, models.merged())) {
            models.merged().apply(Coefficients.uniform(0.2));
            evaluator.evaluate(Split.SEARCH, reference, Journal.NONE);
            models.merged().apply(Coefficients.uniform(1));
            changed = evaluator.evaluate(Split.SEARCH, reference, Journal.NONE);
        }

        assertThat(changed).isEqualTo(fresh);
    }

    @Test
    void referenceOfAnotherSplitIsRefused() {
        SuitePrompt kept = MiniatureSuite.read().prompts(Split.HELD_OUT).getFirst();

        assertThatThrownBy(() -> reference.of(new Shot(kept, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompt h01, seed 5");
    }

    private static List<PictureMeasures> evaluate(double alpha, Journal journal) {
        models.merged().apply(Coefficients.uniform(alpha));
        try (Evaluator evaluator = Evaluator.open(assay, models.merged())) {
            return evaluator.evaluate(Split.SEARCH, reference, journal);
        }
    }
}
