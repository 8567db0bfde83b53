package dev.cupel.evaluator.drawing;

import static dev.cupel.evaluator.drawing.MiniatureStudio.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Infotext;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole drawings against diffusers and k-diffusion with the web UI's arithmetic, on the miniature. */
class PainterTest {

    private static final JsonNode CASES = Golden.json("miniature/cases.json").get("pictures");
    /** A weight so large that the text's states are not numbers any more. */
    private static final String ENDLESS = "(photo:" + "9".repeat(39) + ")";
    private static final GenerationSettings FAST = new GenerationSettings(Sampler.EULER_A, 4, 7, 64, 64, 1, 0);

    @RegisterExtension
    static final MiniatureStudio STUDIO = new MiniatureStudio();

    /** Two grey levels: rounding in float32 over the steps, and truncation that turns the smallest difference into one level. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void picturesAreThoseOfOtherPrograms(int number) {
        JsonNode example = CASES.get(number);
        Picture expected = Golden.picture("miniature/" + example.get("file").textValue());

        Picture actual = STUDIO.draw(job(example), settings(example));

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.height()).isEqualTo(expected.height());
        assertThat(difference(actual, expected)).isLessThanOrEqualTo(2);
    }

    @Test
    void pictureDoesNotDependOnItsBatch() {
        PictureJob one = new PictureJob("photo, 1girl, red hair", "blurry", 1);
        PictureJob longer = new PictureJob("photo, 1boy BREAK meadow", "blurry", 2);

        Picture alone = STUDIO.draw(one, FAST);
        Picture together = STUDIO.draw(List.of(longer, one, longer), FAST).get(1);

        // another batch may change the last places of the network's sums, no more
        assertThat(difference(together, alone)).isLessThanOrEqualTo(1);
    }

    @Test
    void sameJobsGiveTheSamePixels() {
        List<PictureJob> jobs = List.of(new PictureJob("photo, 1girl", "", 1), new PictureJob("anime, 1boy", "", 2));

        assertThat(STUDIO.draw(jobs, FAST)).isEqualTo(STUDIO.draw(jobs, FAST));
    }

    @Test
    void numberOfWorkersDoesNotChangeThePixels() {
        List<PictureJob> jobs = IntStream.range(0, 20).mapToObj(i -> new PictureJob("photo, 1girl", "", i)).toList();
        GenerationSettings once = new GenerationSettings(Sampler.EULER, 1, 7, 64, 64, 1, 0);

        try (Compute two = Compute.open(Compute.Device.CPU, 2);
                Painter own = STUDIO.open(two)) {
            assertThat(Outcome.pictures(own.draw(jobs, once))).isEqualTo(STUDIO.draw(jobs, once));
        }
    }

    @Test
    void noiseOfTheStepsComesFromTheShiftedSeed() {
        PictureJob job = new PictureJob("photo, 1girl", "", 1);
        GenerationSettings shifted = new GenerationSettings(Sampler.EULER_A, 4, 7, 64, 64, 1, 31337);

        assertThat(STUDIO.draw(List.of(job), shifted)).isNotEqualTo(STUDIO.draw(List.of(job), FAST));
    }

    @ParameterizedTest
    @EnumSource(Sampler.class)
    void everySamplerDrawsAPictureThatDoesNotDependOnItsBatch(Sampler sampler) {
        GenerationSettings few = new GenerationSettings(sampler, 4, 3, 64, 64, 1, 0);
        PictureJob one = new PictureJob("photo, 1girl, red hair", "blurry", 1);
        PictureJob other = new PictureJob("photo, 1boy", "blurry", 2);

        Picture alone = STUDIO.draw(one, few);
        Picture together = STUDIO.draw(List.of(other, one), few).get(1);

        assertThat(difference(together, alone)).isLessThanOrEqualTo(1);
    }

    @Test
    void scheduleRandomNumbersAndVariationChangeThePicture() {
        PictureJob job = new PictureJob("photo, 1girl", "", 1);
        SamplingSettings usual = FAST.sampling();

        List<Picture> pictures = Stream.of(usual, usual.withSchedule(ScheduleType.KARRAS),
                usual.withRng(RandomSource.NV), usual.withVariation(new Variation(2, 0.3)),
                usual.withResizeFrom(new Infotext.Size(128, 64)), usual.withDials(Stochasticity.of(0.5)))
                .map(sampling -> STUDIO.draw(job, FAST.with(sampling))).toList();

        assertThat(pictures).doesNotHaveDuplicates();
    }

    @Test
    void brokenWeightsAreReportedWithTheirJob() {
        String name = "model.diffusion_model.out.2.bias";
        PictureJob job = new PictureJob("photo, 1girl", "", 77);
        try (LoadedWeights broken = MiniatureStudio.weights();
                Painter own = STUDIO.open(broken)) {
            broken.data(name).setAtIndex(ValueLayout.JAVA_FLOAT, 0, Float.NaN);

            List<Outcome> outcomes = own.draw(List.of(job), FAST);

            assertThat(outcomes).containsExactly(Outcome.Broken.notANumber(job));
            assertThatThrownBy(() -> Outcome.pictures(outcomes)).isInstanceOfSatisfying(BrokenPictureException.class,
                    e -> assertThat(e.job()).isEqualTo(job))
                    .hasMessageStartingWith("picture of seed 77, prompt \"photo, 1girl\": ");
        }
    }

    @Test
    void blackPicturesAreReported() {
        String name = "first_stage_model.decoder.conv_out.bias";
        PictureJob job = new PictureJob("photo", "", 1);
        try (LoadedWeights broken = MiniatureStudio.weights();
                Painter own = STUDIO.open(broken)) {
            for (int c = 0; c < 3; c++) {
                broken.data(name).setAtIndex(ValueLayout.JAVA_FLOAT, c, -1000);
            }

            assertThat(own.draw(List.of(job), FAST)).containsExactly(Outcome.Broken.black(job));
        }
    }

    @Test
    void brokenPictureOfABatchLeavesTheOthersAsTheyAre() {
        PictureJob one = new PictureJob("photo, 1girl", "", 1);
        PictureJob broken = new PictureJob(ENDLESS, "", 2);
        PictureJob other = new PictureJob("photo, meadow", "", 3);

        List<Outcome> outcomes = STUDIO.painter().draw(List.of(one, broken, other), FAST);

        List<Picture> sound = STUDIO.draw(List.of(one, new PictureJob("anime", "", 2), other), FAST);
        assertThat(outcomes).containsExactly(new Outcome.Drawn(one, sound.get(0)), Outcome.Broken.notANumber(broken),
                new Outcome.Drawn(other, sound.get(2)));
    }

    @Test
    void pictureThatBreaksBeforeItIsEnlargedLeavesTheOthersAsTheyAre() {
        GenerationSettings enlarged = FAST.with(new Workflow.Hires(new Enlargement.By(1.5), Upscaler.Plain.LANCZOS,
                0.5, 2, Workflow.HiresChanges.NONE));
        PictureJob broken = new PictureJob(ENDLESS, "", 2);
        PictureJob other = new PictureJob("photo, meadow", "", 3);

        List<Outcome> outcomes = STUDIO.painter().draw(List.of(broken, other), enlarged);

        List<Picture> sound = STUDIO.draw(List.of(new PictureJob("anime", "", 2), other), enlarged);
        assertThat(outcomes).containsExactly(Outcome.Broken.notANumber(broken),
                new Outcome.Drawn(other, sound.get(1)));
    }

    @Test
    void picturesDrawnSideBySideAreThoseDrawnAlone() {
        GenerationSettings few = new GenerationSettings(Sampler.EULER, 2, 5, 64, 64, 1, 0);
        List<Sitting> sittings = IntStream.range(0, 5).mapToObj(i -> Sitting.of(new PictureJob("photo", "", i),
                i == 3 ? few : FAST)).toList();
        Map<Integer, Outcome> told = new ConcurrentHashMap<>();

        try (Compute two = Painter.engineForSingles(Compute.Device.CPU, 2, 5, FAST);
                Painter own = STUDIO.open(two)) {
            own.draw(sittings, told::put);

            assertThat(two.workers()).isEqualTo(2);
        }

        assertThat(told).hasSize(5);
        told.forEach((number, outcome) -> assertThat(outcome).isEqualTo(new Outcome.Drawn(
                sittings.get(number).jobs().getFirst(),
                STUDIO.draw(sittings.get(number).jobs(), sittings.get(number).settings()).getFirst())));
    }

    @Test
    void modelWithoutTextEncoderIsRefused() {
        var clip = Golden.MINIATURE.resolve("clip").resolve("model.safetensors");
        try (TensorFile file = TensorFile.open(clip);
                LoadedWeights other = LoadedWeights.of(file.tensors())) {
            assertThatThrownBy(() -> STUDIO.open(other)).isInstanceOf(EvaluationException.class)
                    .hasMessageStartingWith("model: tensor cond_stage_model.transformer.text_model");
        }
    }

    @Test
    void textStatesOfTheSamePromptAreComputedOnce() {
        PictureJob job = new PictureJob("photo", "photo", 1);

        EncodedPrompts known = STUDIO.painter().encoding();

        STUDIO.painter().passes(new Sitting(List.of(job, job), FAST), known);

        assertThat(known.size()).isEqualTo(1);
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

    /** The decoder's last layer gives more than the 65504 that 16 bits hold, which float32 draws as full colours. */
    @Test
    void pictureThatBreaksInHalfPrecisionIsDrawnInFloat32() {
        try (LoadedWeights bright = MiniatureStudio.weights();
                Painter wide = STUDIO.open(bright);
                Painter half = Painter.open(STUDIO.compute().in(Compute.Precision.FP16), STUDIO.tokenizer(),
                        brightened(bright))) {
            PictureJob one = new PictureJob("1girl", "", 1);
            PictureJob other = new PictureJob("1boy", "", 2);

            assertThat(half.draw(List.of(one, other), FAST)).containsExactly(wide.draw(List.of(one), FAST).getFirst(),
                    wide.draw(List.of(other), FAST).getFirst());
        }
    }

    private static LoadedWeights brightened(LoadedWeights model) {
        var values = model.data("first_stage_model.decoder.conv_out.weight");
        for (long at = 0; at < values.byteSize(); at += Float.BYTES) {
            values.set(ValueLayout.JAVA_FLOAT, at, 1e6f * values.get(ValueLayout.JAVA_FLOAT, at));
        }
        return model;
    }
}
