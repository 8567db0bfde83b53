package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a merged checkpoint says of itself, and how it is made again from that. */
class RebuildTest {

    private static final String FIRST = "model.diffusion_model.input_blocks.0.0.weight";
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;
    private Path a;
    private Path b;
    private Path c;

    private Path toy(String name, float value) {
        return TestFiles.of().with(FIRST, new long[]{1, 4, 1, 1}, value, value, value, value)
                .write(folder.resolve(name));
    }

    @BeforeEach
    void models() {
        a = toy("a.safetensors", 1);
        b = toy("b.safetensors", 4);
        c = toy("c.safetensors", 2);
    }

    private Recipe recipe() {
        return new Recipe(new AddDifference(), Map.of(Role.NEW_BASE, ModelSource.of(a, false), Role.TUNED,
                ModelSource.of(b, false), Role.OLD_BASE, ModelSource.of(c, false)), Coefficients.uniform(0.5),
                VaeChoice.MERGED, Precision.FP16);
    }

    private Path write(Recipe recipe, String name) throws IOException {
        Path out = folder.resolve(name);
        Merge.write(recipe, out, "a title");
        return out;
    }

    private static Map<String, String> metadata(Path file) {
        try (TensorFile open = TensorFile.open(file)) {
            return open.metadata();
        }
    }

    private static JsonNode json(Path file, String key) throws JsonProcessingException {
        return MAPPER.readTree(metadata(file).get(key));
    }

    @Test
    void aMergeSaysWhatItIsToOtherPrograms() throws IOException {
        Path out = write(recipe(), "out.safetensors");

        assertThat(metadata(out)).containsEntry("format", "pt").containsEntry("modelspec.sai_model_spec", "1.0.0")
                .containsEntry("modelspec.architecture", "stable-diffusion-v1").containsKey("modelspec.implementation")
                .containsEntry("modelspec.title", "a title").containsEntry("modelspec.resolution", "512x512")
                .containsEntry("modelspec.prediction_type", "epsilon")
                .containsEntry("modelspec.merged_from", "a.safetensors, b.safetensors, c.safetensors")
                .doesNotContainKey("modelspec.date");
        JsonNode merge = json(out, "sd_merge_recipe");
        assertThat(merge.get("type").asText()).isEqualTo("cupel");
        assertThat(merge.get("primary_model_hash").asText()).isEqualTo(FileHash.of(a).sha256());
        assertThat(merge.get("secondary_model_hash").asText()).isEqualTo(FileHash.of(b).sha256());
        assertThat(merge.get("tertiary_model_hash").asText()).isEqualTo(FileHash.of(c).sha256());
        assertThat(merge.get("interp_method").asText()).isEqualTo("Add difference");
        assertThat(merge.get("multiplier").doubleValue()).isEqualTo(0.5);
        assertThat(merge.get("save_as_half").booleanValue()).isTrue();
        JsonNode model = json(out, "sd_merge_models").get(FileHash.of(b).sha256());
        assertThat(model.get("name").asText()).isEqualTo("b.safetensors");
        assertThat(model.get("legacy_hash").asText()).isEqualTo(FileHash.old(b));
        assertThat(model.get("sd_merge_recipe").isNull()).isTrue();
    }

    @Test
    void aMergeOfAMergeNamesWhatThatWasMergedFrom() throws IOException {
        Path first = write(recipe(), "first.safetensors");
        Path second = write(new Recipe(new WeightedSum(), Map.of(Role.NEW_BASE, ModelSource.of(a, false), Role.TUNED,
                ModelSource.of(first, false)), Coefficients.uniform(0.5), VaeChoice.MERGED, Precision.FP16),
                "second.safetensors");

        JsonNode models = json(second, "sd_merge_models");
        assertThat(models.get(FileHash.of(first).sha256()).get("sd_merge_recipe").get("interp_method").asText())
                .isEqualTo("Add difference");
        assertThat(models.has(FileHash.of(c).sha256())).isTrue();
    }

