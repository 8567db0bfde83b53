package dev.cupel.merger.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class LoadedWeightsTest {

    @Test
    void everyTensorOfThePrunedMiniatureIsThereInFloat32() {
        try (LoadedWeights weights = LoadedWeights.open(Miniature.V1_5, false);
                Checkpoint checkpoint = Checkpoint.open(Miniature.V1_5)) {

            assertThat(weights.names()).containsExactlyElementsOf(checkpoint.tensors().keySet()).hasSize(932);
            for (Tensor tensor : checkpoint.tensors().values()) {
                assertThat(weights.shape(tensor.name())).isEqualTo(tensor.shape());
                assertThat(weights.data(tensor.name()).toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(tensor.toFloats());
                assertThat(weights.data(tensor.name()).address() % 64).isZero();
                assertThat(weights.version(tensor.name())).isEqualTo(1);
            }
        }
    }

    @Test
    void otherTensorFilesLoadTooWithoutTheirWholeNumbers() {
        try (TensorFile file = TensorFile.open(Miniature.CLIP);
                LoadedWeights weights = LoadedWeights.of(file.tensors())) {
            assertThat(weights.names()).contains("visual_projection.weight")
                    .allSatisfy(name -> assertThat(file.tensors().get(name).dtype().floating()).isTrue());
        }
    }

    @Test
    void anUnknownNameIsAnError() {
        try (LoadedWeights weights = LoadedWeights.open(Miniature.V1_5, false)) {
            assertThatThrownBy(() -> weights.data("model.nothing")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("model.nothing").hasMessageContaining("932");
        }
    }
}
