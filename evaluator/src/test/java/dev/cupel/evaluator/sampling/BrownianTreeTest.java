package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BrownianTreeTest {

    private static final int COUNT = 20_000;
    /** Four standard errors of a mean of 20,000 numbers. */
    private static final double NEAR = 4 / Math.sqrt(COUNT);

    private final BrownianTree tree = new BrownianTree(7, 0.03, 14.6, COUNT);

    @Test
    void noiseIsStandardNormalWhateverTheStep() {
        for (double[] step : new double[][]{{14.6, 0.03}, {14.6, 9}, {3, 2.99}, {0.1, 0.03}, {0.0305, 0.03}}) {
            float[] noise = tree.between(step[0], step[1]);

            assertThat(product(noise, ones())).isCloseTo(0, within(NEAR));
            assertThat(product(noise, noise)).isCloseTo(1, within(NEAR * Math.sqrt(2)));
        }
    }

    @Test
    void stepsThatDoNotOverlapAreIndependent() {
        assertThat(product(tree.between(9, 5), tree.between(5, 1))).isCloseTo(0, within(NEAR));
        assertThat(product(tree.between(9, 8.9), tree.between(8.9, 8.8))).isCloseTo(0, within(NEAR));
    }

    @Test
    void stepsThatOverlapSeeTheSameNoise() {
        float[] whole = tree.between(9, 1);
        float[] first = tree.between(9, 5);
        float[] second = tree.between(5, 1);

        for (int i = 0; i < 100; i++) {
            // W(9) - W(1) = (W(9) - W(5)) + (W(5) - W(1))
            assertThat(whole[i] * Math.sqrt(8)).isCloseTo(first[i] * 2 + second[i] * 2, within(1e-5));
        }
        assertThat(product(whole, first)).isCloseTo(Math.sqrt(0.5), within(NEAR));
    }

    @Test
    void pathDoesNotDependOnWhereItWasLookedAtBefore() {
        BrownianTree other = new BrownianTree(7, 0.03, 14.6, COUNT);
        for (double sigma = 14; sigma > 1; sigma -= 0.37) {
            other.between(sigma, sigma - 0.1);
        }

        assertThat(other.between(6, 2)).isEqualTo(tree.between(6, 2));
    }

    @Test
    void seedsHaveTheirOwnPathsApartFromTheirStartNoise() {
        float[] path = tree.between(14.6, 0.03);

        assertThat(product(path, new BrownianTree(8, 0.03, 14.6, COUNT).between(14.6, 0.03)))
                .isCloseTo(0, within(NEAR));
        assertThat(product(path, new PhiloxRandom(7).normals(COUNT))).isCloseTo(0, within(NEAR));
    }

    private static float[] ones() {
        float[] ones = new float[COUNT];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum / COUNT;
    }
}
