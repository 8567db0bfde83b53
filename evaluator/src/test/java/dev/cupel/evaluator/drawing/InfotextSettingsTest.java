package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InfotextSettingsTest {

    private static GenerationSettings read(String parameters) {
        return InfotextSettings.read(Infotext.parse("a girl\nSteps: 20, CFG scale: 7, Seed: 1, " + parameters));
    }

    @Test
    void scheduleIsPartOfTheNameOrAKeyOfItsOwn() {
        GenerationSettings karras = read("Sampler: DPM++ 2M Karras");

        assertThat(karras.sampler()).isEqualTo(Sampler.DPMPP_2M);
        assertThat(karras.sampling().schedule()).isEqualTo(ScheduleType.KARRAS);
        assertThat(read("Sampler: DPM++ 2M, Schedule type: Karras")).isEqualTo(karras);
        assertThat(read("Sampler: DPM++ 2M Karras, Schedule type: Automatic")).isEqualTo(karras);
    }

    @Test
    void absentKeysHaveTheWebUisDefaults() {
        assertThat(InfotextSettings.read(Infotext.parse("a girl"))).isEqualTo(
                new GenerationSettings(Sampler.EULER_A, 20, 7, 512, 512, 1, 0,
                        SamplingSettings.usual(Sampler.EULER_A).withRng(RandomSource.GPU)));
    }

    @ParameterizedTest
    @EnumSource(ScheduleType.class)
    void whatIsWrittenIsReadAgain(ScheduleType schedule) {
        SamplingSettings sampling = new SamplingSettings(schedule, new Stochasticity(0, 1.5, 0.1, 5, 1.01),
                RandomSource.NV, new Variation(5, 0.25), Optional.of(new Infotext.Size(512, 384)));
        assertReadAgain(new GenerationSettings(Sampler.HEUN, 21, 7.5, 64, 72, 2, 31337, sampling));
        assertReadAgain(new GenerationSettings(Sampler.DPMPP_3M_SDE, 20, 7, 64, 64, 1, 0,
                SamplingSettings.usual(Sampler.DPMPP_3M_SDE).withSchedule(schedule).withRng(RandomSource.GPU)));
    }

    private static void assertReadAgain(GenerationSettings settings) {
        SequencedMap<String, String> pairs = InfotextSettings.pairs(settings, 3, new LinkedHashMap<>());
        Infotext text = Infotext.parse(new Infotext("a girl", "", pairs).text());

        assertThat(pairs.keySet()).allMatch(key -> key.equals("Seed") || InfotextSettings.follows(key));
        assertThat(InfotextSettings.read(text)).isEqualTo(settings);
    }

    @Test
    void misspeltNamesAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> read("Sampler: DPM++ 2M Karas"))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("sampler: must be one of Euler a, Euler, ")
                .hasMessageEndingWith("but is DPM++ 2M Karas.\nMaybe DPM++ 2M Karras is meant.");
        assertThatThrownBy(() -> read("Sampler: DPM++ 2M, Schedule type: Kerras"))
                .hasMessageEndingWith("but is Kerras.\nMaybe Karras is meant.");
        assertThatThrownBy(() -> read("RNG: tpu"))
                .hasMessageStartingWith("rng: must be one of cpu, nv, gpu, but is tpu.\n");
    }

    @Test
    void variationsGoOnInTheSecondSeed() {
        GenerationSettings settings = read("Variation seed: 5, Variation seed strength: 0.1");

        assertThat(settings.withNextVariation(3).sampling().variation()).isEqualTo(new Variation(8, 0.1));
    }
}