    /** The files are called otherwise today, lie elsewhere, and another one has an old name. */
    @Test
    void aRebuiltCheckpointHasTheBytesOfTheFirst() throws IOException {
        Path first = write(recipe(), "first.safetensors");
        Path models = Files.createDirectories(folder.resolve("models/deep"));
        Files.move(a, models.resolve("other.safetensors"));
        Files.move(b, models.resolve("a.safetensors"));
        Files.write(models.resolve("broken.safetensors"), new byte[3]);

        Rebuild rebuild = Rebuild.of(first);
        Path again = folder.resolve("again.safetensors");
        rebuild.write(rebuild.find(List.of(folder)), again);

        assertThat(rebuild.exact()).isTrue();
        assertThat(Files.mismatch(first, again)).isEqualTo(-1);
    }

    @Test
    void aChainIsRebuiltToo() throws IOException {
        Node inner = recipe().result();
        Path first = write(new Recipe(new Node(new WeightedSum(), Map.of(Role.NEW_BASE, ModelSource.of(a, false),
                Role.TUNED, new NodeSource("rebased")), inner.coefficients(), inner.scope(), VaeChoice.MERGED,
                Precision.FP32), Map.of("rebased", inner)), "first.safetensors");
        Files.move(b, folder.resolve("d.safetensors"));

        Rebuild rebuild = Rebuild.of(first);
        Path again = folder.resolve("again.safetensors");
        rebuild.write(rebuild.find(List.of(folder)), again);

        assertThat(Files.mismatch(first, again)).isEqualTo(-1);
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsHash() throws IOException {
        Path first = write(recipe(), "first.safetensors");
        String hash = FileHash.of(b).sha256();
        Files.delete(b);

        assertThatThrownBy(() -> Rebuild.of(first).find(List.of(folder))).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("there is no file with the SHA-256 " + hash + " (then called b.safetensors)")
                .hasMessageContaining("\nMaybe it is in another folder");
    }

    private Path withMetadata(Map<String, ?> recipe) throws IOException {
        Map<String, Object> models = Map.of(FileHash.of(b).sha256(), Map.of("name", "sub\\b.safetensors", "legacy_hash",
                FileHash.old(b)));
        Map<String, String> texts = Map.of("sd_merge_recipe", MAPPER.writeValueAsString(recipe), "sd_merge_models",
                MAPPER.writeValueAsString(models));
        String header = MAPPER.writeValueAsString(Map.of("__metadata__", texts));
        return TestFiles.safetensors(folder.resolve("webui.safetensors"), header, new byte[0]);
    }

    private Map<String, Object> webUi(String method, String vae, String discarded) {
        return Map.of("type", "webui", "primary_model_hash", FileHash.of(a).sha256(), "secondary_model_hash",
                FileHash.of(b).sha256(), "tertiary_model_hash", FileHash.of(c).sha256(), "interp_method", method,
                "multiplier", 0.25, "save_as_half", false, "bake_in_vae", vae, "discard_weights", discarded);
    }

    @ParameterizedTest
    @CsvSource({"Weighted sum, 1.75", "Add difference, 1.5"})
    void aMergeOfTheWebUiIsMadeAgain(String method, float expected) throws IOException {
        Rebuild rebuild = Rebuild.of(withMetadata(webUi(method, "None", "")));
        Path again = folder.resolve("again.safetensors");

        rebuild.write(rebuild.find(List.of(folder)), again);

        assertThat(rebuild.exact()).isFalse();
        assertThat(metadata(again).get("modelspec.merged_from")).contains("b.safetensors").doesNotContain("sub");
        try (TensorFile saved = TensorFile.open(again)) {
            assertThat(saved.tensors().get(FIRST).toFloats()).containsOnly(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            No interpolation | None   |       | was merged by the web UI's method 'No interpolation'
            Weighted sum     | kl.vae |       | had the autoencoder 'kl.vae' put in
            Weighted sum     | None   | ^ema  | had the tensors '^ema' left out
            """)
    void whatCannotBeRepeatedIsSaid(String method, String vae, String discarded, String message) throws IOException {
        Path file = withMetadata(webUi(method, vae, discarded == null ? "" : discarded));

        assertThatThrownBy(() -> Rebuild.of(file)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining(message).hasMessageContaining("\nMaybe ");
    }

    @Test
    void recipesOfOtherProgramsAndNoneAtAllAreTold() throws IOException {
        Path other = withMetadata(Map.of("type", "sd-webui-supermerger"));

        assertThatThrownBy(() -> Rebuild.of(other)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("was merged by 'sd-webui-supermerger'");
        assertThatThrownBy(() -> Rebuild.of(a)).isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("a.safetensors has no recipe in its metadata");
    }
}
