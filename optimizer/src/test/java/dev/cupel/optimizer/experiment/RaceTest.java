package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.objective.Measure;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.optimizer.experiment.Race.Course;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RaceTest {

    private static final int PROMPTS = 64;

    private final Random random = new Random(7);
    private final double[] difficulty = random.doubles(PROMPTS, -3, -1).toArray();
    private final List<PictureMeasures> tuned = model(0);
    private final Race.Rival rival = new Race.Rival(3, card(model(0.5)));
    private final Race race = new Race(new Racing(List.of(0.125, 0.25, 0.5), 0.05), this::card);
    private int drawn;

    @Test
    void aTrialThatIsFarBehindIsStoppedAfterTheFirstRung() {
        List<PictureMeasures> model = model(0.1);

        Course course = run(race, model, Optional.of(rival));

        assertThat(drawn).isEqualTo(8);
        assertThat(course).isInstanceOfSatisfying(Course.Stopped.class, stopped -> {
            assertThat(stopped.rival()).isEqualTo(3);
            assertThat(stopped.total().mean()).isCloseTo(card(model).total().orElseThrow().mean(), within(0.1));
            assertThat(stopped.total().standardError()).isBetween(0.005, 0.1);
        });
    }

    /** The first prompts are the easy ones: their mean would be far too high. */
    @Test
    void theEstimateDoesNotFollowTheDifficultyOfThePromptsThatWereDrawn() {
        Arrays.sort(difficulty);
        IntStream.range(0, PROMPTS / 2).forEach(i -> {
            double easy = difficulty[PROMPTS - 1 - i];
            difficulty[PROMPTS - 1 - i] = difficulty[i];
            difficulty[i] = easy;
        });
        List<PictureMeasures> model = model(0.1);

        Course course = run(race, model, Optional.of(new Race.Rival(3, card(model(0.5)))));

        assertThat(course).isInstanceOfSatisfying(Course.Stopped.class, stopped -> assertThat(stopped.total().mean())
                .isCloseTo(card(model).total().orElseThrow().mean(), within(0.1)));
    }

    @Test
    void aTrialThatMayCatchUpDrawsAll() {
        List<PictureMeasures> model = model(0.5);

        assertThat(run(race, model, Optional.of(rival)))
                .isEqualTo(new Course.Finished(card(model).total().orElseThrow()));
        assertThat(drawn).isEqualTo(PROMPTS);
    }

    @Test
    void withoutARivalAllIsDrawn() {
        assertThat(run(race, model(-3), Optional.empty())).isInstanceOf(Course.Finished.class);
        assertThat(drawn).isEqualTo(PROMPTS);
    }

    /** The level: of trials exactly as good as the best, at most so many may be stopped. */
    @Test
    void equalsAreSeldomStopped() {
        int stopped = 0;
        for (int i = 0; i < 400; i++) {
            Scorecard equal = card(model(0.5));
            List<PictureMeasures> model = model(0.5);
            double lead = card(model).total().orElseThrow().mean() - equal.total().orElseThrow().mean();
            // exactly as good over all the prompts, not by chance a little better or worse
            List<PictureMeasures> level = model.stream().map(each -> measures(each.prompt(),
                    each.value(Measure.COMPOSITION).orElseThrow() - lead * spread())).toList();
            stopped += run(race, level, Optional.of(new Race.Rival(0, equal))) instanceof Course.Stopped ? 1 : 0;
        }

        assertThat(stopped / 400.0).isBetween(0.005, 0.05);
    }

    @Test
    void whatCannotBeScoredIsBroken() {
        List<PictureMeasures> empty = tuned.stream().map(each -> new PictureMeasures(each.prompt(), 1, Map.of()))
                .toList();

        assertThat(run(race, empty, Optional.of(rival))).isInstanceOf(Course.Broken.class);
    }

    private static List<List<PictureMeasures>> rungs(List<PictureMeasures> model) {
        return List.of(model.subList(0, 8), model.subList(8, 16), model.subList(16, 32), model.subList(32, PROMPTS));
    }

    private Course run(Race raced, List<PictureMeasures> model, Optional<Race.Rival> against) {
        drawn = 0;
        return raced.run(rungs(model), rung -> {
            drawn += rung.size();
            return rung;
        }, against);
    }

    private double spread() {
        double[] values = tuned.stream().mapToDouble(each -> each.value(Measure.COMPOSITION).orElseThrow()).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
                / (values.length - 1));
    }

    private List<PictureMeasures> model(double quality) {
        List<PictureMeasures> measures = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            measures.add(measures("p" + i, difficulty[i] + 0.5 * quality + 0.03 * random.nextGaussian()));
        }
        return measures;
    }

    private static PictureMeasures measures(String prompt, double value) {
        return new PictureMeasures(prompt, 1, Map.of(Measure.COMPOSITION, value));
    }

    private Scorecard card(List<PictureMeasures> model) {
        return Scorecard.of(model, tuned, tuned, Map.of(Objective.COMPOSITION, 1.0));
    }
}
