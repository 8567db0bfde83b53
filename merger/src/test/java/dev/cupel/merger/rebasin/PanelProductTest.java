package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelProductTest {

    @Test
    void productsAreSummedOverThePanel() {
        PanelProduct product = new PanelProduct(2);

        product.add(new float[]{1, 2, 3, 4}, new float[]{5, 6, 7, 8}, 2);
        product.add(new float[]{1, 0}, new float[]{10, 20}, 1);

        assertThat(product.gain()).containsExactly(19 + 10, 22 + 20, 43, 50);
    }

    /** Sizes that tiles, rows and steps of four do not divide. */
    @ParameterizedTest
    @CsvSource({"1,1", "3,5", "65,7", "517,10", "70,256"})
    void everySizeIsCovered(int n, int width) {
        Random random = new Random(1);
        float[] left = values(n * width, random);
        float[] right = values(n * width, random);
        PanelProduct product = new PanelProduct(n);

        product.add(left, right, width);

        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < width; k++) {
                    sum += (double) left[i * width + k] * right[k * n + j];
                }
                // at most 256 float32 additions of products of about 1
                assertThat(product.gain()[i * n + j]).isCloseTo(sum, within(1e-4));
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() throws Exception {
        Random random = new Random(2);
        int n = 300;
        float[] left = values(n * 256, random);
        float[] right = values(n * 256, random);

        assertThat(onThreads(4, n, left, right)).isEqualTo(onThreads(1, n, left, right));
    }

    private static double[] onThreads(int threads, int n, float[] left, float[] right) throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            PanelProduct product = new PanelProduct(n);
            pool.submit(() -> product.add(left, right, 256)).get();
            return product.gain();
        }
    }

    private static float[] values(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
