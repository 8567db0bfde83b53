package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactorTest {

    @Test
    void twoByTwoByHand() {
        Factor factor = Factor.of(new double[]{4, 2, 2, 3}, 2);

        assertThat(factor.logDeterminant()).isCloseTo(Math.log(8), within(1e-15));
        assertThat(factor.inverse()).containsExactly(new double[]{3 / 8.0, -0.25, -0.25, 0.5}, within(1e-15));
    }

    @Test
    void theInverseUndoesTheMatrix() {
        int n = 120;
        double[] a = covariance(n);
        double[] inverse = Factor.of(a, n).inverse();

        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += a[i * n + k] * inverse[k * n + j];
                }
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-9));
            }
        }
    }

    @Test
    void theLogDeterminantAgreesWithAPlainCholesky() {
        int n = 150;
        double[] a = covariance(n);

        // the same in twenty lines of Java: the two backends may differ by rounding only
        assertThat(Factor.of(a, n).logDeterminant()).isCloseTo(plainLogDeterminant(a, n), within(1e-9));
    }

    @Test
    void theSameMatrixGivesTheSameBits() {
        int n = 200;
        double[] a = covariance(n);
        double[] first = Factor.of(a, n).inverse();

        for (int repetition = 0; repetition < 20; repetition++) {
            assertThat(Factor.of(a, n).inverse()).isEqualTo(first);
        }
    }

    /** The first power of ten, of its mean, that makes up for how far it is from positive. */
    @Test
    void aSingularMatrixGetsTheLeastOnItsDiagonal() {
        assertThat(Factor.of(new double[]{1, 1, 1, 1}, 2).logDeterminant()).isCloseTo(Math.log(2e-8), within(1e-6));
        for (double jitter : new double[]{1e-8, 1e-7, 1e-6, 1e-5, 1e-4}) {
            double beyond = 3 * (1 + 0.3 * jitter);
            double determinant = Math.pow(3 + 3 * jitter, 2) - beyond * beyond;

            Factor factor = Factor.of(new double[]{3, beyond, beyond, 3}, 2);

            assertThat(factor.logDeterminant()).isCloseTo(Math.log(determinant), within(1e-6));
        }
    }

    @Test
    void aMatrixThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> Factor.of(new double[]{1, 2, 2, 1}, 2)).isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("must be positive definite").hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> Factor.of(new double[]{Double.NaN, 0, 0, 1}, 2))
                .isInstanceOf(ArithmeticException.class);
    }

    /** Block by block, it is the factor of the whole. */
    @Test
    void anExtendedFactorIsThatOfTheLargerMatrix() {
        int n = 20;
        int p = 4;
        double[] whole = covariance(n + p);
        double[] known = new double[n * n];
        double[] cross = new double[p * n];
        double[] corner = new double[p * p];
        for (int i = 0; i < n + p; i++) {
            if (i < n) {
                System.arraycopy(whole, i * (n + p), known, i * n, n);
            } else {
                System.arraycopy(whole, i * (n + p), cross, (i - n) * n, n);
                System.arraycopy(whole, i * (n + p) + n, corner, (i - n) * p, p);
            }
        }
        Factor expected = Factor.of(whole, n + p);
        Factor first = Factor.of(known, n);

        Factor before = first.extended(cross, corner);
        first.inverse();
        Factor after = first.extended(cross, corner);

        for (Factor extended : List.of(before, after)) {
            assertThat(extended.logDeterminant()).isCloseTo(expected.logDeterminant(), within(1e-9));
            assertThat(extended.inverse()).containsExactly(expected.inverse(), within(1e-12));
            double[] right = new Random(1).doubles(2L * (n + p)).toArray();
            assertThat(extended.solved(right)).containsExactly(expected.solved(right), within(1e-9));
        }
    }

    private static double[] covariance(int n) {
        Random random = new Random(3);
        double[][] x = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = random.doubles(10).toArray();
        }
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double squared = 0;
                for (int k = 0; k < 10; k++) {
                    squared += Math.pow(x[i][k] - x[j][k], 2);
                }
                a[i * n + j] = Math.exp(-0.5 * squared) + (i == j ? 1e-3 : 0);
            }
        }
        return a;
    }

    private static double plainLogDeterminant(double[] a, int n) {
        double[] l = a.clone();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double v = l[i * n + j];
                for (int k = 0; k < j; k++) {
                    v -= l[i * n + k] * l[j * n + k];
                }
                l[i * n + j] = i == j ? Math.sqrt(v) : v / l[j * n + j];
            }
            sum += 2 * Math.log(l[i * n + i]);
        }
        return sum;
    }
}
