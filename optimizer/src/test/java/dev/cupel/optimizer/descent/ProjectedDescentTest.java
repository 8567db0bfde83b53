package dev.cupel.optimizer.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProjectedDescentTest {
    private static final ProjectedDescent DESCENT = new ProjectedDescent(200, 1e-10);
    /** The nearest point of the line x + y = 1. */
    private static final UnaryOperator<double[]> LINE = x -> {
        double excess = (x[0] + x[1] - 1) / 2;
        return new double[]{x[0] - excess, x[1] - excess};
    };

    /** (x - 2)² + 10 (y - 1)² on x + y = 1: by Lagrange, 2 (x - 2) = 20 (y - 1), so x = 2/11 and y = 9/11. */
    @Test
    void theLowestPointOfALineIsFound() {
        Differentiable bowl = (x, gradient) -> {
            gradient[0] = 2 * (x[0] - 2);
            gradient[1] = 20 * (x[1] - 1);
            return (x[0] - 2) * (x[0] - 2) + 10 * (x[1] - 1) * (x[1] - 1);
        };

        Descent.Minimum end = DESCENT.minimize(bowl, new double[]{5, 5}, LINE);

        assertThat(end.x()).containsExactly(new double[]{2.0 / 11, 9.0 / 11}, within(1e-6));
        assertThat(end.value()).isCloseTo(440.0 / 121, within(1e-9));
    }

    @Test
    void inABoxItEndsWhereTheBoxedDescentDoes() {
        Differentiable valley = (x, gradient) -> {
            double bend = x[1] - x[0] * x[0];
            gradient[0] = -400 * x[0] * bend + 2 * (x[0] - 1);
            gradient[1] = 200 * bend;
            return 100 * bend * bend + (x[0] - 1) * (x[0] - 1);
        };
        Box box = new Box(new double[]{-2, -2}, new double[]{0.5, 2});

        Descent.Minimum boxed = new Descent(200, 1e-9, 1e-14, 1).minimize(valley, new double[]{-1, 1}, box);
        Descent.Minimum projected = new ProjectedDescent(5000, 1e-10).minimize(valley, new double[]{-1, 1}, box::clamp);

        assertThat(projected.x()).containsExactly(boxed.x(), within(1e-4));
        assertThat(projected.x()).containsExactly(new double[]{0.5, 0.25}, within(1e-4));
    }

    @Test
    void aStartOutsideIsMovedInAndAFlatFunctionEndsThere() {
        Descent.Minimum end = DESCENT.minimize((x, gradient) -> 3, new double[]{2, 1}, LINE);

        assertThat(end.x()).containsExactly(1, 0);
        assertThat(end.iterations()).isZero();
    }
}
