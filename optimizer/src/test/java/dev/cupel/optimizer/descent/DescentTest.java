package dev.cupel.optimizer.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescentTest {
    private static final Descent DESCENT = new Descent(500, 1e-8, 0, 1);

    @Test
    void findsTheMinimumOfRosenbrocksValley() {
        Descent.Minimum minimum = DESCENT.minimize(DescentTest::rosenbrock, new double[]{-1.2, 1, -1.2, 1},
                box(4, -5, 5));

        assertThat(minimum.x()).containsExactly(new double[]{1, 1, 1, 1}, within(1e-6));
        assertThat(minimum.iterations()).isLessThan(150);
    }

    @Test
    void stopsAtTheWallWhenTheMinimumIsOutside() {
        Descent.Minimum minimum = DESCENT.minimize((x, gradient) -> {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                gradient[j] = 2 * (x[j] - j);
                sum += (x[j] - j) * (x[j] - j);
            }
            return sum;
        }, new double[]{0.9, 0.2, 0.3, 0.4}, box(4, 0.5, 2));

        assertThat(minimum.x()).containsExactly(new double[]{0.5, 1, 2, 2}, within(1e-8));
    }

    @Test
    void followsAWallToTheLowestPointOnIt() {
        // f = (x + y - 3)² + 0.1 (x - y)², with x <= 1: on the wall the minimum is at y = (4 + 0.2) / 2.2
        Descent.Minimum minimum = DESCENT.minimize((x, gradient) -> {
            double sum = x[0] + x[1] - 3;
            double difference = x[0] - x[1];
            gradient[0] = 2 * sum + 0.2 * difference;
            gradient[1] = 2 * sum - 0.2 * difference;
            return sum * sum + 0.1 * difference * difference;
        }, new double[]{0, 0}, new Box(new double[]{0, 0}, new double[]{1, 5}));

        assertThat(minimum.x()).containsExactly(new double[]{1, 4.2 / 2.2}, within(1e-7));
    }

    @Test
    void neverLeavesTheBoxNorClimbs() {
        double[] start = {-1.9, 1.9};
        Box box = box(2, -2, 2);
        double[] lowest = {rosenbrock(start, new double[2])};

        Descent.Minimum minimum = DESCENT.minimize((x, gradient) -> {
            assertThat(Arrays.stream(x)).allMatch(v -> v >= -2 && v <= 2);
            lowest[0] = Math.min(lowest[0], rosenbrock(x, new double[2]));
            return rosenbrock(x, gradient);
        }, start, box);

        assertThat(minimum.value()).isEqualTo(lowest[0]);
    }

    @Test
    void stepsBackFromWhereTheFunctionIsNotDefined() {
        // ln x has no value below 0: x - ln x is lowest at 1
        Descent.Minimum minimum = DESCENT.minimize((x, gradient) -> {
            gradient[0] = 1 - 1 / x[0];
            return x[0] - Math.log(x[0]);
        }, new double[]{8}, box(1, -10, 10));

        assertThat(minimum.x()[0]).isCloseTo(1, within(1e-6));
    }

    @Test
    void theFirstStepIsNoLongerThanItMayBe() {
        List<double[]> visited = new ArrayList<>();

        new Descent(1, 1e-8, 0, 0.2).minimize((x, gradient) -> {
            visited.add(x.clone());
            return rosenbrock(x, gradient);
        }, new double[]{-1.2, 1}, box(2, -5, 5));

        assertThat(Math.hypot(visited.get(1)[0] + 1.2, visited.get(1)[1] - 1)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void stepsAreNotShortenedWithoutEndWhereTheSlopeIsWrong() {
        int[] asked = {0};

        Descent.Minimum minimum = DESCENT.minimize((x, gradient) -> {
            asked[0]++;
            gradient[0] = -1;
            return 100 * x[0];
        }, new double[]{0.5}, box(1, 0, 1));

        assertThat(minimum.x()).containsExactly(0.5);
        // the start, and steps of 1, .1 … 1e-10 at least
        assertThat(asked[0]).isBetween(11, 12);
    }

    @Test
    void aBoxUpsideDownIsRefused() {
        assertThatThrownBy(() -> new Box(new double[]{0, 1}, new double[]{1, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("variable 1");
    }

    private static double rosenbrock(double[] x, double[] gradient) {
        Arrays.fill(gradient, 0);
        double sum = 0;
        for (int j = 0; j + 1 < x.length; j++) {
            double valley = x[j + 1] - x[j] * x[j];
            sum += 100 * valley * valley + (1 - x[j]) * (1 - x[j]);
            gradient[j] += -400 * x[j] * valley - 2 * (1 - x[j]);
            gradient[j + 1] += 200 * valley;
        }
        return sum;
    }

    private static Box box(int dimension, double low, double high) {
        double[] lows = new double[dimension];
        double[] highs = new double[dimension];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(lows, highs);
    }
}
