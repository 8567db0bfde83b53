package dev.cupel.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestPointTest {

    /** x is the nearest point of p if and only if no point y of the set lies on p's side of it: (p - x)·(y - x) ≤ 0. */
    @Test
    void noPointOfTheSetIsOnTheOtherSide() {
        Property.holds(300, random -> {
            int d = Property.between(random, 1, 12);
            double[] low = random.doubles(d, -1, 0).toArray();
            double[] high = random.doubles(d, 0, 1).toArray();
            double[] inside = IntStream.range(0, d).mapToDouble(j -> random.nextDouble(low[j], high[j])).toArray();
            Polytope polytope = around(inside, random);
            List<double[]> found = new ArrayList<>(List.of(inside));
            for (int i = 0; i < 8; i++) {
                double[] p = random.doubles(d, -3, 3).toArray();
                double[] x = polytope.nearest(p, low, high).orElseThrow();

                assertThat(polytope.contains(x)).isTrue();
                assertThat(IntStream.range(0, d).allMatch(j -> x[j] >= low[j] && x[j] <= high[j])).isTrue();
                found.add(x);
                for (double[] y : found) {
                    double side = IntStream.range(0, d).mapToDouble(j -> (p[j] - x[j]) * (y[j] - x[j])).sum();
                    assertThat(side).isLessThan(1e-8);
                }
            }
        });
    }

    /** Up to six constraints that hold at a point, some of them exact, some of them nearly parallel to the one before. */
    private static Polytope around(double[] inside, RandomGenerator random) {
        List<Polytope.Row> rows = new ArrayList<>();
        int count = Property.between(random, 0, Math.min(6, inside.length - 1));
        double[] before = random.doubles(inside.length, -1, 1).toArray();
        for (int i = 0; i < count; i++) {
            double alike = random.nextBoolean() ? 1e-3 : 10;
            double[] a = Arrays.stream(before).map(v -> v + alike * (random.nextDouble() - 0.5)).toArray();
            double sum = new Polytope.Row(a, 0, 0).sum(inside);
            double room = random.nextInt(3) == 0 ? 0 : random.nextDouble();
            rows.add(new Polytope.Row(a, random.nextBoolean() ? Double.NEGATIVE_INFINITY : sum - room, sum + room));
            before = a;
        }
        return new Polytope(rows);
    }

    @Test
    void theNearestPointOfACornerIsTheCorner() {
        Polytope triangle = new Polytope(
                List.of(new Polytope.Row(new double[]{1, 1}, Double.NEGATIVE_INFINITY, 1)));

        assertThat(triangle.nearest(new double[]{3, 0.5}, new double[2], new double[]{1, 1}).orElseThrow())
                .containsExactly(new double[]{1, 0}, within(1e-12));
        assertThat(triangle.nearest(new double[]{1, 1}, new double[2], new double[]{1, 1}).orElseThrow())
                .containsExactly(new double[]{0.5, 0.5}, within(1e-12));
        assertThat(triangle.nearest(new double[]{0.2, 0.3}, new double[2], new double[]{1, 1}).orElseThrow())
                .containsExactly(0.2, 0.3);
    }

    /** a ≤ b ≤ 1.02 a - 0.01 is a thin wedge from (½, ½) on. */
    @Test
    void wedgesAreReachedFromEverywhere() {
        Space wedge = new Space(List.of(Axis.linear("a", 0, 1), Axis.linear("b", 0, 1)), List.of(),
                List.of(new Constraint(Map.of("a", -1.0, "b", 1.0), 0, Double.POSITIVE_INFINITY),
                        new Constraint(Map.of("a", -1.02, "b", 1.0), Double.NEGATIVE_INFINITY, -0.01)));
        Property.holds(200, random -> {
            double[] x = wedge.admissible(random.doubles(2).toArray());

            assertThat(x[1] - x[0]).isGreaterThan(-1e-9);
            assertThat(x[1] - 1.02 * x[0] + 0.01).isLessThan(1e-9);
        });
    }

    @Test
    void spacesThatAreAlmostEmptyAreNotRefusedAndEmptyOnesAre() {
        List<Axis> four = IntStream.range(0, 4).mapToObj(j -> Axis.linear("w" + j, 0, 1)).toList();
        Constraint sum = new Constraint(Map.of("w0", 1.0, "w1", 1.0, "w2", 1.0, "w3", 1.0), 1, 1);

        double[] point = new Space(four, List.of(),
                List.of(sum, new Constraint(Map.of("w0", 1.1, "w1", 1.0, "w2", 1.0, "w3", 1.0), 1.02, 1.02)))
                .admissible(new double[]{0.9, 0.9, 0.1, 0.1});

        assertThat(point[0]).isCloseTo(0.2, within(1e-9));
        assertThatThrownBy(() -> new Space(four, List.of(),
                List.of(sum, new Constraint(Map.of("w0", 1.1, "w1", 1.1, "w2", 1.1, "w3", 1.1), 1.2, 1.3))))
                .isInstanceOf(InvalidSpaceException.class).hasMessageContaining("none does");
    }
}
