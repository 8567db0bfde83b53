package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.BlockWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our merges against those of sd-meh 0.9.5: all its methods. */
class SdMehTest {

    /** Both sides compute in float32, where the order of two operations matters by about 1e-7 of values of a few units. */
    private static final Offset<Float> TOLERANCE = within(1e-6f);

    @TempDir
    Path folder;

    static List<String> ids() throws IOException {
        return Golden.cases("sd-meh").stream().map(each -> each.get("id").asText()).toList();
    }

    private static Strength strength(JsonNode given, String name) {
        if (!given.has(name)) {
            return Strength.NONE;
        }
        double[] weights = new double[BlockWeights.COUNT];
        weights[0] = given.get(name + "_base").doubleValue();
        for (int i = 1; i < weights.length; i++) {
            weights[i] = given.get(name).get(i - 1).doubleValue();
        }
        return new Strength(1, new BlockWeights(weights), null);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyTensorIsThatOfSdMeh(String id) throws IOException {
        JsonNode given = Golden.readCase("sd-meh", id);
        Path out = folder.resolve("out.safetensors");

        Golden.merge(Methods.of(given.get("method").asText()).with(Settings.NONE),
                given.get("clip").booleanValue() ? new Clip.Hard() : Clip.NONE,
                new Coefficients(strength(given, "alpha"), strength(given, "beta")), out);

        Set<String> damaged = new HashSet<>();
        given.path("non_finite_keys").forEach(name -> damaged.add(name.asText()));
        try (TensorFile ours = TensorFile.open(out);
                TensorFile theirs = TensorFile
                        .open(Golden.FOLDER.resolve("sd-meh").resolve(given.get("file").asText()))) {
            assertThat(ours.tensors().keySet()).containsAll(theirs.tensors().keySet());
            theirs.tensors().forEach((name, tensor) -> {
                Tensor our = ours.tensors().get(name);
                if (damaged.contains(name)) {
                    assertThat(our.toFloats()).as(name).doesNotContain(Float.NaN);
                } else {
                    Golden.compare(our, tensor, TOLERANCE);
                }
            });
        }
    }
}
