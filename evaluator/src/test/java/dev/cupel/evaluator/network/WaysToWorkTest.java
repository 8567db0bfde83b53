package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.live.LoadedWeights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks with merged tokens, with pictures that continue, in tiles, against tomesd and diffusers; see the golden files. */
class WaysToWorkTest {

    private static final double TOLERANCE = 1e-5;
    /** Pixels of the golden pictures' sides. */
    private static final int SIDE = 64;
    private static final Map<String, float[]> INPUTS = Golden.miniatureTensors();
    private static final Map<String, float[]> EXPECTED = new HashMap<>();

    private static Compute compute;
    private static LoadedWeights weights;
    private static DeviceWeights device;

    @BeforeAll
    static void open() {
        try (TensorFile file = TensorFile.open(Golden.file("enlarging/networks.safetensors"))) {
            file.tensors().forEach((name, tensor) -> EXPECTED.put(name, tensor.toFloats()));
        }
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
    @ValueSource(doubles = {0.3, 0.5})
    void mergedTokensAreThoseOfTomesd(double ratio) {
        assertThat(Golden.relativeError(noise(new UNet.Manner(false, ratio)), EXPECTED.get("unet.eps.merged." + ratio)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void everyTokenMergedThatCanBeLeavesOneInFour() {
        // 48 of 64 tokens are no first ones of their cells
        assertThat(noise(new UNet.Manner(false, 0.9))).isEqualTo(noise(new UNet.Manner(false, 0.75)));
    }

    @Test
    void latentsThatContinueGoRoundInEveryConvolution() {
        assertThat(Golden.relativeError(noise(new UNet.Manner(true, 0)), EXPECTED.get("unet.eps.circular")))
                .isLessThan(TOLERANCE);
    }

    @Test
    void picturesThatContinueGoRoundInTheAutoencoder() {
        Autoencoder autoencoder = new Autoencoder(device);
        float[] z = INPUTS.get("vae.z");
        float[] image = INPUTS.get("vae.image");

        float[] decoded = flat(autoencoder.decode(z, 8, 8, true));
        float[][] moments = autoencoder.encode(image, SIDE, SIDE, true);
        for (int i = 0; i < moments.length; i++) {
            moments[i] = Arrays.copyOf(moments[i], moments[i].length / 2);
        }
        float[] means = flat(moments);

        assertThat(Golden.relativeError(decoded, EXPECTED.get("vae.decoded.circular"))).isLessThan(TOLERANCE);
        assertThat(Golden.relativeError(means, EXPECTED.get("vae.mean.circular"))).isLessThan(TOLERANCE);
    }

    @Test
    void aPictureThatIsOneTileIsTheSameInTiles() {
        Autoencoder autoencoder = new Autoencoder(device);
        float[] z = Arrays.copyOf(INPUTS.get("vae.z"), UNet.CHANNELS * 8 * 8);
        float[] image = Arrays.copyOf(INPUTS.get("vae.image"), 3 * SIDE * SIDE);

        assertThat(Golden.relativeError(autoencoder.decodeTiled(z, 8, 8, false), autoencoder.decode(z, 8, 8)[0]))
                .isLessThan(1e-6);
        assertThat(Golden.relativeError(autoencoder.encodeTiled(image, SIDE, SIDE, false),
                autoencoder.encode(image, SIDE, SIDE)[0])).isLessThan(1e-6);
    }

    /** A scene larger than what it shows: of sky alone and of ground alone, norms would see what they never see of a picture. */
    @Test
    void coloursOfATileAreThoseOfThePicture() {
        Autoencoder autoencoder = new Autoencoder(device);
        float[] z = Interpolation.BILINEAR.resize(device.compute(),
                Arrays.copyOf(INPUTS.get("vae.z"), UNet.CHANNELS * 64), 8, 8, 32, 32)[0];
        TiledPlanes tiles = new TiledPlanes(false, 16, 4);
        float[] whole = autoencoder.decode(z, 32, 32)[0];

        float[] together = autoencoder.decodeTiled(tiles, z, 32, 32);
        float[] eachByItself = tiles.map(UNet.CHANNELS, 32, 32, z, 3, 8, 1,
                (tile, h, w) -> autoencoder.decode(tile, h, w)[0]);

        assertThat(meanDifference(together, whole)).isLessThan(0.8 * meanDifference(eachByItself, whole));
    }

    private static double meanDifference(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }

    /** Attention sees a tile where it would see the picture: not a grey level in the mean, and no row by more than two. */
    @Test
    void aPictureOfSeveralTilesIsNearlyTheSame() {
        int tall = 13;
        float[] z = new float[UNet.CHANNELS * tall * 64];
        for (int i = 0; i < z.length; i++) {
            z[i] = INPUTS.get("vae.z")[i / (tall * 64) * 64 + i % 64];
        }
        Autoencoder autoencoder = new Autoencoder(device);

        float[] whole = autoencoder.decode(z, 8 * tall, 8)[0];
        float[] tiled = autoencoder.decodeTiled(z, 8 * tall, 8, false);

        double[] rows = new double[64 * tall];
        for (int i = 0; i < whole.length; i++) {
            rows[i / 64 % rows.length] += Math.abs(tiled[i] - whole[i]) / (3 * 64);
        }
        double level = 2 / 255.0;
        assertThat(Arrays.stream(rows).average().orElseThrow()).isPositive().isLessThan(level);
        // away from the ends, whose corners are a tile's in either case
        assertThat(Arrays.stream(rows, 64, rows.length - 64).max().orElseThrow()).isLessThan(2 * level);
    }

    /** A network that only enlarges by the nearest value has no borders: tiles must be put together without a trace. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tilesAreBlendedToTheWhole(boolean circular) {
        int height = 23;
        int width = 30;
        float[] values = new float[2 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 17 - i % 5;
        }

        float[] large = new TiledPlanes(circular, 9, 3).map(2, height, width, values, 2, 2, 1,
                (tile, h, w) -> doubled(tile, h, w));

        assertThat(Golden.relativeError(large, doubled(values, height, width))).isLessThan(1e-6);
    }

    private static float[] doubled(float[] planes, int height, int width) {
        float[] large = new float[4 * planes.length];
        for (int i = 0; i < large.length; i++) {
            int y = i / (2 * width) % (2 * height);
            int c = i / (4 * width * height);
            large[i] = planes[(c * height + y / 2) * width + i % (2 * width) / 2];
        }
        return large;
    }

    @Test
    void latentsAreResizedAsByTorch() {
        JsonNode golden = Golden.json("enlarging/interpolation.json");
        float[] x = Golden.floats(golden.get("x"));

        for (JsonNode result : golden.get("results")) {
            Interpolation kind = switch (result.get("mode").textValue()) {
                case "bilinear" -> result.get("antialias").booleanValue()
                        ? Interpolation.BILINEAR_ANTIALIASED
                        : Interpolation.BILINEAR;
                case "bicubic" -> result.get("antialias").booleanValue()
                        ? Interpolation.BICUBIC_ANTIALIASED
                        : Interpolation.BICUBIC;
                case "nearest" -> Interpolation.NEAREST;
                default -> Interpolation.NEAREST_EXACT;
            };

            float[] resized = kind.resize(compute, x, 6, 5, result.get("height").intValue(),
                    result.get("width").intValue())[0];

            assertThat(Golden.relativeError(resized, Golden.floats(result.get("y")))).as("%s", kind)
                    .isLessThan(TOLERANCE);
        }
    }

    private static float[] noise(UNet.Manner manner) {
        double time = Golden.json("enlarging/drawings.json").get("time").doubleValue();
        float[][] text = {INPUTS.get("text.0.skip1"), INPUTS.get("text.5.skip1")};
        UNet unet = new UNet(device);
        try (UNet.Condition condition = unet.condition(text, manner)) {
            return unet.noise(condition, INPUTS.get("unet.x"), 8, 8, (float) time);
        }
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        return flat;
    }
}
