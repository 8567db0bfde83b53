package dev.cupel.merger.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scipy 1.17.1: {@code median_filter(size=3)}, then {@code gaussian_filter(sigma=1)}, on float32. */
class MedianFilterTest {

    private static final Offset<Float> TOLERANCE = within(1e-7f);

    /** A shape, the first medians, and the last values after the Gaussian. */
    private record Reference(List<Long> shape, float[] medians, float[] smooth) {}

    static List<Reference> references() {
        return List.of(
                new Reference(List.of(5L),
                        new float[]{0.027740156f, -0.38269696f, -0.38269696f, 0.069067776f, 0.89525586f},
                        new float[]{-0.11740804f, -0.23099691f, -0.17468154f, 0.17963393f, 0.57012242f}),
                new Reference(List.of(2L), new float[]{0.027740156f, -0.64851737f},
                        new float[]{-0.21191575f, -0.40886146f}),
                new Reference(List.of(7L, 4L),
                        new float[]{0.027740156f, -0.38269696f, -0.38269696f, 0.069067776f, -0.010453107f,
                                -0.38269696f},
                        new float[]{0.030350814f, 0.067467019f, 0.046576809f, -0.022784932f}),
                new Reference(List.of(3L, 2L, 3L, 3L),
                        new float[]{0.027740156f, -0.19769159f, -0.26385856f, 0.069067776f, 0.027740156f,
                                -0.010453107f, 0.070795879f, 0.070795879f, 0.039519873f, -0.26385856f, -0.22070576f},
                        new float[]{0.2358364f, 0.15793015f, 0.090229392f, 0.26125586f, 0.19091055f, 0.1220395f,
                                0.26916611f, 0.21050145f, 0.15224928f, 0.27742165f, 0.22654398f, 0.17620677f}),
                new Reference(List.of(2L, 3L, 1L, 1L),
                        new float[]{0.027740156f, -0.38269696f, -0.38269696f, 0.069067776f, 0.027740156f, -0.64851737f},
                        new float[]{-0.073120512f, -0.22540776f, -0.37322947f, -0.034890097f, -0.19602053f,
                                -0.38669476f}));
    }

    /** A linear congruential generator, simple enough to be written again in Python. */
    private static float[] values(int length) {
        long[] state = LongStream.iterate(1, x -> (x * 1103515245 + 12345) % (1L << 31)).skip(1).limit(length)
                .toArray();
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (state[i] / (double) (1 << 30) - 1);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("references")
    void medianAndGaussianAreThoseOfScipy(Reference reference) {
        long[] shape = reference.shape().stream().mapToLong(Long::longValue).toArray();
        int length = (int) Arrays.stream(shape).reduce(1, (m, n) -> m * n);

        float[] smooth = MedianFilter.apply(values(length), shape);
        assertThat(Arrays.copyOf(smooth, reference.medians().length)).containsExactly(reference.medians(), TOLERANCE);
        GaussianFilter.apply(smooth, shape);
        assertThat(Arrays.copyOfRange(smooth, length - reference.smooth().length, length))
                .containsExactly(reference.smooth(), TOLERANCE);
    }

    /** The quick ways for matrices and for 3x3 convolutions against the plain one, which five dimensions take. */
    @ParameterizedTest
    @ValueSource(strings = {"6,7", "2,2", "5,4,3,3", "2,2,3,3"})
    void quickWaysGiveWhatThePlainOneGives(String sizes) {
        long[] shape = Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray();
        int length = (int) Arrays.stream(shape).reduce(1, (m, n) -> m * n);
        float[] values = values(length);
        values[length / 2] = values[length / 2 + 1]; // equal values
        float[] twice = Arrays.copyOf(values, 2 * length);
        System.arraycopy(values, 0, twice, length, length);

        // a window over two equal halves has every value three times, and so the same median
        float[] plain = MedianFilter.apply(twice, LongStream.concat(LongStream.of(2), Arrays.stream(shape)).toArray());
        assertThat(MedianFilter.apply(values, shape)).isEqualTo(Arrays.copyOf(plain, length));
    }
}
