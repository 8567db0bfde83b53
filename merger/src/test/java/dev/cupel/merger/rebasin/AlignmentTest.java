package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    private static final String LAYER = "cond_stage_model.transformer.text_model.encoder.layers.0.";

    private static final PermutationGraph TEXT = PermutationGraph.of(Map.of(
            "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", new long[]{9, 2},
            LAYER + "mlp.fc1.weight", new long[]{3, 2}, LAYER + "mlp.fc1.bias", new long[]{3},
            LAYER + "mlp.fc2.weight", new long[]{2, 3},
            LAYER + "self_attn.q_proj.weight", new long[]{2, 2}, LAYER + "self_attn.k_proj.weight", new long[]{2, 2},
            LAYER + "self_attn.v_proj.weight", new long[]{2, 2},
            LAYER + "self_attn.out_proj.weight", new long[]{2, 2}), Set.of(Part.TEXT_ENCODER));

    @Test
    void outputsOfOneLayerAndInputsOfTheNextMoveTogether() {
        Alignment alignment = Alignment.identity(TEXT).with(1, new int[][]{{2, 0, 1}});

        assertThat(read(alignment, LAYER + "mlp.fc1.weight", new long[]{3, 2}, 1, 2, 3, 4, 5, 6))
                .containsExactly(5, 6, 1, 2, 3, 4);
        assertThat(read(alignment, LAYER + "mlp.fc1.bias", new long[]{3}, 1, 2, 3)).containsExactly(3, 1, 2);
        assertThat(read(alignment, LAYER + "mlp.fc2.weight", new long[]{2, 3}, 1, 2, 3, 4, 5, 6))
                .containsExactly(3, 1, 2, 6, 4, 5);
        assertThat(alignment.moved()).isEqualTo(3);
    }

    @Test
    void queriesAndKeysMoveTogetherAndValuesOnTheirOwn() {
        Alignment alignment = Alignment.identity(TEXT).with(0, new int[][]{{0, 1}, {1, 0}});

        assertThat(read(alignment, LAYER + "self_attn.q_proj.weight", new long[]{2, 2}, 1, 2, 3, 4))
                .containsExactly(1, 2, 3, 4);
        assertThat(read(alignment, LAYER + "self_attn.v_proj.weight", new long[]{2, 2}, 1, 2, 3, 4))
                .containsExactly(3, 4, 1, 2);
        assertThat(read(alignment, LAYER + "self_attn.out_proj.weight", new long[]{2, 2}, 1, 2, 3, 4))
                .containsExactly(2, 1, 4, 3);
    }

    @Test
    void aStretchOfATensorIsReadWithoutTheRest() {
        Alignment alignment = Alignment.identity(TEXT).with(1, new int[][]{{2, 0, 1}});
        FloatTensor tensor = new TestTensor(LAYER + "mlp.fc2.weight", new long[]{2, 3}, 1, 2, 3, 4, 5, 6);
        float[] target = new float[3];

        alignment.of(new AlignedModel("", Map.of(tensor.name(), tensor))).tensors().get(tensor.name())
                .widen(2, target, 3);

        assertThat(target).containsExactly(2, 6, 4);
    }

    @Test
    void theViewAndTheLosslessCopyAgree() {
        try (Checkpoint model = Checkpoint.open(Miniature.V1_5); Arena arena = Arena.ofConfined()) {
            Alignment alignment = Alignment.shuffled(model, EnumSet.allOf(Part.class), 1);
            var view = alignment.of(model).tensors();
            for (Tensor tensor : model.tensors().values()) {
                float[] viewed = new float[(int) tensor.count()];
                view.get(tensor.name()).widen(0, viewed, viewed.length);

                Tensor copy = alignment.apply(tensor, arena);

                assertThat(copy.dtype()).isEqualTo(tensor.dtype());
                assertThat(copy.toFloats()).as(tensor.name()).isEqualTo(viewed);
            }
        }
    }

    @Test
    void shufflingKeepsGroupsTogether() {
        try (Checkpoint model = Checkpoint.open(Miniature.V1_5)) {
            PermutationGraph graph = PermutationGraph.of(model, EnumSet.allOf(Part.class));
            Alignment alignment = Alignment.shuffled(graph, 2);
            for (int s = 0; s < graph.symmetries().size(); s++) {
                Symmetry symmetry = graph.symmetries().get(s);
                for (int f = 0; f < symmetry.families().size(); f++) {
                    assertGrouped(alignment.of(s)[f], symmetry.families().get(f).groupSize());
                }
            }
        }
    }

    private static void assertGrouped(int[] order, int groupSize) {
        assertThat(Arrays.stream(order).distinct().count()).isEqualTo(order.length);
        for (int group = 0; group < order.length; group += groupSize) {
            Set<Integer> sources = new TreeSet<>();
            for (int i = 0; i < groupSize; i++) {
                sources.add(order[group + i] / groupSize);
            }
            assertThat(sources).hasSize(1);
        }
    }

    private static float[] read(Alignment alignment, String name, long[] shape, float... values) {
        float[] target = new float[values.length];
        FloatTensor tensor = new TestTensor(name, shape, values);
        alignment.of(new AlignedModel("", Map.of(name, tensor))).tensors().get(name).widen(0, target, target.length);
        return target;
    }
}
