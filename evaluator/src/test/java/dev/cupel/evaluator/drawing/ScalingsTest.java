package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.drawing.NetworkSettings.Predicted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingsTest {

    /** x = x0 + sigma n is, with unit variance, cos(phi) x0 + sin(phi) n; the velocity is cos(phi) n - sin(phi) x0. */
    @ParameterizedTest
    @ValueSource(floats = {0.03f, 1, 14.6f})
    void cleanLatentComesBackFromNoiseAndFromVelocity(float sigma) {
        float clean = 0.75f;
        float noise = -1.25f;
        float[] x = {clean + sigma * noise};
        double phi = Math.atan(sigma);
        float velocity = (float) (Math.cos(phi) * noise - Math.sin(phi) * clean);

        assertThat(Scalings.of(Predicted.NOISE, sigma).clean(x, new float[]{0, noise}, 1)[0])
                .isCloseTo(clean, within(1e-5f));
        assertThat(Scalings.of(Predicted.VELOCITY, sigma).clean(x, new float[]{0, velocity}, 1)[0])
                .isCloseTo(clean, within(1e-5f));
    }

    @Test
    void rescaledGuidanceIsThatOfDiffusers() {
        JsonNode golden = Golden.json("enlarging/guidance_rescale.json");
        float[] text = Golden.floats(golden.get("text"));
        float[] uncond = Golden.floats(golden.get("uncond"));
        float[] x = new float[text.length]; // D = -p then
        float[] wanted = new float[text.length];
        float[] guided = new float[text.length];
        for (int i = 0; i < text.length; i++) {
            wanted[i] = -text[i];
            guided[i] = -(uncond[i] + 7 * (text[i] - uncond[i]));
        }

        Scalings.of(Predicted.NOISE, 1).rescale(guided, wanted, x, 0.7);

        float[] expected = Golden.floats(golden.get("result"));
        for (int i = 0; i < expected.length; i++) {
            assertThat(-guided[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }
}
