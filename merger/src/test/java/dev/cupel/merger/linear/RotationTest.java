package dev.cupel.merger.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RotationTest {

    private static final double EXACT = 1e-12;

    private static Matrix random(int rows, int columns, long seed) {
        return new Matrix(rows, columns, new Random(seed).doubles(rows * columns, -1, 1).toArray());
    }

    private static void assertSame(Matrix actual, Matrix expected, double tolerance) {
        assertThat(actual.values()).containsExactly(expected.values(), within(tolerance));
    }

    private static Matrix turn(double angle) {
        return new Matrix(2, 2, new double[]{Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)});
    }

    @Test
    void aPowerTurnsByAPartOfTheAngle() {
        assertSame(new Rotation(turn(1)).power(0.3), turn(0.3), EXACT);
        assertSame(new Rotation(turn(3)).power(0.5), turn(1.5), EXACT);
        assertSame(new Rotation(turn(1e-7)).power(0.5), turn(0.5e-7), EXACT);
        assertSame(new Rotation(turn(0)).power(0.5), turn(0), EXACT);
    }

    /** A half turn has no direction: the real part of its root is 0. */
    @Test
    void halfAHalfTurnHasNoDirection() {
        assertSame(new Rotation(turn(Math.PI)).power(0.5), Matrix.zeros(2, 2), 1e-7);
    }

    @Test
    void twoHalvesAreTheWholeAndStayOrthogonal() {
        Matrix a = random(30, 9, 1);
        Rotation rotation = Rotation.aligning(a, random(30, 9, 2), true);
        Matrix half = rotation.power(0.5);

        assertThat(Rotation.mirrors(rotation.matrix())).isFalse();
        assertSame(half.times(half), rotation.matrix(), 1e-10);
        assertSame(half.transposedTimes(half), new Rotation(rotation.matrix()).power(0), 1e-10);
    }

    @Test
    void aRotationIsFoundAgain() {
        Matrix a = random(20, 5, 3);
        Rotation rotation = Rotation.aligning(random(20, 5, 4), random(20, 5, 5), true);

        assertSame(Rotation.aligning(a, a.times(rotation.matrix()), false).matrix(), rotation.matrix(), 1e-10);
    }

    @Test
    void anExchangeOfTwoAxesIsAReflection() {
        assertThat(Rotation.mirrors(new Matrix(2, 2, new double[]{0, 1, 1, 0}))).isTrue();
        assertThat(Rotation.mirrors(new Matrix(2, 2, new double[]{0, -1, 1, 0}))).isFalse();
        assertThat(Rotation.mirrors(new Matrix(2, 2, new double[]{-1, 0, 0, -1}))).isFalse();
    }

    @Test
    void aTurnOfFewDimensionsTakesOneFrameToTheOther() {
        Matrix u = Qr.of(random(12, 4, 6)).q();
        Matrix v = Qr.of(random(12, 4, 7)).q();
        Turn turn = new Turn(u, v);

        assertSame(turn.apply(u.transposed(), 0), u.transposed(), 0);
        assertSame(turn.apply(random(3, 12, 8), 1 - 1e-12), turn.apply(random(3, 12, 8), 1), 1e-9);
        assertSame(turn.apply(random(3, 12, 8), 1e-12), random(3, 12, 8), 1e-9);
        assertSame(turn.apply(random(3, 12, 8), -1 + 1e-12), turn.apply(random(3, 12, 8), -1), 1e-9);
    }

    @Test
    void theNearestMatrixOfALowRankIsThatOfTheFirstSingularValues() {
        Matrix low = random(40, 3, 9).times(random(3, 70, 10));

        assertSame(LowRank.exact(low, 3), low, 1e-12);
        assertSame(LowRank.near(low, 3, 0), low, 1e-12);
        Matrix noisy = random(40, 70, 11);
        Matrix rest = Matrix.zeros(40, 70);
        Matrix near = LowRank.exact(noisy, 5);
        for (int i = 0; i < rest.values().length; i++) {
            rest.values()[i] = noisy.values()[i] - near.values()[i];
        }
        double left = 0;
        double[] s = Svd.of(noisy).s();
        for (int i = 5; i < s.length; i++) {
            left += s[i] * s[i];
        }
        assertThat(rest.energy()).isCloseTo(left, within(1e-9)); // Eckart and Young
    }
}
