package dev.cupel.merger.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;

/** Reference merges of other programs in {@code golden/merge}, and how ours are made and compared with them. */
public final class Golden {

    static final Path FOLDER = Path.of("src", "test", "resources", "golden", "merge");
    /** New base, tuned model and old base, some 11,000 values each. */
    public static final Map<Role, Path> MODELS = Map.of(Role.NEW_BASE, FOLDER.resolve("a.safetensors"), Role.TUNED,
            FOLDER.resolve("b.safetensors"), Role.OLD_BASE, FOLDER.resolve("c.safetensors"));

    private Golden() {}

    /** The description of the cases of a program, in its order. */
    static List<JsonNode> cases(String program) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        new JsonMapper().readTree(FOLDER.resolve(program).resolve("cases.json").toFile()).get("cases")
                .forEach(cases::add);
        return cases;
    }

    static JsonNode readCase(String program, String id) throws IOException {
        return cases(program).stream().filter(each -> each.get("id").asText().equals(id)).findFirst().orElseThrow();
    }

    /** Merges all that the method takes, the autoencoder too, into a file of float32. */
    static void merge(MergeMethod method, Clip clip, Coefficients coefficients, Path out) throws IOException {
        Map<Role, Checkpoint> models = new TreeMap<>();
        try {
            method.roles().forEach(role -> models.put(role, Checkpoint.open(MODELS.get(role))));
            MergePlan plan = MergePlan.of(method, VaeChoice.MERGED, models).clipped(clip);
            Merge.write(plan, models.get(Role.NEW_BASE), coefficients, Precision.FP32, Map.of(), out);
        } finally {
            models.values().forEach(Checkpoint::close);
        }
    }

    static void compare(Tensor ours, Tensor theirs, Offset<Float> tolerance) {
        assertThat(ours.shape()).as(ours.name()).isEqualTo(theirs.shape());
        assertThat(ours.toFloats()).as(ours.name()).containsExactly(theirs.toFloats(), tolerance);
    }
}
