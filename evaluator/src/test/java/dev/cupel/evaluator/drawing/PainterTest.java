package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.live.LoadedWeights;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole drawings against diffusers and k-diffusion with the web UI's arithmetic, on the miniature. */
class PainterTest {

    private static final JsonNode CASES = Golden.json("miniature/cases.json").get("pictures");
    private static final GenerationSettings FAST = new GenerationSettings(Sampler.EULER_A, 4, 7, 64, 64, 1, 0);

    private static Compute compute;
    private static LoadedWeights weights;
    private static Tokenizer tokenizer;
    private static Painter painter;

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
        weights = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
        tokenizer = Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"));
        painter = Painter.open(compute, tokenizer, weights);
    }

    @AfterAll
    static void close() {
        painter.close();
        weights.close();
        compute.close();
    }

    /** Two grey levels: rounding in float32 over the steps, and truncation that turns the smallest difference into one level. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void picturesAreThoseOfOtherPrograms(int number) {
        JsonNode example = CASES.get(number);
        Picture expected = Golden.picture("miniature/" + example.get("file").textValue());

        Picture actual = painter.draw(List.of(job(example)), settings(example)).getFirst();

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.height()).isEqualTo(expected.height());
        assertThat(largestDifference(actual, expected)).isLessThanOrEqualTo(2);
    }

    @Test
    void pictureDoesNotDependOnItsBatch() {
        PictureJob one = new PictureJob("photo, 1girl, red hair", "blurry", 1);
        PictureJob longer = new PictureJob("photo, 1boy BREAK meadow", "blurry", 2);

        Picture alone = painter.draw(List.of(one), FAST).getFirst();
        Picture together = painter.draw(List.of(longer, one, longer), FAST).get(1);

        // another batch may change the last places of the network's sums, no more
        assertThat(largestDifference(together, alone)).isLessThanOrEqualTo(1);
    }

    @Test
    void sameJobsGiveTheSamePixels() {
        List<PictureJob> jobs = List.of(new PictureJob("photo, 1girl", "", 1), new PictureJob("anime, 1boy", "", 2));

        assertThat(painter.draw(jobs, FAST)).isEqualTo(painter.draw(jobs, FAST));
    }

    @Test
    void numberOfWorkersDoesNotChangeThePixels() {
        List<PictureJob> jobs = IntStream.range(0, 20).mapToObj(i -> new PictureJob("photo, 1girl", "", i)).toList();
        GenerationSettings once = new GenerationSettings(Sampler.EULER, 1, 7, 64, 64, 1, 0);

        try (Compute two = Compute.open(Compute.Device.CPU, 2);
                Painter own = Painter.open(two, tokenizer, weights)) {
            assertThat(own.draw(jobs, once)).isEqualTo(painter.draw(jobs, once));
        }
    }

    @Test
    void noiseOfTheStepsComesFromTheShiftedSeed() {
        PictureJob job = new PictureJob("photo, 1girl", "", 1);
        GenerationSettings shifted = new GenerationSettings(Sampler.EULER_A, 4, 7, 64, 64, 1, 31337);

        assertThat(painter.draw(List.of(job), shifted)).isNotEqualTo(painter.draw(List.of(job), FAST));
    }

    @ParameterizedTest
    @EnumSource(Sampler.class)
    void everySamplerDrawsAPictureThatDoesNotDependOnItsBatch(Sampler sampler) {
        GenerationSettings few = new GenerationSettings(sampler, 4, 3, 64, 64, 1, 0);
        PictureJob one = new PictureJob("photo, 1girl, red hair", "blurry", 1);
        PictureJob other = new PictureJob("photo, 1boy", "blurry", 2);

        Picture alone = painter.draw(List.of(one), few).getFirst();
        Picture together = painter.draw(List.of(other, one), few).get(1);

        assertThat(largestDifference(together, alone)).isLessThanOrEqualTo(1);
    }

    @Test
    void scheduleRandomNumbersAndVariationChangeThePicture() {
        PictureJob job = new PictureJob("photo, 1girl", "", 1);
        SamplingSettings usual = FAST.sampling();

        List<Picture> pictures = Stream.of(usual, usual.withSchedule(ScheduleType.KARRAS),
                usual.withRng(RandomSource.NV), usual.withVariation(new Variation(2, 0.3)),
                usual.withResizeFrom(new Infotext.Size(128, 64)), usual.withDials(Stochasticity.of(0.5)))
                .map(sampling -> painter.draw(List.of(job), FAST.with(sampling)).getFirst()).toList();

        assertThat(pictures).doesNotHaveDuplicates();
    }

    @Test
    void brokenWeightsAreReportedWithTheirJob() {
        String name = "model.diffusion_model.out.2.bias";
        PictureJob job = new PictureJob("photo, 1girl", "", 77);
        try (LoadedWeights broken = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
                Painter own = Painter.open(compute, tokenizer, broken)) {
            broken.data(name).setAtIndex(ValueLayout.JAVA_FLOAT, 0, Float.NaN);

            assertThatThrownBy(() -> own.draw(List.of(job), FAST)).isInstanceOfSatisfying(BrokenPictureException.class,
                    e -> assertThat(e.job()).isEqualTo(job))
                    .hasMessageStartingWith("picture of seed 77, prompt \"photo, 1girl\": ");
        }
    }

    @Test
    void blackPicturesAreReported() {
        String name = "first_stage_model.decoder.conv_out.bias";
        try (LoadedWeights broken = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
                Painter own = Painter.open(compute, tokenizer, broken)) {
            for (int c = 0; c < 3; c++) {
                broken.data(name).setAtIndex(ValueLayout.JAVA_FLOAT, c, -1000);
            }

            assertThatThrownBy(() -> own.draw(List.of(new PictureJob("photo", "", 1)), FAST))
                    .isInstanceOf(BrokenPictureException.class).hasMessageContaining("every pixel is black");
        }
    }

    @Test
    void modelWithoutTextEncoderIsRefused() {
        var clip = Golden.MINIATURE.resolve("clip").resolve("model.safetensors");
        try (TensorFile file = TensorFile.open(clip);
                LoadedWeights other = LoadedWeights.of(file.tensors())) {
            assertThatThrownBy(() -> Painter.open(compute, tokenizer, other)).isInstanceOf(EvaluationException.class)
                    .hasMessageStartingWith("model: tensor cond_stage_model.transformer.text_model");
        }
    }

    @Test
    void textStatesOfTheSamePromptAreComputedOnce() {
        PictureJob job = new PictureJob("photo", "photo", 1);

        Texts texts = painter.passes(List.of(job, job), FAST).texts();

        assertThat(texts.states()).hasSize(1);
    }

    private static PictureJob job(JsonNode example) {
        return new PictureJob(example.get("prompt").textValue(), example.get("negative_prompt").textValue(),
                example.get("seed").longValue());
    }

    private static GenerationSettings settings(JsonNode example) {
        ScheduledSampler named = ScheduledSampler.named(example.get("sampler").textValue()).orElseThrow();
        return new GenerationSettings(named.sampler(),
                example.get("steps").intValue(), example.get("cfg_scale").doubleValue(),
                example.get("width").intValue(), example.get("height").intValue(), example.get("clip_skip").intValue(),
                example.get("ensd").longValue(),
                SamplingSettings.usual(named.sampler()).withSchedule(named.schedule()));
    }

    private static int largestDifference(Picture a, Picture b) {
        byte[] first = a.rgb();
        byte[] second = b.rgb();
        int largest = 0;
        for (int i = 0; i < first.length; i++) {
            largest = Math.max(largest, Math.abs(Byte.toUnsignedInt(first[i]) - Byte.toUnsignedInt(second[i])));
        }
        return largest;
    }
}
