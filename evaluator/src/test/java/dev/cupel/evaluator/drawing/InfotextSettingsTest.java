package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.NetworkSettings.Guidance;
import dev.cupel.evaluator.drawing.NetworkSettings.Predicted;
import dev.cupel.evaluator.drawing.NetworkSettings.TokenMerging;
import dev.cupel.evaluator.drawing.NetworkSettings.Training;
import dev.cupel.evaluator.drawing.NetworkSettings.VaeTiles;
import dev.cupel.evaluator.drawing.Workflow.HiresChanges;
import dev.cupel.evaluator.network.Interpolation;
import dev.cupel.evaluator.picture.Tiles;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.NoiseSchedule.Variant;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import java.nio.file.Path;
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

    @Test
    void enlargementsAndWaysToAskNetworksAreReadAgain() {
        GenerationSettings plain = new GenerationSettings(Sampler.EULER_A, 20, 7, 512, 512, 1, 0,
                SamplingSettings.usual(Sampler.EULER_A).withRng(RandomSource.GPU));
        HiresChanges changes = new HiresChanges(
                Optional.of(new ScheduledSampler(Sampler.DPMPP_2M, ScheduleType.KARRAS)), Optional.of("a: b, \"c\""),
                Optional.of("d"), Optional.of(5.5));

        assertReadAgain(plain.with(new Workflow.Hires(new Enlargement.By(1.5),
                new Upscaler.Latent(Interpolation.BICUBIC_ANTIALIASED), 0.55, 0, HiresChanges.NONE)));
        assertReadAgain(
                plain.with(new Workflow.Hires(new Enlargement.To(1024, 0), Upscaler.Plain.NONE, 0.2, 12, changes))
                        .with(new NetworkSettings(new Training(Predicted.VELOCITY, Variant.ZERO_TERMINAL),
                                new Guidance(0.7, 1.5),
                                new TokenMerging(0.3, 0.5), true, VaeTiles.NEVER)));
        assertReadAgain(plain.with(NetworkSettings.USUAL.with(new Training(Predicted.NOISE, Variant.HALVED))));
    }

    /** The line of web UI 1.3.1, but for its names. */
    @Test
    void hiresFixOfTheWebUi13IsUnderstood() {
        Upscaler file = new Upscaler.Network("4x-AnimeSharp", Path.of("4x-AnimeSharp.pth"), Tiles.USUAL);

        GenerationSettings settings = InfotextSettings.read(Infotext.parse("""
                a girl
                Steps: 26, Sampler: Euler a, CFG scale: 8.0, Seed: 1, Size: 512x768, Denoising strength: 0.25, \
                Clip skip: 2, ENSD: 31337, Token merging ratio hr: 0.5, RNG: CPU, Hires upscale: 2, Hires steps: 10, \
                Hires upscaler: 4x-AnimeSharp, Version: v1.3.1"""), name -> Optional.of(file));

        assertThat(settings.workflow())
                .isEqualTo(new Workflow.Hires(new Enlargement.By(2), file, 0.25, 10, HiresChanges.NONE));
        assertThat(settings.network().merging()).isEqualTo(new TokenMerging(0, 0.5));
        assertThat(settings.network().training().levels()).isEqualTo(Variant.HALVED);
    }

    @Test
    void noiseLevelsAreHalvedUpTo16() {
        assertThat(read("Version: v1.6.0-2-g4afaaf8a").network().training().levels()).isEqualTo(Variant.HALVED);
        assertThat(read("Version: v1.7.0").network().training().levels()).isEqualTo(Variant.PUBLISHED);
        assertThat(read("Sampler: Euler").network().training().levels()).isEqualTo(Variant.PUBLISHED);
        assertThat(read("Version: v1.6.0, Downcast alphas_cumprod: False").network().training().levels())
                .isEqualTo(Variant.PUBLISHED);
    }

    @Test
    void firstPassSizesOfOldAreEnlargedToTheSize() {
        GenerationSettings told = read("Size: 1024x1536, Denoising strength: 0.7, First pass size: 512x768");
        GenerationSettings reckoned = read("Size: 1024x1536, Denoising strength: 0.7, First pass size: 0x0");

        assertThat(told.width()).isEqualTo(512);
        assertThat(told.height()).isEqualTo(768);
        assertThat(told.workflow()).isInstanceOfSatisfying(Workflow.Hires.class,
                hires -> assertThat(hires.enlargement()).isEqualTo(new Enlargement.To(1024, 1536)));
        assertThat(reckoned.width()).isEqualTo(448);
        assertThat(reckoned.height()).isEqualTo(640);
    }

    @Test
    void denoisingAloneEnlargesNothing() {
        assertThat(read("Denoising strength: 0.5").workflow()).isEqualTo(new Workflow.FromNoise());
    }

    @Test
    void unknownUpscalersAreNamedWithTheNearest() {
        assertThatThrownBy(() -> read("Hires upscale: 2, Hires upscaler: Lanzcos"))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("hires upscaler: must be one of Latent, Latent (antialiased), ")
                .hasMessageEndingWith("Maybe Lanczos is meant.");
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
