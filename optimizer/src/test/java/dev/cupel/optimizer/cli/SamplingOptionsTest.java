package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.SamplingSettings;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class SamplingOptionsTest {

    private static final Infotext NOTHING = Infotext.parse("");

    private static SamplingOptions options(String... arguments) {
        return CommandLine.populateCommand(new SamplingOptions(), arguments);
    }

    private static Infotext infotext(String parameters) {
        return Infotext.parse("a girl\nSteps: 20, CFG scale: 7, Seed: 1, " + parameters);
    }

    private static SamplingSettings settings(SamplingOptions options, Infotext given) {
        return options.settings(options.sampler(given), given);
    }

    @Test
    void nothingSaidIsEulerAOnAutomaticLevelsWithTheProcessorsNumbers() {
        assertThat(options().sampler(NOTHING))
                .isEqualTo(new ScheduledSampler(Sampler.EULER_A, ScheduleType.AUTOMATIC));
        assertThat(settings(options(), NOTHING)).isEqualTo(SamplingSettings.usual(Sampler.EULER_A));
    }

    @Test
    void scheduleIsPartOfTheNameOrSaidApart() {
        var karras = new ScheduledSampler(Sampler.DPMPP_2M, ScheduleType.KARRAS);

        assertThat(options("--sampler", "DPM++ 2M Karras").sampler(NOTHING)).isEqualTo(karras);
        assertThat(options("--sampler", "DPM++ 2M", "--schedule", "karras").sampler(NOTHING)).isEqualTo(karras);
        assertThat(options().sampler(infotext("Sampler: DPM++ 2M Karras"))).isEqualTo(karras);
        assertThat(options().sampler(infotext("Sampler: DPM++ 2M, Schedule type: Karras"))).isEqualTo(karras);
        assertThat(options().sampler(infotext("Sampler: DPM++ 2M Karras, Schedule type: Automatic")))
                .isEqualTo(karras);
    }

    @Test
    void scheduleOfAnInfotextIsPassedOverWhereTheSamplerHasLevelsOfItsOwn() {
        assertThat(options().sampler(infotext("Sampler: DDIM, Schedule type: Karras")))
                .isEqualTo(new ScheduledSampler(Sampler.DDIM, ScheduleType.AUTOMATIC));
    }

    @Test
    void optionsGoBeforeTheInfotext() {
        Infotext given = infotext("Sampler: Heun, Schedule type: Karras, RNG: NV, Eta: 0.5, Variation seed: 3, "
                + "Variation seed strength: 0.25");

        assertThat(options("--sampler", "LMS").sampler(given).sampler()).isEqualTo(Sampler.LMS);
        assertThat(settings(options("--sampler", "Euler a", "--eta", "0.7"), given).dials())
                .isEqualTo(Stochasticity.of(0.7));
        assertThat(settings(options("--rng", "cpu"), given).rng()).isEqualTo(RandomSource.CPU);
        assertThat(settings(options("--variation-seed", "8"), given).variation()).isEqualTo(new Variation(8, 0.25));
    }

    @Test
    void anInfotextWithoutRngIsThatOfAGraphicsCard() {
        assertThat(settings(options(), infotext("Sampler: Euler a")).rng()).isEqualTo(RandomSource.GPU);
        assertThat(settings(options(), infotext("Sampler: Euler a, RNG: CPU")).rng()).isEqualTo(RandomSource.CPU);
    }

    @Test
    void variationsGoOnInTheSecondSeed() {
        GenerationSettings settings = new GenerationSettings(Sampler.EULER, 20, 7, 64, 64, 1, 0)
                .with(SamplingSettings.usual(Sampler.EULER).withVariation(new Variation(5, 0.1)));

        assertThat(SamplingOptions.nextVariation(settings, 3).sampling().variation()).isEqualTo(new Variation(8, 0.1));
    }

    @ParameterizedTest
    @EnumSource(ScheduleType.class)
    void whatIsWrittenIsReadAgain(ScheduleType schedule) {
        SamplingSettings sampling = new SamplingSettings(schedule, new Stochasticity(0, 1.5, 0.1, 5, 1.01),
                RandomSource.NV, new Variation(5, 0.25), Optional.of(new Infotext.Size(512, 384)));
        assertReadAgain(new GenerationSettings(Sampler.HEUN, 20, 7, 64, 64, 1, 0, sampling));
        assertReadAgain(new GenerationSettings(Sampler.DPMPP_3M_SDE, 20, 7, 64, 64, 1, 0,
                SamplingSettings.usual(Sampler.DPMPP_3M_SDE).withSchedule(schedule).withRng(RandomSource.GPU)));
    }

    private static void assertReadAgain(GenerationSettings settings) {
        Map<String, String> written = new LinkedHashMap<>(Map.of("Steps", "20", "CFG scale", "7", "Seed", "1"));
        written.putAll(SamplingOptions.samplerText(settings));
        written.putAll(SamplingOptions.variationText(settings));
        written.putAll(SamplingOptions.noiseText(settings));
        Infotext text = Infotext.parse(new Infotext("a girl", "", new LinkedHashMap<>(written)).text());

        assertThat(SamplingOptions.KEYS).containsAll(written.keySet().stream()
                .filter(key -> !key.equals("Steps") && !key.equals("CFG scale") && !key.equals("Seed")).toList());
        assertThat(options().sampler(text).sampler()).isEqualTo(settings.sampler());
        assertThat(settings(options(), text)).isEqualTo(settings.sampling());
    }

    @Test
    void misspeltNamesAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> options("--sampler", "DPM++ 2M Karas").sampler(NOTHING))
                .isInstanceOf(UsageException.class).hasMessageStartingWith("sampler: must be one of Euler a, Euler, ")
                .hasMessageEndingWith("but is DPM++ 2M Karas.\nMaybe DPM++ 2M Karras is meant.");
        assertThatThrownBy(() -> options("--schedule", "Kerras").sampler(NOTHING))
                .hasMessageEndingWith("but is Kerras.\nMaybe Karras is meant.");
        assertThatThrownBy(() -> settings(options("--rng", "tpu"), NOTHING))
                .hasMessageStartingWith("rng: must be one of cpu, nv, gpu, but is tpu.\n");
        assertThatThrownBy(() -> settings(options("--seed-resize-from", "64"), NOTHING))
                .hasMessageStartingWith("--seed-resize-from must be WIDTHxHEIGHT, but is 64.\n");
    }
}
