package dev.cupel.evaluator.objective;

import static dev.cupel.evaluator.objective.Prompts.loraPrompt;
import static dev.cupel.evaluator.objective.Prompts.prompt;
import static dev.cupel.evaluator.objective.Prompts.suite;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.picture.Picture;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasurerTest {

    /** Vectors of pictures are in their first pixels; of texts in this table, (0, 0, 0, 1) where it has none. */
    private static final class FakeEmbedder implements Embedder {
        final Map<String, float[]> texts = new HashMap<>();

        @Override
        public float[][] ofPictures(List<Picture> pictures) {
            return pictures.stream().map(picture -> {
                byte[] rgb = picture.rgb();
                return new float[]{rgb[0], rgb[1], rgb[2], rgb[3]};
            }).toArray(float[][]::new);
        }

        @Override
        public float[][] ofTexts(List<String> captions) {
            return captions.stream().map(text -> texts.getOrDefault(text, new float[]{0, 0, 0, 1}))
                    .toArray(float[][]::new);
        }

        @Override
        public double logitScale() {
            return 10;
        }
    }

    private final FakeEmbedder embedder = new FakeEmbedder();

    @Test
    void likenessIsTheCosine() {
        SuitePrompt prompt = prompt("p", "meadow", Objective.FIDELITY);
        var measurer = new Measurer(embedder, suite(prompt));
        Seen one = see(measurer, picture(3, 4, 0, 0));
        Seen other = see(measurer, picture(30, 0, 0, 0));

        assertThat(value(measurer, prompt, one, other, Measure.LIKENESS)).isCloseTo(0.6, within(1e-6));
        assertThat(value(measurer, prompt, one, one, Measure.LIKENESS)).isCloseTo(1, within(1e-6));
        assertThat(value(measurer, prompt, one, one, Measure.STRUCTURE)).isCloseTo(1, within(1e-12));
        assertThat(value(measurer, prompt, one, one, Measure.PALETTE)).isCloseTo(1, within(1e-12));
    }

    @Test
    void compositionIsTheLogProbabilityAmongTheFoils() {
        SuitePrompt prompt = prompt("p", "red hair", Objective.COMPOSITION);
        embedder.texts.put("red hair", new float[]{1, 0, 0, 0});
        embedder.texts.put("black hair", new float[]{0, 2, 0, 0});
        var measurer = new Measurer(embedder, suite(prompt));
        Seen seen = see(measurer, picture(3, 4, 0, 0));

        // logits 6 for the caption, 8 for black hair, 0 for blue hair
        double expected = 6 - Math.log(Math.exp(6) + Math.exp(8) + Math.exp(0));
        assertThat(value(measurer, prompt, seen, seen, Measure.COMPOSITION)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void logProbabilitiesEndAtTheLowest() {
        SuitePrompt prompt = prompt("p", "red hair", Objective.COMPOSITION);
        embedder.texts.put("red hair", new float[]{-1, 0, 0, 0});
        embedder.texts.put("black hair", new float[]{1, 0, 0, 0});
        var measurer = new Measurer(embedder, suite(prompt));
        Seen seen = see(measurer, picture(1, 0, 0, 0));

        assertThat(value(measurer, prompt, seen, seen, Measure.COMPOSITION)).isEqualTo(Measurer.LOWEST);
    }

    @Test
    void anatomyComparesWithEachFault() {
        SuitePrompt prompt = prompt("p", "red hair", Objective.ANATOMY);
        embedder.texts.put("red hair", new float[]{1, 0, 0, 0});
        embedder.texts.put("red hair, bad anatomy", new float[]{1, 0, 0, 0});
        embedder.texts.put("red hair, extra arm", new float[]{0, 1, 0, 0});
        var measurer = new Measurer(embedder, suite(prompt));
        Seen seen = see(measurer, picture(1, 0, 0, 0));

        // log-odds 0 against the first fault and 10 against the second
        assertThat(value(measurer, prompt, seen, seen, Measure.ANATOMY)).isCloseTo(5, within(1e-5));
    }

    @Test
    void newConceptsAndCompositionDoNotMix() {
        SuitePrompt prompt = prompt("p", "red hair, eiffel tower", Objective.COMPOSITION, Objective.NEW_CONCEPTS);
        embedder.texts.put("red hair, eiffel tower", new float[]{1, 0, 0, 0});
        embedder.texts.put("red hair, meadow", new float[]{1, 0, 0, 0});
        embedder.texts.put("red hair, beach", new float[]{1, 0, 0, 0});
        var measurer = new Measurer(embedder, suite(prompt));
        Seen seen = see(measurer, picture(1, 0, 0, 0));

        assertThat(value(measurer, prompt, seen, seen, Measure.NEW_CONCEPTS)).isCloseTo(-Math.log(3), within(1e-6));
        assertThat(value(measurer, prompt, seen, seen, Measure.COMPOSITION)).isCloseTo(0, within(1e-3));
    }

    @Test
    void loraOfTheTunedModelItselfIsTransferredWhole() {
        SuitePrompt prompt = loraPrompt("p", "sepia, red hair");
        var measurer = new Measurer(embedder, suite(prompt));
        Seen tuned = see(measurer, picture(1, 0, 0, 0), picture(0, 1, 0, 0));

        PictureMeasures measures = measurer.measure(prompt, 1, tuned, tuned);

        // the change is (-1, 1, 0, 0)
        assertThat(measures.value(Measure.LORA_SHIFT).orElseThrow()).isCloseTo(2, within(1e-9));
        assertThat(measures.value(Measure.LORA_KEPT)).hasValue(1);
    }

    @Test
    void loraShiftIsTheShareOfTheTunedModelsWay() {
        SuitePrompt prompt = loraPrompt("p", "sepia, red hair");
        var measurer = new Measurer(embedder, suite(prompt));
        Seen tuned = see(measurer, picture(0, 0, 1, 0), picture(1, 0, 0, 0));
        Seen other = see(measurer, picture(0, 0, 0, 1), picture(3, 0, 0, 4));
        Seen still = see(measurer, picture(1, 0, 0, 0), picture(1, 0, 0, 0));
        Seen away = see(measurer, picture(1, 0, 0, 0), picture(0, 1, 0, 0));

        // the tuned model's change is (1, 0, -1, 0), the others' (.6, 0, 0, -.2), 0 and (-1, 1, 0, 0)
        assertThat(value(measurer, prompt, other, tuned, Measure.LORA_SHIFT)).isCloseTo(0.6, within(1e-6));
        assertThat(value(measurer, prompt, still, tuned, Measure.LORA_SHIFT)).isZero();
        assertThat(value(measurer, prompt, away, tuned, Measure.LORA_SHIFT)).isCloseTo(-1, within(1e-6));
    }

    @Test
    void loraShiftCountsNoFurtherThanTheTunedModels() {
        SuitePrompt prompt = loraPrompt("p", "sepia, red hair");
        var measurer = new Measurer(embedder, suite(prompt));
        Seen tuned = see(measurer, picture(3, 4, 0, 0), picture(4, 3, 0, 0));
        Seen strong = see(measurer, picture(0, 1, 0, 0), picture(1, 0, 0, 0));

        assertThat(value(measurer, prompt, strong, tuned, Measure.LORA_SHIFT)).isCloseTo(0.08, within(1e-6));
    }

    @Test
    void loraThatCostsCompositionKeepsLess() {
        SuitePrompt prompt = loraPrompt("p", "sepia, red hair");
        embedder.texts.put("red hair", new float[]{1, 0, 0, 0});
        embedder.texts.put("black hair", new float[]{0, 1, 0, 0});
        var measurer = new Measurer(embedder, suite(prompt));
        Seen tuned = see(measurer, picture(1, 0, 0, 0), picture(1, 0, 1, 0));
        Seen candidate = see(measurer, picture(1, 0, 0, 0), picture(1, 1, 1, 0));

        assertThat(value(measurer, prompt, candidate, tuned, Measure.LORA_KEPT)).isBetween(0.3, 0.6);
    }

    @Test
    void picturesComeBackInTheirOrder() {
        var measurer = new Measurer(embedder, suite(prompt("p", "meadow", Objective.FIDELITY)));

        List<Seen> seen = measurer.see(List.of(
                new Drawn(picture(1, 0, 0, 0), Optional.of(picture(0, 1, 0, 0))),
                new Drawn(picture(0, 0, 1, 0), Optional.empty())));

        assertThat(seen.get(0).embedding()).containsExactly(1, 0, 0, 0);
        assertThat(seen.get(0).loraEmbedding().orElseThrow()).containsExactly(0, 1, 0, 0);
        assertThat(seen.get(1).embedding()).containsExactly(0, 0, 1, 0);
        assertThat(seen.get(1).loraEmbedding()).isEmpty();
    }

    private static double value(Measurer measurer, SuitePrompt prompt, Seen candidate, Seen tuned, Measure measure) {
        return measurer.measure(prompt, 1, candidate, tuned).value(measure).orElseThrow();
    }

    private static Seen see(Measurer measurer, Picture plain) {
        return measurer.see(List.of(new Drawn(plain, Optional.empty()))).getFirst();
    }

    private static Seen see(Measurer measurer, Picture plain, Picture withLora) {
        return measurer.see(List.of(new Drawn(plain, Optional.of(withLora)))).getFirst();
    }

    private static Picture picture(int... vector) {
        byte[] rgb = new byte[3 * 12 * 12];
        Arrays.fill(rgb, (byte) 50);
        for (int i = 0; i < vector.length; i++) {
            rgb[i] = (byte) vector[i];
        }
        return new Picture(12, 12, rgb);
    }
}
