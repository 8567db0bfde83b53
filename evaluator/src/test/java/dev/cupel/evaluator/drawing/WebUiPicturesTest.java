package dev.cupel.evaluator.drawing;

import static dev.cupel.evaluator.drawing.MiniatureStudio.difference;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.picture.Framing;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Variation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole pictures against those that the web UI's own code drew: see golden/webui/README.md. */
class WebUiPicturesTest {

    @RegisterExtension
    static final MiniatureStudio STUDIO = new MiniatureStudio();

    static Stream<Arguments> pictures() {
        return StreamSupport.stream(Golden.json("webui/cases.json").get("pictures").spliterator(), false)
                .map(picture -> Arguments.of(picture.get("file").textValue(), picture));
    }

    /** Two grey levels, as for other whole pictures. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void picturesAreThoseOfTheWebUi(String file, JsonNode example) {
        Picture expected = Golden.picture("webui/" + file);
        PictureJob job = new PictureJob(example.get("prompt").textValue(), example.get("negative_prompt").textValue(),
                example.get("seed").longValue());

        Picture actual = Outcome.pictures(STUDIO.painter().draw(new Sitting(List.of(job), settings(example),
                text(example, "version").flatMap(WebUiVersion::named)))).getFirst();

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.height()).isEqualTo(expected.height());
        assertThat(difference(actual, expected)).isLessThanOrEqualTo(2);
    }

    private static GenerationSettings settings(JsonNode example) {
        ScheduledSampler sampler = ScheduledSampler.named(example.get("sampler").textValue()).orElseThrow();
        double strength = example.path("variation").asDouble(0);
        return new GenerationSettings(sampler.sampler(), example.get("steps").intValue(),
                example.get("cfg_scale").doubleValue(), example.get("width").intValue(),
                example.get("height").intValue(), 1, example.path("ensd").asLong(0),
                new SamplingSettings(sampler.schedule(), sampler.sampler().usual(), RandomSource.CPU,
                        strength == 0 ? Variation.NONE : new Variation(0, strength), Optional.empty()))
                .with(workflow(example));
    }

    private static Workflow workflow(JsonNode example) {
        if (example.has("initial")) {
            JsonNode initial = example.get("initial");
            return new Workflow.FromPicture(Golden.picture(initial.get("file").textValue()),
                    initial.get("resize_mode").intValue() == 3
                            ? new Workflow.Fit.Latent()
                            : new Workflow.Fit.Framed(Framing.STRETCH),
                    initial.get("denoising").doubleValue());
        }
        JsonNode hires = example.get("hires");
        Enlargement enlargement = hires.has("scale")
                ? new Enlargement.By(hires.get("scale").doubleValue())
                : new Enlargement.To(hires.get("width").intValue(), hires.get("height").intValue());
        return new Workflow.Hires(enlargement, Upscaler.named(hires.get("upscaler").textValue()).orElseThrow(),
                hires.get("denoising").doubleValue(), hires.path("steps").asInt(0),
                new Workflow.HiresChanges(text(hires, "sampler").flatMap(ScheduledSampler::named),
                        text(hires, "prompt"), text(hires, "negative_prompt"), Optional.empty()));
    }

    private static Optional<String> text(JsonNode node, String key) {
        return Optional.ofNullable(node.path(key).textValue());
    }
}
