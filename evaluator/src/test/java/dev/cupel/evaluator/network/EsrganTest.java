package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.picture.Tiles;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EsrganTest {

    private static final JsonNode GOLDEN = Golden.json("enlarging/esrgan.json");

    private static Compute compute;
    private static Esrgan esrgan;
    private static Picture picture;

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
        esrgan = Esrgan.open(compute, Golden.MINIATURE.resolve("upscalers").resolve("4x-MiniSharp.pth"));
        picture = Golden.picture(GOLDEN.get("picture").textValue()).crop(20, 10, 16, 12);
    }

    @AfterAll
    static void close() {
        esrgan.close();
        compute.close();
    }

    /** Truncation turns the smallest difference in float32 into one level. */
    @Test
    void picturesAreThoseOfAnotherImplementation() {
        Picture large = esrgan.enlarge(picture);

        assertThat(large.width()).isEqualTo(64);
        assertThat(large.height()).isEqualTo(48);
        byte[] rgb = large.rgb();
        for (int i = 0; i < rgb.length; i++) {
            assertThat(Byte.toUnsignedInt(rgb[i]) - GOLDEN.get("rgb").get(i).intValue()).isBetween(-1, 1);
        }
    }

    @Test
    void tilesHardlyChangeAPicture() {
        Picture all = Golden.picture("miniature/picture-0.png");

        Picture whole = new Tiles(0, 0).enlarge(all, esrgan::enlarge);
        Picture tiled = new Tiles(40, 8).enlarge(all, esrgan::enlarge);

        assertThat(tiled.width()).isEqualTo(whole.width()).isEqualTo(256);
        double sum = 0;
        for (int i = 0; i < whole.rgb().length; i += 97) {
            sum += Math.abs(Byte.toUnsignedInt(whole.rgb()[i]) - Byte.toUnsignedInt(tiled.rgb()[i]));
        }
        assertThat(sum / (whole.rgb().length / 97)).isLessThan(2);
    }

    @Test
    void aFileThatIsNoEsrganIsRefused() {
        var file = Golden.MINIATURE.resolve("mini-v1-5.safetensors");

        assertThatThrownBy(() -> Esrgan.open(compute, file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("an ESRGAN upscaler is needed, which has a tensor 'first.weight'")
                .hasMessageContaining("Maybe");
    }

    @Test
    void namesOfAllImplementationsMeanTheSameLayers() {
        Map<String, String> first = EsrganNames.of(weights("model.0", "model.1.sub.0.RDB1.conv1.0", "model.1.sub.22",
                "model.3", "model.6", "model.8", "model.10"));
        Map<String, String> second = EsrganNames.of(weights("conv_first", "RRDB_trunk.0.RDB1.conv1", "trunk_conv",
                "upconv1", "upconv2", "HRconv", "conv_last"));
        Map<String, String> real = EsrganNames.of(weights("params_ema.conv_first", "params_ema.body.0.rdb1.conv1",
                "params_ema.conv_body", "params_ema.conv_up1", "params_ema.conv_up2", "params_ema.conv_hr",
                "params_ema.conv_last"));
        Map<String, String> parallel = EsrganNames.of(weights("module.conv_first", "module.RRDB_trunk.0.RDB1.conv1",
                "module.trunk_conv", "module.upconv1", "module.upconv2", "module.HRconv", "module.conv_last"));

        assertThat(first.values()).containsExactlyInAnyOrderElementsOf(second.values())
                .containsExactlyInAnyOrderElementsOf(real.values())
                .containsExactlyInAnyOrderElementsOf(parallel.values())
                .contains("first.weight", "body.0.rdb1.conv1.bias", "trunk.weight", "up.0.weight", "up.1.weight",
                        "high.weight", "last.bias");
        assertThat(first).containsEntry("model.8.weight", "high.weight").containsEntry("model.10.bias", "last.bias");
        assertThat(real).containsEntry("params_ema.conv_up2.weight", "up.1.weight");
    }

    @Test
    void modelsThatEnlargeTwiceOrNotAtAllHaveFewerLayersAtTheEnd() {
        assertThat(EsrganNames.of(weights("model.0", "model.3", "model.5", "model.7")).values())
                .contains("up.0.weight", "high.weight", "last.weight").doesNotContain("up.1.weight");
        assertThat(EsrganNames.of(weights("model.0", "model.2", "model.4")).values())
                .contains("high.weight", "last.weight").doesNotContain("up.0.weight");
    }

    private static Set<String> weights(String... layers) {
        Set<String> names = new LinkedHashSet<>();
        for (String layer : layers) {
            names.add(layer + ".weight");
            names.add(layer + ".bias");
        }
        return names;
    }
}
