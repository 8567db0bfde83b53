package dev.cupel.evaluator.drawing;

import static dev.cupel.evaluator.drawing.MiniatureStudio.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.drawing.NetworkSettings.Guidance;
import dev.cupel.evaluator.drawing.NetworkSettings.Predicted;
import dev.cupel.evaluator.drawing.NetworkSettings.TokenMerging;
import dev.cupel.evaluator.drawing.NetworkSettings.Training;
import dev.cupel.evaluator.drawing.NetworkSettings.VaeTiles;
import dev.cupel.evaluator.drawing.Workflow.HiresChanges;
import dev.cupel.evaluator.network.Interpolation;
import dev.cupel.evaluator.picture.Framing;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.picture.Tiles;
import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.NoiseSchedule.Variant;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawings that are enlarged or begin at a picture, against the web UI's arithmetic written out elsewhere, on the miniature. */
class WorkflowTest {

    private static final GenerationSettings FAST = new GenerationSettings(Sampler.EULER_A, 3, 3, 64, 64, 1, 0);
    private static final PictureJob JOB = new PictureJob("photo, 1girl, red hair", "blurry", 3);

    @RegisterExtension
    static final MiniatureStudio STUDIO = new MiniatureStudio();

    /** Two grey levels, as for other whole pictures. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void picturesAreThoseOfTheWebUisArithmetic(int number) {
        JsonNode example = Golden.json("enlarging/drawings.json").get("pictures").get(number);
        Picture expected = Golden.picture("enlarging/" + example.get("file").textValue());
        ScheduledSampler sampler = ScheduledSampler.named(example.get("sampler").textValue()).orElseThrow();
        GenerationSettings settings = new GenerationSettings(sampler.sampler(), example.get("steps").intValue(),
                example.get("cfg_scale").doubleValue(), 64, 64, 1, 0).with(workflow(example));
        PictureJob job = new PictureJob(example.get("prompt").textValue(), example.get("negative_prompt").textValue(),
                example.get("seed").longValue());

        Picture actual = STUDIO.draw(job, settings);

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.height()).isEqualTo(expected.height());
        assertThat(difference(actual, expected)).isLessThanOrEqualTo(2);
    }

    private static Workflow workflow(JsonNode example) {
        if (example.has("initial")) {
            JsonNode initial = example.get("initial");
            return new Workflow.FromPicture(Golden.picture(initial.get("file").textValue()),
                    new Workflow.Fit.Framed(Framing.STRETCH), initial.get("denoising").doubleValue());
        }
        JsonNode hires = example.get("hires");
        Enlargement enlargement = hires.has("scale")
                ? new Enlargement.By(hires.get("scale").doubleValue())
                : new Enlargement.To(hires.get("width").intValue(), hires.get("height").intValue());
        return new Workflow.Hires(enlargement, Upscaler.named(hires.get("upscaler").textValue()).orElseThrow(),
                hires.get("denoising").doubleValue(), hires.get("steps").intValue(), HiresChanges.NONE);
    }

    private static Workflow hires(Upscaler upscaler, double denoising, HiresChanges changes) {
        return new Workflow.Hires(new Enlargement.By(1.5), upscaler, denoising, 2, changes);
    }

    @Test
    void withoutDenoisingThePictureIsOnlyEnlarged() {
        HiresChanges otherwise = new HiresChanges(Optional.empty(), Optional.of("anime"), Optional.of("photo"),
                Optional.of(30.0));

        Picture enlarged = draw(FAST.with(hires(Upscaler.Plain.LANCZOS, 0, HiresChanges.NONE)));

        assertThat(draw(FAST.with(hires(Upscaler.Plain.LANCZOS, 0, otherwise)))).isEqualTo(enlarged);
        assertThat(enlarged.width()).isEqualTo(96);
    }

    @Test
    void upscalersPromptsSamplersAndStrengthsOfTheSecondPassCount() {
        Upscaler esrgan = new Upscaler.Network("4x-MiniSharp",
                Golden.MINIATURE.resolve("upscalers").resolve("4x-MiniSharp.pth"), Tiles.USUAL);
        HiresChanges sampler = new HiresChanges(
                Optional.of(new ScheduledSampler(Sampler.DPMPP_2M, ScheduleType.KARRAS)), Optional.empty(),
                Optional.empty(), Optional.empty());
        HiresChanges prompt = new HiresChanges(Optional.empty(), Optional.of("anime, 1boy"), Optional.of("photo"),
                Optional.empty());
        HiresChanges scale = new HiresChanges(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(9.0));

        List<Picture> pictures = Stream.of(hires(esrgan, 0.4, HiresChanges.NONE),
                hires(Upscaler.Plain.NEAREST, 0.4, HiresChanges.NONE),
                hires(Upscaler.Plain.LANCZOS, 0.4, HiresChanges.NONE),
                hires(Upscaler.Plain.LANCZOS, 0.6, HiresChanges.NONE), hires(Upscaler.Plain.LANCZOS, 0.4, sampler),
                hires(Upscaler.Plain.LANCZOS, 0.4, prompt), hires(Upscaler.Plain.LANCZOS, 0.4, scale))
                .map(workflow -> draw(FAST.with(workflow))).toList();

        assertThat(pictures).doesNotHaveDuplicates();
        assertThat(pictures).allMatch(picture -> picture.width() == 96 && picture.height() == 96);
    }

    @Test
    void upTo15PlmsGivesWayToDdimAndEncodingGoesOnInTheStream() {
        PromptReader reader = new PromptReader(STUDIO.tokenizer(), Embeddings.none(), WebUiVersion.V1_3);
        Workflow enlarged = hires(Upscaler.Plain.LANCZOS, 0.5, HiresChanges.NONE);
        HiresChanges ddim = new HiresChanges(Optional.of(new ScheduledSampler(Sampler.DDIM, ScheduleType.AUTOMATIC)),
                Optional.empty(), Optional.empty(), Optional.empty());
        GenerationSettings plms = new GenerationSettings(Sampler.PLMS, 4, 3, 64, 64, 1, 0).with(enlarged);
        try (Painter old = STUDIO.open(reader)) {
            List<Outcome> outcomes = old.draw(List.of(JOB), plms);

            assertThat(old.draw(List.of(JOB), plms.with(hires(Upscaler.Plain.LANCZOS, 0.5, ddim))))
                    .isEqualTo(outcomes);
            assertThat(outcomes).doesNotContain(new Outcome.Drawn(JOB, draw(plms)));
        }
    }

    @Test
    void enlargedPicturesDoNotDependOnTheirBatch() {
        GenerationSettings settings = FAST.with(hires(Upscaler.Plain.LANCZOS, 0.5, HiresChanges.NONE));

        Picture alone = draw(settings);
        Picture together = STUDIO.draw(List.of(new PictureJob("anime", "", 9), JOB), settings).get(1);

        assertThat(difference(alone, together)).isLessThanOrEqualTo(2);
    }

    @Test
    void lessDenoisingStaysNearerToThePicture() {
        Picture first = Golden.picture("miniature/picture-2.png");

        List<Picture> pictures = Stream.of(0.0, 0.3, 0.9)
                .map(strength -> draw(new GenerationSettings(Sampler.EULER, 10, 3, 64, 64, 1, 0)
                        .with(new Workflow.FromPicture(first, new Workflow.Fit.Framed(Framing.STRETCH), strength))))
                .toList();

        assertThat(distance(pictures.get(0), first)).isLessThan(distance(pictures.get(1), first));
        assertThat(distance(pictures.get(1), first)).isLessThan(distance(pictures.get(2), first));
    }

    @Test
    void latentsOfAPictureCanBeStretched() {
        Workflow latent = new Workflow.FromPicture(Golden.picture("miniature/picture-4.png"), new Workflow.Fit.Latent(),
                0.5);

        assertThat(draw(FAST.with(latent)).width()).isEqualTo(64);
    }

    /** What continues at the opposite side has no seam there: neighbours across the border differ as others do. */
    @Test
    void picturesForTilingHaveNoSeam() {
        GenerationSettings plain = new GenerationSettings(Sampler.EULER, 10, 3, 64, 64, 1, 0);

        Picture picture = draw(plain.with(network(0, 0, 0, true, VaeTiles.LARGE)));

        assertThat(seam(picture)).isLessThan(seam(draw(plain)) / 2);
    }

