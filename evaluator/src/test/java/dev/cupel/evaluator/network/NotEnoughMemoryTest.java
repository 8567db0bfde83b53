package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.IValueUtils;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.drawing.Enlargement;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.NetworkSettings;
import dev.cupel.evaluator.drawing.Outcome;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Upscaler;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.picture.Tiles;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.merger.live.LoadedWeights;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine fails here by order, in its own words, as many times as a test wants. */
class NotEnoughMemoryTest {

    private static final String ON_CPU = "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: "
            + "you tried to allocate 4611686018427387904 bytes. Error code 12 (Cannot allocate memory)";
    private static final String ON_CUDA = "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 8 GiB";
    private static final GenerationSettings FAST = new GenerationSettings(Sampler.EULER_A, 2, 7, 64, 64, 1, 0);
    private static final List<PictureJob> JOBS = Stream.of(1L, 2L, 3L).map(seed -> new PictureJob("1girl", "", seed))
            .toList();

    private static List<Picture> draw(String method, int failures, String words, List<PictureJob> jobs,
            GenerationSettings settings) {
        return Outcome.pictures(outcomes(method, failures, words, jobs, settings));
    }

    private static List<Outcome> outcomes(String method, int failures, String words, List<PictureJob> jobs,
            GenerationSettings settings) {
        AtomicInteger left = new AtomicInteger(failures);
        Compute.Runner failing = (networks, name, arguments) -> {
            if (name.equals(method) && left.getAndDecrement() > 0) {
                throw new EngineException(words);
            }
            return IValueUtils.runMethod(networks, name, arguments);
        };
        try (Compute compute = Compute.open(Compute.Device.CPU, 1, 1, failing);
                LoadedWeights weights = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
                Painter painter = Painter.open(compute, Tokenizer.open(Golden.MINIATURE.resolve("tokenizer")),
                        weights)) {
            return painter.draw(jobs, settings);
        }
    }

    private static List<Picture> draw(List<PictureJob> jobs, GenerationSettings settings) {
        return draw("none", 0, "", jobs, settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {ON_CPU, ON_CUDA, "std::bad_alloc"})
    void batchThatDoesNotFitIsDrawnInParts(String words) {
        List<Picture> pictures = draw("unet_noise", 1, words, JOBS, FAST);

        assertThat(pictures).containsExactlyElementsOf(Stream
                .concat(draw(JOBS.subList(0, 2), FAST).stream(), draw(JOBS.subList(2, 3), FAST).stream()).toList());
    }

    @Test
    void picturesThatDoNotFitIntoTheDecoderTogetherAreDecodedOneByOne() {
        List<Picture> pictures = draw("vae_decode", 1, ON_CUDA, JOBS, FAST);

        assertThat(pictures).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(apart(pictures.get(i), draw(JOBS, FAST).get(i))).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void pictureThatDoesNotFitIntoTheDecoderIsDecodedInTiles() {
        List<PictureJob> one = JOBS.subList(0, 1);
        GenerationSettings tiled = FAST.with(new NetworkSettings(FAST.network().training(), FAST.network().guidance(),
                FAST.network().merging(), FAST.network().tiling(), NetworkSettings.VaeTiles.ALWAYS));

        assertThat(draw("vae_decode", 1, ON_CPU, one, FAST)).isEqualTo(draw(one, tiled));
    }

    @Test
    void pictureThatFitsInNoWayIsToldWithItsCauseAndTheOthersAreDrawn() {
        // three together, two together, and the first by itself do not fit
        List<Outcome> outcomes = outcomes("unet_noise", 3, ON_CPU, JOBS, FAST);

        assertThat(outcomes.get(0)).isInstanceOfSatisfying(Outcome.Broken.class, broken -> assertThat(broken.message())
                .startsWith("picture of seed 1, prompt \"1girl\": ")
                .contains("there is not enough memory for it, even by itself", "smaller size"));
        for (int i = 1; i < 3; i++) {
            assertThat(outcomes.get(i)).isEqualTo(
                    new Outcome.Drawn(JOBS.get(i), draw(JOBS.subList(i, i + 1), FAST).getFirst()));
        }
    }

    @Test
    void promptThatDoesNotFitIsEncodedInParts() {
        List<PictureJob> longer = List.of(new PictureJob("1girl BREAK red hair", "", 1));

        Picture picture = draw("sd_text_states", 1, ON_CUDA, longer, FAST).getFirst();

        assertThat(apart(picture, draw(longer, FAST).getFirst())).isLessThanOrEqualTo(1);
    }

    @Test
    void promptThatFitsInNoWayBreaksItsPictureAlone() {
        // the prompt in the part of three, in that of two, and for the first picture by itself
        List<Outcome> outcomes = outcomes("sd_text_states", 3, ON_CPU, JOBS, FAST);

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Broken.class);
        assertThat(outcomes.subList(1, 3)).allMatch(Outcome.Drawn.class::isInstance);
    }

    @Test
    void tileThatDoesNotFitIntoTheUpscalerIsHalved() {
        List<PictureJob> one = JOBS.subList(0, 1);

        assertThat(draw("esrgan", 2, ON_CUDA, one, enlarged(192))).isEqualTo(draw(one, enlarged(48)));
        assertThat(outcomes("esrgan", Integer.MAX_VALUE, ON_CUDA, one, enlarged(192)))
                .singleElement().isInstanceOf(Outcome.Broken.class);
    }

    private static GenerationSettings enlarged(int tile) {
        Upscaler esrgan = new Upscaler.Network("4x-MiniSharp",
                Golden.MINIATURE.resolve("upscalers").resolve("4x-MiniSharp.pth"), new Tiles(tile, 8));
        return FAST.with(new Workflow.Hires(new Enlargement.By(1.5), esrgan, 0, 0, Workflow.HiresChanges.NONE));
    }

    @Test
    void otherFailuresAreNotTakenForIt() {
        assertThat(NotEnoughMemoryException.isMeantBy(new EngineException("expected shape [1, 2]"))).isFalse();
        assertThatThrownBy(() -> draw("unet_noise", 1, "expected shape [1, 2]", JOBS, FAST))
                .hasMessageContaining("the engine refused the computation: expected shape [1, 2]");
    }

    private static int apart(Picture a, Picture b) {
        int most = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            most = Math.max(most, Math.abs(Byte.toUnsignedInt(a.rgb()[i]) - Byte.toUnsignedInt(b.rgb()[i])));
        }
        return most;
    }
}
