package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.prompt.Chunk;
import dev.cupel.evaluator.prompt.Embedding;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text encoder, U-Net and autoencoder against diffusers and transformers on the miniature; 1e-5 relative to the largest
 * value is ten times what two independent float32 implementations differ by.
 */
class NetworksTest {

    private static final double TOLERANCE = 1e-5;
    private static final Map<String, float[]> GOLDEN = Golden.miniatureTensors();

    private static Compute compute;
    private static LoadedWeights weights;
    private static DeviceWeights device;

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
        weights = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
        device = DeviceWeights.open(compute, weights);
    }

    @AfterAll
    static void close() {
        device.close();
        weights.close();
        compute.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void textStatesAreThoseOfTransformers(int clipSkip) {
        TextEncoder encoder = new TextEncoder(device);

        for (int prompt = 0; prompt < 6; prompt++) {
            float[][] states = encoder.states(List.of(chunk(prompt)), clipSkip);

            assertClose(states[0], "text." + prompt + ".skip" + clipSkip);
        }
    }

    @Test
    void embeddingOfAWordsOwnVectorGivesTheStatesOfTheWord() {
        Chunk words = chunk(0);
        int place = 2;
        int[] ids = words.ids();
        float[] row = row(weights, "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight",
                ids[place]);
        ids[place] = 0;
        Chunk inserted = new Chunk(ids, words.weights(),
                List.of(new Chunk.Insertion(place, new Embedding("word", 1, row))));
        TextEncoder encoder = new TextEncoder(device);

        // in one batch, so that the second chunk's rows are counted from the batch's start
        float[][] states = encoder.states(List.of(words, inserted), 1);

        assertThat(states[1]).isEqualTo(states[0]);
    }

    @Test
    void embeddingOfAnotherWidthIsRefused() {
        Chunk chunk = new Chunk(chunk(0).ids(), chunk(0).weights(),
                List.of(new Chunk.Insertion(1, new Embedding("wide", 1, new float[768]))));

        assertThatThrownBy(() -> new TextEncoder(device).states(List.of(chunk), 1))
                .isInstanceOf(EvaluationException.class).hasMessageContaining("'wide'").hasMessageContaining("768");
    }

    @Test
    void emphasisOfABatchKeepsTheMeanOfAllItsChunks() {
        TextEncoder encoder = new TextEncoder(device);
        List<Chunk> plain = List.of(chunk(0), chunk(1));
        float[] emphasis = new float[Chunk.LENGTH];
        Arrays.fill(emphasis, 1);
        emphasis[3] = 1.5f;
        List<Chunk> strong = List.of(new Chunk(chunk(0).ids(), emphasis), chunk(1));

        float[][] before = encoder.statesOfABatch(plain, 1);
        float[][] after = encoder.statesOfABatch(strong, 1);

        assertThat(mean(after[0]) + mean(after[1])).isCloseTo(mean(before[0]) + mean(before[1]), within(1e-6));
        assertThat(after[1][0] / before[1][0]).isNotEqualTo(1f);
    }

    @Test
    void emphasisKeepsTheMeanOfAChunk() {
        TextEncoder encoder = new TextEncoder(device);
        float[] plain = encoder.states(List.of(chunk(0)), 1)[0];
        float[] emphasis = new float[Chunk.LENGTH];
        Arrays.fill(emphasis, 1);
        emphasis[3] = 1.5f;

        float[] strong = encoder.states(List.of(new Chunk(chunk(0).ids(), emphasis)), 1)[0];

        assertThat(mean(strong)).isCloseTo(mean(plain), within(1e-6));
        int width = encoder.width();
        float scale = strong[0] / plain[0];
        for (int i = 0; i < width; i++) {
            assertThat(strong[3 * width + i]).isCloseTo(1.5f * scale * plain[3 * width + i],
                    within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"21.0", "500.25", "981.0"})
    void predictionsAreThoseOfDiffusers(String time) {
        UNet unet = new UNet(device);
        float[][] text = {GOLDEN.get("text.0.skip1"), GOLDEN.get("text.5.skip1")};

        try (UNet.Condition condition = unet.condition(text)) {
            assertClose(unet.noise(condition, GOLDEN.get("unet.x"), 8, 8, Float.parseFloat(time)), "unet.eps.t" + time);
        }
    }

    @Test
    void twoChunksAndAnotherFormatAreThoseOfDiffusers() {
        UNet unet = new UNet(device);

        try (UNet.Condition condition = unet.condition(new float[][]{twoChunks()})) {
            float[] noise = unet.noise(condition, GOLDEN.get("unet.x.16x8"), 16, 8, 500);
            assertClose(noise, "unet.eps.16x8.t500.ctx154");
        }
    }

    private static float[] twoChunks() {
        float[] first = GOLDEN.get("text.0.skip2");
        float[] second = GOLDEN.get("text.2.skip2");
        float[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void decodedPicturesAreThoseOfDiffusers() {
        assertClose(joined(new Autoencoder(device).decode(GOLDEN.get("vae.z"), 8, 8)), "vae.decoded");
    }

    @Test
    void encodedDistributionsAreThoseOfDiffusers() {
        float[][] encoded = new Autoencoder(device).encode(GOLDEN.get("vae.image"), 64, 64);

        int half = encoded[0].length / 2;
        assertClose(joined(Arrays.stream(encoded).map(e -> Arrays.copyOf(e, half)).toArray(float[][]::new)),
                "vae.mean");
        assertClose(
                joined(Arrays.stream(encoded).map(e -> Arrays.copyOfRange(e, half, 2 * half)).toArray(float[][]::new)),
                "vae.logvar");
    }

    @Test
    void changesOfTheWeightsAreSeenWithoutCopying() {
        String name = "first_stage_model.decoder.conv_out.bias";
        try (LoadedWeights own = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
                DeviceWeights view = DeviceWeights.open(compute, own)) {
            float before = new Autoencoder(view).decode(GOLDEN.get("vae.z"), 8, 8)[0][0];
            float bias = own.data(name).getAtIndex(ValueLayout.JAVA_FLOAT, 0);

            own.data(name).setAtIndex(ValueLayout.JAVA_FLOAT, 0, bias + 1);
            view.sync();

            assertThat(new Autoencoder(view).decode(GOLDEN.get("vae.z"), 8, 8)[0][0]).isCloseTo(before + 1,
                    within(1e-5f));
        }
    }

    /** Errors of about a rounding in each of the network's layers; a tenth of a rounding would be float32. */
    @ParameterizedTest
    @CsvSource({"FP16, 0x1p-11", "BF16, 0x1p-8"})
    void shortFloatsAgreeWithinTheirPrecision(Compute.Precision precision, double rounding) {
        try (DeviceWeights narrow = DeviceWeights.open(compute.in(precision), weights)) {
            UNet unet = new UNet(narrow);
            float[][] text = {GOLDEN.get("text.0.skip1"), GOLDEN.get("text.5.skip1")};
            try (UNet.Condition condition = unet.condition(text)) {
                assertRounded(unet.noise(condition, GOLDEN.get("unet.x"), 8, 8, 981), "unet.eps.t981.0", 4 * rounding);
            }
            assertRounded(new TextEncoder(narrow).states(List.of(chunk(0)), 1)[0], "text.0.skip1", 4 * rounding);
            assertRounded(joined(new Autoencoder(narrow).decode(GOLDEN.get("vae.z"), 8, 8)), "vae.decoded",
                    10 * rounding);
        }
    }

    private static void assertRounded(float[] actual, String golden, double bound) {
        assertThat(Golden.relativeError(actual, GOLDEN.get(golden))).as(golden).isBetween(bound / 100, bound);
    }

    /** Sides that tiles divide and that they do not, for each of the ways to convolve. */
    @ParameterizedTest
    @CsvSource({"5, 6, false", "12, 14, false", "13, 11, false", "48, 44, false", "47, 45, false", "5, 6, true",
            "13, 11, true", "47, 45, true"})
    void wideNetworksAgreeWithTheSameInDoublePrecision(int height, int width, boolean circular) {
        float[] latents = new float[UNet.CHANNELS * height * width];
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) Math.sin(i * i);
        }
        try (WideDecoder wide = new WideDecoder();
                DeviceWeights device = DeviceWeights.open(compute, wide);
                Frame frame = compute.frame()) {
            float[] actual = joined(new Autoencoder(device).decode(latents, height, width, circular));

            assertThat(Golden.relativeError(actual,
                    wide.decodedInDoublePrecision(frame, latents, height, width, circular))).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @EnumSource(Compute.Precision.class)
    void changedWeightsAreSeenByTheNextCall(Compute.Precision precision) {
        String name = "model.diffusion_model.time_embed.2.bias";
        try (LoadedWeights own = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false)) {
            long[] version = {1};
            try (DeviceWeights view = DeviceWeights.open(compute.in(precision), new Versioned(own, version))) {
                UNet unet = new UNet(view);
                try (UNet.Condition condition = unet.condition(new float[][]{GOLDEN.get("text.0.skip1")})) {
                    float[] latent = Arrays.copyOf(GOLDEN.get("unet.x"), UNet.CHANNELS * 64);
                    float[] before = unet.noise(condition, latent, 8, 8, 500);

                    own.data(name).setAtIndex(ValueLayout.JAVA_FLOAT, 0, 10);
                    version[0]++;
                    view.sync();

                    assertThat(unet.noise(condition, latent, 8, 8, 500)).isNotEqualTo(before);
                }
            }
        }
    }

    private record Versioned(Weights weights, long[] version) implements Weights {

        @Override
        public Set<String> names() {
            return weights.names();
        }

        @Override
        public long[] shape(String name) {
            return weights.shape(name);
        }

        @Override
        public MemorySegment data(String name) {
            return weights.data(name);
        }

        @Override
        public long version(String name) {
            return version[0];
        }
    }

    @Test
    void sameInputsGiveTheSameBits() {
        UNet unet = new UNet(device);

        try (UNet.Condition condition = unet.condition(new float[][]{twoChunks()})) {
            float[] first = unet.noise(condition, GOLDEN.get("unet.x.16x8"), 16, 8, 500);
            for (int i = 0; i < 5; i++) {
                assertThat(unet.noise(condition, GOLDEN.get("unet.x.16x8"), 16, 8, 500)).isEqualTo(first);
            }
        }
    }

    @Test
    void clipSkipBeyondTheLayersIsRefused() {
        TextEncoder encoder = new TextEncoder(device);

        assertThatThrownBy(() -> encoder.states(List.of(chunk(0)), 5)).isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith(
                        "clip skip: must be at least 1 and leave a layer of the text encoder, but is 5.");
    }

    @Test
    void tokensOfAnotherVocabularyAreRefused() {
        TextEncoder encoder = new TextEncoder(device);
        int[] ids = chunk(0).ids();
        ids[5] = 49406;

        assertThatThrownBy(() -> encoder.states(List.of(new Chunk(ids, chunk(0).weights())), 1))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("prompt: token id 49406 is outside the text encoder's vocabulary of 747.");
    }

    private static Chunk chunk(int prompt) {
        Tokenizer tokenizer = Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"));
        String text = Golden.json("miniature/cases.json").get("prompts").get(prompt).textValue();
        return PromptReader.of(tokenizer).chunks(text).getFirst();
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static float[] joined(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }

    private static float[] row(LoadedWeights weights, String name, int index) {
        int width = (int) weights.shape(name)[1];
        return weights.data(name).asSlice((long) index * width * Float.BYTES, (long) width * Float.BYTES)
                .toArray(ValueLayout.JAVA_FLOAT);
    }

    private static void assertClose(float[] actual, String golden) {
        assertThat(Golden.relativeError(actual, GOLDEN.get(golden))).as(golden).isLessThan(TOLERANCE);
    }
}
