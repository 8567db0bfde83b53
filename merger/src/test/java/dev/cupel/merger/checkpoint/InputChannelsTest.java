package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputChannelsTest {

    /** A convolution of 2 outputs and kernel 1x1: channel c of output o is 100 o + c + offset. */
    private static Tensor convolution(int channels, float offset) {
        float[] values = new float[2 * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / channels * 100 + i % channels + offset;
        }
        return new Tensor(InputChannels.WEIGHT, DType.F32, new long[]{2, channels, 1, 1},
                MemorySegment.ofArray(TestFiles.floats(values)));
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[(int) tensor.count()];
        tensor.widen(0, values, values.length);
        return values;
    }

    private static float[] row(int from, float offset, int extra, float extraOffset) {
        float[] row = new float[4 + extra];
        for (int i = 0; i < row.length; i++) {
            row[i] = from + i + (i < 4 ? offset : extraOffset);
        }
        return row;
    }

    @Test
    void theExtraChannelsAreThoseOfTheFirstModelThatHasThem() {
        InputChannels aligned = InputChannels.align(List.of(convolution(4, 0.25f), convolution(9, 0.5f),
                convolution(9, 0.75f)));

        assertThat(aligned.tensors()).allSatisfy(tensor -> assertThat(tensor.shape()).containsExactly(2, 9, 1, 1));
        for (int i = 0; i < 3; i++) {
            float own = 0.25f * (i + 1);
            float[] values = values(aligned.tensors().get(i));
            assertThat(values).startsWith(row(0, own, 5, 0.5f)).endsWith(row(100, own, 5, 0.5f)).hasSize(18);
        }
    }

    /** new_base + (tuned - old_base), where only the tuned model is for inpainting. */
    @Test
    void addDifferenceMergesTheSharedChannelsAndLeavesTheOthers() {
        List<FloatTensor> models = InputChannels.align(List.of(convolution(4, 1), convolution(9, 8), convolution(4, 2)))
                .tensors();
        float[] a = values(models.get(0));
        for (int i = 0; i < a.length; i++) {
            a[i] += values(models.get(1))[i] - values(models.get(2))[i];
        }

        assertThat(a).startsWith(row(0, 7, 5, 8)).endsWith(row(100, 7, 5, 8));
    }

    @Test
    void theExtraChannelsAreRestoredBitByBitInEveryStretch() {
        InputChannels aligned = InputChannels.align(List.of(convolution(4, 0), convolution(8, 0.1f)));
        float[] whole = new float[16];
        float[] stretch = new float[3];
        aligned.restore(0, whole, 16);
        aligned.restore(11, stretch, 3);

        assertThat(whole).startsWith(0, 0, 0, 0, 4.1f, 5.1f, 6.1f, 7.1f, 0, 0, 0, 0, 104.1f);
        assertThat(stretch).containsExactly(0, 104.1f, 105.1f);
    }

    @Test
    void inpaintingBeatsInstructionsAndOnlyFourChannelsAreShared() {
        InputChannels aligned = InputChannels.align(List.of(convolution(8, 0.25f), convolution(9, 0.5f)));

        assertThat(values(aligned.tensors().getFirst())).startsWith(row(0, 0.25f, 5, 0.5f));
    }

    @Test
    void onlyTensorsThatDifferInTheirChannelsAreAligned() {
        Tensor matrix = new Tensor("x", DType.F32, new long[]{2, 4}, MemorySegment.ofArray(new byte[32]));

        assertThat(InputChannels.differ(List.of(convolution(4, 0), convolution(9, 0)))).isTrue();
        assertThat(InputChannels.differ(List.of(convolution(9, 0), convolution(9, 1)))).isFalse();
        assertThat(InputChannels.differ(List.of(convolution(4, 0), matrix))).isFalse();
        assertThatThrownBy(() -> InputChannels.align(List.of(matrix, matrix)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("input channels only");
    }
}
