package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.SamplingSettings;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SamplingOptionsTest {

    private static final Infotext NOTHING = Infotext.parse("");

    private static GenerationSettings settings(Infotext given, String... arguments) {
        PictureOptions options = CommandLine.populateCommand(new PictureOptions(), arguments);
        return options.settings(options.over(given), Path.of("model"));
    }

    private static Infotext infotext(String parameters) {
        return Infotext.parse("a girl\nSteps: 20, CFG scale: 7, Seed: 1, " + parameters);
    }

    @Test
    void nothingSaidIsEulerAOnAutomaticLevelsWithTheProcessorsNumbers() {
        assertThat(settings(NOTHING).sampler()).isEqualTo(Sampler.EULER_A);
        assertThat(settings(NOTHING).sampling()).isEqualTo(SamplingSettings.usual(Sampler.EULER_A));
    }

    @Test
    void scheduleIsPartOfTheNameOrSaidApart() {
        assertThat(settings(NOTHING, "--sampler", "DPM++ 2M Karras").sampling().schedule())
                .isEqualTo(ScheduleType.KARRAS);
        assertThat(settings(NOTHING, "--sampler", "DPM++ 2M", "--schedule", "karras").sampling().schedule())
                .isEqualTo(ScheduleType.KARRAS);
    }

    @Test
    void optionsGoBeforeTheInfotext() {
        Infotext given = infotext("Sampler: Heun, Schedule type: Karras, RNG: NV, Eta: 0.5, Variation seed: 3, "
                + "Variation seed strength: 0.25");

        assertThat(settings(given, "--sampler", "LMS").sampler()).isEqualTo(Sampler.LMS);
        assertThat(settings(given, "--sampler", "LMS").sampling().schedule()).isEqualTo(ScheduleType.AUTOMATIC);
        assertThat(settings(given, "--sampler", "Euler a", "--eta", "0.7").sampling().dials())
                .isEqualTo(Stochasticity.of(0.7));
        assertThat(settings(given, "--rng", "cpu").sampling().rng()).isEqualTo(RandomSource.CPU);
        assertThat(settings(given, "--variation-seed", "8").sampling().variation()).isEqualTo(new Variation(8, 0.25));
        assertThat(settings(given, "--steps", "7", "--size", "64x32"))
                .isEqualTo(settings(infotext("Sampler: Heun, Schedule type: Karras, RNG: NV, Variation seed: 3, "
                        + "Variation seed strength: 0.25, Size: 64x32"), "--steps", "7"));
    }

    @Test
    void anInfotextWithoutRngIsThatOfAGraphicsCard() {
        assertThat(settings(infotext("Sampler: Euler a")).sampling().rng()).isEqualTo(RandomSource.GPU);
        assertThat(settings(infotext("Sampler: Euler a, RNG: CPU")).sampling().rng()).isEqualTo(RandomSource.CPU);
    }

    @Test
    void optionsThatWouldBeIgnoredAreRefusedAndKeysOfAnInfotextArePassedOver() {
        assertThat(settings(infotext("Sampler: DDIM, Schedule type: Karras")).sampling().schedule())
                .isEqualTo(ScheduleType.AUTOMATIC);

        assertThatThrownBy(() -> settings(NOTHING, "--sampler", "DDIM", "--schedule", "Karras"))
                .isInstanceOf(UsageException.class).hasMessageStartingWith("--schedule must be left out for DDIM");
        assertThatThrownBy(() -> settings(NOTHING, "--sampler", "Heun", "--eta", "0.5"))
                .isInstanceOf(UsageException.class).hasMessageStartingWith("--eta must be left out for Heun");
        assertThatThrownBy(() -> settings(NOTHING, "--seed-resize-from", "64"))
                .hasMessageStartingWith("--seed-resize-from must be WIDTHxHEIGHT, but is 64.\n");
    }
}
