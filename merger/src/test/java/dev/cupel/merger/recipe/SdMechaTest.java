package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Weighting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our merges against those of sd-mecha 1.1.5. */
class SdMechaTest {

    /** Both sides compute in float32, where the order of two operations matters by about 1e-7 of values of a few units. */
    private static final Offset<Float> TOLERANCE = within(1e-6f);
    /** What sd-mecha merges and we do not: it has no notion of buffers. */
    private static final Set<String> BUFFERS = Set.of("betas", "alphas_cumprod", Checkpoint.POSITION_IDS);

    @TempDir
    Path folder;

    private Path merge(MergeMethod method, Coefficients coefficients) throws IOException {
        Path out = folder.resolve("out.safetensors");
        Golden.merge(method, Clip.NONE, coefficients, out);
        return out;
    }

    private static void compare(Tensor ours, Tensor theirs) {
        Golden.compare(ours, theirs, TOLERANCE);
    }

    /** sd-mecha's time embedding follows BASE. */
    private static Coefficients mecha(JsonNode alpha) {
        if (alpha.isNumber()) {
            return Coefficients.uniform(alpha.doubleValue());
        }
        double[] weights = new double[BlockWeights.COUNT];
        for (Block block : Block.values()) {
            weights[block.ordinal()] = alpha.get(block.name()).doubleValue();
        }
        Weighting weighting = Weighting.of(new BlockWeights(weights)).with(Part.TIME_EMBED, weights[0]);
        return new Coefficients(new Strength(1, weighting), Strength.NONE);
    }

    /** Compares all that sd-mecha keeps and we merge by the same rule. */
    private void compareWithMecha(String id) throws IOException {
        JsonNode given = Golden.readCase("sd-mecha", id);
        Path out = merge(Methods.of(given.get("method").asText()).with(Settings.NONE),
                mecha(given.get("args").get("alpha")));

        try (TensorFile ours = TensorFile.open(out);
                TensorFile theirs = TensorFile
                        .open(Golden.FOLDER.resolve("sd-mecha").resolve(given.get("file").asText()))) {
            Set<String> dropped = new HashSet<>(ours.tensors().keySet());
            dropped.removeAll(theirs.tensors().keySet());
            Set<String> missing = new HashSet<>();
            given.get("missing_keys").forEach(name -> missing.add(name.asText()));
            assertThat(dropped).isEqualTo(missing); // tensors that some model lacks: sd-mecha drops them
            theirs.tensors().forEach((name, tensor) -> {
                if (!BUFFERS.contains(name)) {
                    compare(ours.tensors().get(name), tensor);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"weighted_sum", "add_difference", "weighted_sum-blocks", "add_difference-blocks"})
    void mergesAreThoseOfSdMecha(String id) throws IOException {
        compareWithMecha(id);
    }

    @Test
    void clampingToBothModelsIsTheHardClip() throws IOException {
        Path out = folder.resolve("out.safetensors");
        Golden.merge(new AddDifference(), new Clip.Hard(), Coefficients.uniform(1), out);

        try (TensorFile ours = TensorFile.open(out);
                TensorFile theirs = TensorFile
                        .open(Golden.FOLDER.resolve("sd-mecha").resolve("add_difference-clamp.safetensors"))) {
            theirs.tensors().forEach((name, tensor) -> compare(ours.tensors().get(name), tensor));
        }
    }
}