    @Test
    void waysToAskTheNetworksChangeThePicture() {
        List<Picture> pictures = Stream.of(NetworkSettings.USUAL, network(0.7, 0, 0, false, VaeTiles.LARGE),
                network(0, 15, 0, false, VaeTiles.LARGE), network(0, 0, 0.5, false, VaeTiles.LARGE),
                NetworkSettings.USUAL.with(new Training(Predicted.VELOCITY, Variant.PUBLISHED)),
                NetworkSettings.USUAL.with(new Training(Predicted.NOISE, Variant.HALVED)))
                .map(network -> draw(FAST.with(network))).toList();

        assertThat(pictures).doesNotHaveDuplicates();
    }

    @Test
    void smallPicturesAreTheSameInTiles() {
        assertThat(difference(draw(FAST.with(network(0, 0, 0, false, VaeTiles.ALWAYS))), draw(FAST)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void sizesBeyondTheirRangeAreRefused() {
        GenerationSettings large = new GenerationSettings(Sampler.EULER_A, 3, 3, 2048, 64, 1, 0);

        assertThatThrownBy(() -> large.with(enlarged(new Enlargement.By(8)))).isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("hires size: sides must be 8 to 8192, but 2048x64 is enlarged to 16384x512.");
        assertThatThrownBy(() -> large.with(enlarged(new Enlargement.To(128, 0))))
                .hasMessageStartingWith("hires size: sides must be 8 to 8192, but 2048x64 is enlarged to 128x4.");
    }

    private static Workflow enlarged(Enlargement enlargement) {
        return new Workflow.Hires(enlargement, Upscaler.Plain.NONE, 0.5, 0, HiresChanges.NONE);
    }

    @Test
    void strengthsBeyondTheirRangeAreRefused() {
        assertThatThrownBy(() -> hires(Upscaler.Plain.NONE, 1.5, HiresChanges.NONE))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("denoising strength: must be 0 to 1, but is 1.5.");
        assertThatThrownBy(() -> new Enlargement.By(0.5)).hasMessageStartingWith("hires scale: must be 1 to 8");
        assertThatThrownBy(() -> new TokenMerging(0.95, 0)).hasMessageStartingWith("token merging ratio: must be");
        assertThatThrownBy(() -> new Guidance(2, 0)).hasMessageStartingWith("cfg rescale: must be 0 to 1");
    }

    private static NetworkSettings network(double rescale, double skipBelow, double merged, boolean tiling,
            VaeTiles tiles) {
        return new NetworkSettings(NetworkSettings.USUAL.training(), new Guidance(rescale, skipBelow),
                new TokenMerging(merged, 0), tiling, tiles);
    }

    private static Picture draw(GenerationSettings settings) {
        return STUDIO.draw(JOB, settings);
    }

    private static double seam(Picture picture) {
        double sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int c = 0; c < 3; c++) {
                sum += Math.abs(picture.at(0, y, c) - picture.at(picture.width() - 1, y, c));
                sum += Math.abs(picture.at(y, 0, c) - picture.at(y, picture.height() - 1, c));
            }
        }
        return sum;
    }

    private static double distance(Picture a, Picture b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i += 7) {
            sum += Math.abs(Byte.toUnsignedInt(a.rgb()[i]) - Byte.toUnsignedInt(b.rgb()[i]));
        }
        return sum;
    }
}
