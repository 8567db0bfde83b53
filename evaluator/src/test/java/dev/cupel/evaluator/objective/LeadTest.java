package dev.cupel.evaluator.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeadTest {

    private static final Map<Objective, Double> COMPOSITION_ALONE = Map.of(Objective.COMPOSITION, 1.0);

    /** Differences -1 and -2 on two of four prompts: mean -1.5, variance 0.5 / 2 of which half is left to guess. */
    @Test
    void isTheMeanPairedDifferenceWithTheErrorOfWhatIsNotDrawnYet() {
        List<PictureMeasures> tuned = composition(-1, -3, -1, -3);
        double spread = Math.sqrt(4 / 3.0);
        Scorecard whole = card(composition(-1, -2, -1, -2), tuned);
        Scorecard part = card(composition(-1 - spread, -2 - 2 * spread), tuned);

        Lead lead = Lead.of(part, whole).orElseThrow();

        assertThat(lead.mean()).isCloseTo(-1.5, within(1e-12));
        assertThat(lead.standardError()).isCloseTo(Math.sqrt(0.5 / 2 / 2), within(1e-12));
        assertThat(lead.freedom()).isCloseTo(1, within(1e-12));
    }

    @Test
    void withAllPromptsItIsTheDifferenceOfTheTotalsAndCertain() {
        List<PictureMeasures> tuned = composition(-1, -3, -1, -3);
        Scorecard whole = card(composition(-1, -2, -1, -2), tuned);
        Scorecard other = card(composition(-2, -2, -3, -1), tuned);

        Lead lead = Lead.of(other, whole).orElseThrow();

        assertThat(lead.mean()).isCloseTo(
                other.total().orElseThrow().mean() - whole.total().orElseThrow().mean(), within(1e-12));
        assertThat(lead.standardError()).isZero();
    }

    @Test
    void byOneObjectiveItIsWhatItIsIfThatCountsAlone() {
        List<PictureMeasures> tuned = List.of(both("p0", -1, 2), both("p1", -2, 3), both("p2", -3, 1));
        List<PictureMeasures> drawn = List.of(both("p0", -2, 1), both("p1", -1, 3));
        Map<Objective, Double> weights = Map.of(Objective.COMPOSITION, 1.0, Objective.ANATOMY, 3.0);
        Scorecard whole = Scorecard.of(tuned, tuned, tuned, weights);
        Scorecard part = Scorecard.of(drawn, tuned, tuned, weights);

        assertThat(Lead.of(part, whole, Objective.COMPOSITION)).isPresent().isEqualTo(
                Lead.of(card(drawn, tuned), card(tuned, tuned)));
        assertThat(Lead.of(part, whole, Objective.FRIED)).isEmpty();
    }

    @Test
    void onePromptTellsNothingOfTheSpread() {
        List<PictureMeasures> tuned = composition(-1, -3, -1, -3);

        assertThat(Lead.of(card(composition(-2), tuned), card(tuned, tuned))).isEmpty();
        assertThat(Lead.of(card(List.of(), tuned), card(tuned, tuned))).isEmpty();
    }

    @Test
    void anObjectiveThatThePartHasNotShownYetLeavesNoLead() {
        List<PictureMeasures> tuned = List.of(both("p0", -1, 2), both("p1", -2, 3), both("p2", -3, 1));
        Map<Objective, Double> weights = Map.of(Objective.COMPOSITION, 1.0, Objective.ANATOMY, 1.0);
        Scorecard whole = Scorecard.of(tuned, tuned, tuned, weights);
        Scorecard part = Scorecard.of(composition(-1, -2), tuned, tuned, weights);

        assertThat(Lead.of(part, whole)).isEmpty();
    }

    /** How far fidelity's 0 and 1 lie apart must not depend on which prompts come first. */
    @Test
    void theAnchorsAreThoseOfAllPrompts() {
        List<PictureMeasures> tuned = List.of(concepts("p0", -3), concepts("p1", -3), concepts("p2", -3),
                concepts("p3", -3));
        List<PictureMeasures> newBase = List.of(concepts("p0", -3), concepts("p1", -2.9), concepts("p2", -1),
                concepts("p3", -1.1));
        Map<Objective, Double> weights = Map.of(Objective.NEW_CONCEPTS, 1.0);
        Scorecard whole = Scorecard.of(newBase, tuned, newBase, weights);
        Scorecard part = Scorecard.of(tuned.subList(0, 2), tuned, newBase, weights);

        // the gains are 0 and -0.1, and the whole gap is a mean of 1
        assertThat(Lead.of(part, whole).orElseThrow().mean()).isCloseTo(-0.05, within(1e-12));
    }

    /** The lead after a quarter of the prompts, less the lead after all, in standard errors: within 2 as often as Student's t says. */
    @Test
    void theErrorIsTheErrorOfTheGuess() {
        var random = new Random(4);
        int within = 0;
        int suites = 2000;
        for (int suite = 0; suite < suites; suite++) {
            List<PictureMeasures> tuned = new ArrayList<>();
            List<PictureMeasures> one = new ArrayList<>();
            List<PictureMeasures> other = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                double difficulty = random.nextGaussian();
                tuned.add(both("p" + i, difficulty, random.nextGaussian()));
                double oddity = random.nextGaussian();
                one.add(both("p" + i, difficulty + 0.1 * random.nextGaussian(), 0.2 * random.nextGaussian()));
                other.add(both("p" + i, difficulty - 0.2 + 0.3 * oddity, 0.3 * oddity));
            }
            Map<Objective, Double> weights = Map.of(Objective.COMPOSITION, 2.0, Objective.ANATOMY, 1.0);
            Scorecard whole = Scorecard.of(one, tuned, tuned, weights);
            double truth = Lead.of(Scorecard.of(other, tuned, tuned, weights), whole).orElseThrow().mean();
            Lead guess = Lead.of(Scorecard.of(other.subList(0, 12), tuned, tuned, weights), whole).orElseThrow();

            // 2.2: the 97.5 % point with 11 degrees of freedom
            within += Math.abs(guess.mean() - truth) <= 2.2 * guess.standardError() ? 1 : 0;
        }

        assertThat(within / (double) suites).isBetween(0.93, 0.97);
    }

    private static Scorecard card(List<PictureMeasures> model, List<PictureMeasures> tuned) {
        return Scorecard.of(model, tuned, tuned, COMPOSITION_ALONE);
    }

    private static List<PictureMeasures> composition(double... values) {
        List<PictureMeasures> measures = new ArrayList<>();
        for (double value : values) {
            measures.add(new PictureMeasures("p" + measures.size(), 1, Map.of(Measure.COMPOSITION, value)));
        }
        return measures;
    }

    private static PictureMeasures both(String prompt, double composition, double anatomy) {
        return new PictureMeasures(prompt, 1, Map.of(Measure.COMPOSITION, composition, Measure.ANATOMY, anatomy));
    }

    private static PictureMeasures concepts(String prompt, double value) {
        return new PictureMeasures(prompt, 1, Map.of(Measure.NEW_CONCEPTS, value));
    }
}
