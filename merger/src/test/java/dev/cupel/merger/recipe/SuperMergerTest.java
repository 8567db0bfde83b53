package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our merges against what SuperMerger's functions make of the same models. */
class SuperMergerTest {

    /** Both sides compute in float32; the cosines are divided by the distance of their limits, about 0.5 here. */
    private static final Offset<Float> TOLERANCE = within(1e-6f);

    @TempDir
    Path folder;

    static List<JsonNode> cases() throws IOException {
        return Golden.cases("supermerger");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTensorIsThatOfSuperMerger(JsonNode given) throws IOException {
        Path out = folder.resolve("out.safetensors");
        String compatibility = given.get("compatibility").asText();
        Settings settings = compatibility.equals("none")
                ? Settings.NONE
                : Settings.of("compatibility", compatibility);

        Golden.merge(Methods.of(given.get("method").asText()).with(settings), Clip.NONE,
                Coefficients.uniform(given.get("alpha").doubleValue(), given.get("beta").doubleValue()), out);

        try (TensorFile ours = TensorFile.open(out);
                TensorFile theirs = TensorFile
                        .open(Golden.FOLDER.resolve("supermerger").resolve(given.get("file").asText()))) {
            assertThat(theirs.tensors()).hasSizeGreaterThan(10);
            theirs.tensors()
                    .forEach((name, tensor) -> Golden.compare(ours.tensors().get(name), tensor, TOLERANCE));
        }
    }
}
