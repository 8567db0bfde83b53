package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.Stochasticity;
import org.junit.jupiter.api.Test;

class GenerationSettingsTest {

    @Test
    void sidesAreMultiplesOfEight() {
        assertThatThrownBy(() -> new GenerationSettings(Sampler.EULER, 20, 7, 100, 64, 1, 0))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("width: must be a multiple of 8 from 8 to 4096, but is 100.\n");
    }

    @Test
    void stepsScaleAndClipSkipHaveTheirRanges() {
        assertThatThrownBy(() -> new GenerationSettings(Sampler.EULER, 0, 7, 64, 64, 1, 0))
                .hasMessageStartingWith("steps: must be 1 to 1000, but is 0.");
        assertThatThrownBy(() -> new GenerationSettings(Sampler.EULER, 20, Double.NaN, 64, 64, 1, 0))
                .hasMessageStartingWith("cfg scale: must be a number, but is NaN.");
        assertThatThrownBy(() -> new GenerationSettings(Sampler.EULER, 20, 7, 64, 64, 0, 0))
                .hasMessageStartingWith("clip skip: must be at least 1, but is 0.");
    }

    @Test
    void aSamplerWithLevelsOfItsOwnTakesNoSchedule() {
        SamplingSettings karras = SamplingSettings.usual(Sampler.DDIM).withSchedule(ScheduleType.KARRAS);

        assertThatThrownBy(() -> new GenerationSettings(Sampler.DDIM, 20, 7, 64, 64, 1, 0).with(karras))
                .isInstanceOf(EvaluationException.class).hasMessageStartingWith(
                        "schedule: DDIM has noise levels of its own, but schedule is Karras.\nLeave");
    }

    @Test
    void dialsThatASamplerDoesNotHaveAreRefused() {
        SamplingSettings usual = SamplingSettings.usual(Sampler.EULER);
        GenerationSettings euler = new GenerationSettings(Sampler.EULER, 20, 7, 64, 64, 1, 0);

        assertThatThrownBy(() -> euler.with(usual.withDials(Stochasticity.of(0.5))))
                .hasMessageStartingWith("eta: must be left out for Euler, which does not take it, but is 0.5.\n");
        assertThatThrownBy(() -> new GenerationSettings(Sampler.LMS, 20, 7, 64, 64, 1, 0)
                .with(usual.withDials(new Stochasticity(0, 1, 0, 9, 1))))
                .hasMessageStartingWith("churn: must be left out for LMS, which does not take it, but is 1.0.\n");
    }

    @Test
    void sizeOfAResizedSeedHasItsRange() {
        assertThatThrownBy(
                () -> SamplingSettings.usual(Sampler.EULER).withResizeFrom(new Infotext.Size(4, 64)))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("seed resize from: sides must be 8 to 4096, but are 4x64.\nGive");
    }
}
