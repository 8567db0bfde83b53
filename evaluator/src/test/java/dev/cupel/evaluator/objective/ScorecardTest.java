package dev.cupel.evaluator.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScorecardTest {

    private static final Map<Objective, Double> FIDELITY_ALONE = Map.of(Objective.FIDELITY, 1.0);

    @Test
    void fidelityIsTheShareOfTheWayFromTheNewBaseToTheTunedModel() {
        List<PictureMeasures> tuned = List.of(likeness("a", 1, 1, 1), likeness("b", 1, 1, 1));
        List<PictureMeasures> newBase = List.of(likeness("a", 1, 0.6, 0.2), likeness("b", 1, 0.8, 0.4));
        List<PictureMeasures> model = List.of(likeness("a", 1, 0.9, 0.5), likeness("b", 1, 0.8, 0.7));

        Scorecard card = Scorecard.of(model, tuned, newBase, FIDELITY_ALONE);

        // likeness: gains .3 and 0, gaps .4 and .2; structure and palette: gains .3 and .3, gaps .8 and .6
        double likeness = 0.15 / 0.3;
        double structure = 0.3 / 0.7;
        assertThat(card.estimate(Objective.FIDELITY).orElseThrow().mean())
                .isCloseTo((likeness + 2 * structure) / 3, within(1e-12));
        assertThat(card.total()).isEqualTo(card.estimate(Objective.FIDELITY));
        // influences: likeness (.3 - .5 * .4) / .3 = 1/3; the others (.3 - 3/7 * .8) / .7 = -3/49;
        // the error is their mean / sqrt(n - 1), and n is 2
        double influence = (1 / 3.0 - 2 * 3 / 49.0) / 3;
        assertThat(card.estimate(Objective.FIDELITY).orElseThrow().standardError()).isCloseTo(influence, within(1e-12));
    }

    @Test
    void parentsAreTheAnchors() {
        List<PictureMeasures> tuned = new ArrayList<>();
        List<PictureMeasures> newBase = new ArrayList<>();
        var random = new Random(5);
        for (int i = 0; i < 6; i++) {
            tuned.add(full("p" + i, 1, 1, random));
            newBase.add(full("p" + i, 1, 0.5 + 0.05 * i, random));
        }
        newBase.replaceAll(each -> shifted(each, 2));

        Scorecard ofTuned = Scorecard.of(tuned, tuned, newBase, Map.of());
        Scorecard ofNewBase = Scorecard.of(newBase, tuned, newBase, Map.of());

        assertMean(ofTuned, Objective.FIDELITY, 1);
        assertMean(ofTuned, Objective.COMPOSITION, 0);
        assertMean(ofTuned, Objective.ANATOMY, 0);
        assertMean(ofTuned, Objective.NEW_CONCEPTS, 0);
        assertMean(ofTuned, Objective.LORA, 1);
        assertMean(ofNewBase, Objective.FIDELITY, 0);
        assertMean(ofNewBase, Objective.NEW_CONCEPTS, 1);
        assertThat(ofTuned.estimate(Objective.FIDELITY).orElseThrow().standardError()).isCloseTo(0, within(1e-12));
        assertThat(ofNewBase.estimate(Objective.NEW_CONCEPTS).orElseThrow().standardError()).isCloseTo(0,
                within(1e-12));
    }

    @Test
    void compositionIsThePairedDifferenceInTheTunedModelsSpread() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, -1), composition("a", 2, -2),
                composition("b", 1, -3));
        List<PictureMeasures> model = List.of(composition("a", 1, -0.5), composition("a", 2, -1.5),
                composition("b", 1, -3));

        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of(Objective.COMPOSITION, 2.0));

        // the tuned model's standard deviation is 1; prompt a gains .5, prompt b nothing; prompts count alike
        Estimate estimate = card.estimate(Objective.COMPOSITION).orElseThrow();
        assertThat(estimate.mean()).isCloseTo(0.25, within(1e-12));
        assertThat(estimate.standardError()).isCloseTo(0.25, within(1e-12));
        assertThat(card.total()).contains(estimate);
        assertThat(card.scores().get(Objective.COMPOSITION).prompts().get("a").value()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void brokenPictureCountsAsFourDeviations() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, 0), composition("b", 1, 0), composition("c", 1, 0));
        List<PictureMeasures> model = List.of(composition("a", 1, -5), composition("b", 1, 0), composition("c", 1, 0));

        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of());

        assertMean(card, Objective.COMPOSITION, -4 / 3.0);
    }

    @Test
    void loraIsTheShareOfTheTunedModelsShiftThatIsKept() {
        List<PictureMeasures> tuned = List.of(lora("a", 0.8, 1), lora("b", 0.2, 1));
        List<PictureMeasures> model = List.of(lora("a", 0.6, 0.5), lora("b", -0.1, 1));

        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of());

        assertMean(card, Objective.LORA, (0.3 - 0.1) / (0.8 + 0.2));
    }

    @Test
    void totalIsTheWeightedMeanAndItsErrorKnowsThatPromptsAreShared() {
        List<PictureMeasures> tuned = List.of(both("a", -1, -1), both("b", -2, -2), both("c", -3, -3));
        List<PictureMeasures> model = List.of(both("a", -0.7, -1.3), both("b", -1.6, -2.4), both("c", -3.2, -2.8));

        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of(Objective.COMPOSITION, 3.0, Objective.ANATOMY, 3.0));

        // anatomy is the mirror image of composition, prompt by prompt: their mean cannot vary
        assertThat(card.total().orElseThrow().mean()).isCloseTo(0, within(1e-12));
        assertThat(card.total().orElseThrow().standardError()).isCloseTo(0, within(1e-12));
        assertThat(card.estimate(Objective.COMPOSITION).orElseThrow().standardError()).isGreaterThan(0.1);
    }

    @Test
    void equalModelsDifferByNothingForSure() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, -1), composition("b", 1, -2),
                composition("c", 1, -4));
        List<PictureMeasures> model = List.of(composition("a", 1, -0.5), composition("b", 1, -3),
                composition("c", 1, -1));
        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of(Objective.COMPOSITION, 1.0));

        assertThat(card.totalAbove(card)).contains(new Estimate(0, 0));
        assertThat(card.above(card, Objective.COMPOSITION)).contains(new Estimate(0, 0));
    }

    @Test
    void pairedDifferenceIsSurerThanEachScore() {
        var random = new Random(3);
        List<PictureMeasures> tuned = new ArrayList<>();
        List<PictureMeasures> one = new ArrayList<>();
        List<PictureMeasures> other = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double difficulty = random.nextGaussian();
            tuned.add(composition("p" + i, 1, -2 + random.nextGaussian()));
            one.add(composition("p" + i, 1, -2 + difficulty + 0.1 * random.nextGaussian()));
            other.add(composition("p" + i, 1, -2.2 + difficulty + 0.1 * random.nextGaussian()));
        }
        Map<Objective, Double> weights = Map.of(Objective.COMPOSITION, 1.0);
        Scorecard a = Scorecard.of(one, tuned, tuned, weights);
        Scorecard b = Scorecard.of(other, tuned, tuned, weights);

        Estimate difference = a.totalAbove(b).orElseThrow();

        assertThat(difference.mean()).isCloseTo(a.total().orElseThrow().mean() - b.total().orElseThrow().mean(),
                within(1e-12));
        assertThat(difference.standardError()).isLessThan(a.total().orElseThrow().standardError() / 3);
    }

    @Test
    void objectiveWithoutPromptsIsAbsentAndDoesNotCount() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, -1), composition("b", 1, -2));

        Scorecard card = Scorecard.of(tuned, tuned, tuned, Map.of(Objective.COMPOSITION, 1.0, Objective.LORA, 9.0));

        assertThat(card.estimate(Objective.LORA)).isEmpty();
        assertThat(card.missing()).isEmpty();
        assertThat(card.total().orElseThrow().mean()).isZero();
    }

    @Test
    void objectiveThatOnlyThisModelLacksLeavesNoTotal() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, -1), composition("b", 1, -2));
        List<PictureMeasures> model = List.of(new PictureMeasures("a", 1, Map.of()),
                new PictureMeasures("b", 1, Map.of()));

        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of(Objective.COMPOSITION, 1.0));

        assertThat(card.missing()).containsExactly(Objective.COMPOSITION);
        assertThat(card.total()).isEmpty();
    }

    @Test
    void newConceptsThatTheNewBaseDoesNotKnowBetterCannotBeMeasured() {
        List<PictureMeasures> parent = List.of(concepts("a", -1), concepts("b", -2));

        assertThat(Scorecard.of(parent, parent, parent, Map.of()).estimate(Objective.NEW_CONCEPTS)).isEmpty();
    }

    @Test
    void onePromptTellsNothingOfItsError() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, -1));

        Estimate estimate = Scorecard.of(tuned, tuned, tuned, Map.of()).estimate(Objective.COMPOSITION).orElseThrow();

        assertThat(estimate.standardError()).isInfinite();
    }

    @Test
    void pictureThatAParentLacksIsNamed() {
        List<PictureMeasures> tuned = List.of(composition("a", 1, -1));

        assertThatThrownBy(() -> Scorecard.of(List.of(composition("a", 7, -1)), tuned, tuned, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompt a, seed 7");
    }

    /** Saturation 0 and 0.2, so s is .1414 and the others' at least .001; .3 more is 2.121 s, and (2.121 - 1)^2 of seven. */
    @Test
    void friedIsWhatGoesBeyondTheTunedModelsSpread() {
        List<PictureMeasures> tuned = List.of(traits("a", 0), traits("b", 0.2));
        List<PictureMeasures> model = List.of(traits("a", 0.1), traits("b", 0.5));

        Scorecard card = Scorecard.of(model, tuned, tuned, Map.of());

        double excess = 0.3 / Math.sqrt(0.02) - 1;
        assertMean(card, Objective.FRIED, excess * excess / 7 / 2);
        assertMean(Scorecard.of(tuned, tuned, tuned, Map.of()), Objective.FRIED, 0);
        assertThat(card.total()).isEmpty();
    }

    @Test
    void friedHasNoWeight() {
        assertThatThrownBy(() -> new Scorecard(Map.of(), Map.of(Objective.FRIED, 1.0), Set.of()))
                .hasMessageContaining("fried has none");
    }

    private static PictureMeasures traits(String prompt, double saturation) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        Traits.ALL.forEach(trait -> values.put(trait, trait == Measure.SATURATION ? saturation : 1));
        return new PictureMeasures(prompt, 1, values);
    }

    /** 95 % intervals of simulated suites must hold the truth about that often: 2000 suites, so ± 1 % by chance. */
    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        var random = new Random(11);
        int held = 0;
        int suites = 2000;
        double truth = 0.6;
        for (int suite = 0; suite < suites; suite++) {
            List<PictureMeasures> tuned = new ArrayList<>();
            List<PictureMeasures> newBase = new ArrayList<>();
            List<PictureMeasures> model = new ArrayList<>();
            for (int prompt = 0; prompt < 24; prompt++) {
                double gap = 1 + random.nextDouble();
                double oddity = 0.3 * random.nextGaussian();
                for (int seed = 0; seed < 2; seed++) {
                    tuned.add(concepts("p" + prompt, seed, -3));
                    newBase.add(concepts("p" + prompt, seed, -3 + gap));
                    model.add(concepts("p" + prompt, seed, -3 + gap * truth + oddity + 0.3 * random.nextGaussian()));
                }
            }
            Estimate estimate = Scorecard.of(model, tuned, newBase, Map.of()).estimate(Objective.NEW_CONCEPTS)
                    .orElseThrow();
            // 2.069: the 97.5 % point of Student's t with 23 degrees of freedom
            held += Math.abs(estimate.mean() - truth) <= 2.069 * estimate.standardError() ? 1 : 0;
        }

        assertThat(held / (double) suites).isBetween(0.93, 0.97);
    }

    private static void assertMean(Scorecard card, Objective objective, double expected) {
        assertThat(card.estimate(objective).orElseThrow().mean()).as(objective.key()).isCloseTo(expected,
                within(1e-12));
    }

    private static PictureMeasures likeness(String prompt, long seed, double likeness, double structure) {
        return new PictureMeasures(prompt, seed,
                Map.of(Measure.LIKENESS, likeness, Measure.STRUCTURE, structure, Measure.PALETTE, structure));
    }

    private static PictureMeasures composition(String prompt, long seed, double value) {
        return new PictureMeasures(prompt, seed, Map.of(Measure.COMPOSITION, value));
    }

    private static PictureMeasures concepts(String prompt, double value) {
        return concepts(prompt, 1, value);
    }

    private static PictureMeasures concepts(String prompt, long seed, double value) {
        return new PictureMeasures(prompt, seed, Map.of(Measure.NEW_CONCEPTS, value));
    }

    private static PictureMeasures both(String prompt, double composition, double anatomy) {
        return new PictureMeasures(prompt, 1, Map.of(Measure.COMPOSITION, composition, Measure.ANATOMY, anatomy));
    }

    private static PictureMeasures lora(String prompt, double shift, double kept) {
        return new PictureMeasures(prompt, 1, Map.of(Measure.LORA_SHIFT, shift, Measure.LORA_KEPT, kept));
    }

    private static PictureMeasures full(String prompt, long seed, double likeness, Random random) {
        return new PictureMeasures(prompt, seed, Map.of(
                Measure.LIKENESS, likeness,
                Measure.STRUCTURE, likeness,
                Measure.PALETTE, likeness,
                Measure.COMPOSITION, -random.nextDouble(),
                Measure.ANATOMY, -random.nextDouble(),
                Measure.NEW_CONCEPTS, -3 - random.nextDouble(),
                Measure.LORA_SHIFT, 0.3,
                Measure.LORA_KEPT, 1.0));
    }

    private static PictureMeasures shifted(PictureMeasures measures, double by) {
        Map<Measure, Double> values = new java.util.EnumMap<>(measures.values());
        values.merge(Measure.NEW_CONCEPTS, by, Double::sum);
        return new PictureMeasures(measures.prompt(), measures.seed(), values);
    }
}
