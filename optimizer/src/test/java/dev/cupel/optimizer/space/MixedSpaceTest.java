package dev.cupel.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole numbers, choices, conditions and constraints. */
class MixedSpaceTest {
    private static final Space MIXED = new Space(
            List.of(Axis.linear("x", 0, 2), Axis.whole("n", 1, 4), Axis.choice("k", "a", "b"), Axis.linear("g", -1, 1)),
            List.of(new Condition("g", "k", Set.of(1.0))), List.of());

    @Test
    void eachWholeNumberHasAnEqualCell() {
        Axis n = Axis.whole("n", 1, 4);

        assertThat(new double[]{n.value(0), n.value(0.24), n.value(0.26), n.value(0.74), n.value(0.76), n.value(1)})
                .containsExactly(1, 1, 2, 3, 4, 4);
        assertThat(n.unit(2)).isEqualTo(0.375);
        assertThat(n.snapped(0.49)).isEqualTo(0.375);
        assertThatThrownBy(() -> n.unit(2.5)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("whole number");
    }

    @Test
    void logarithmicWholeNumbersAreSpacedByRatios() {
        WholeAxis n = new WholeAxis("n", 1, 1024, Scale.LOG);

        for (long value : new long[]{1, 2, 3, 10, 1000, 1024}) {
            assertThat(n.value(n.unit(value))).isEqualTo(value);
        }
        assertThat(n.value(0)).isEqualTo(1);
        assertThat(n.value(1)).isEqualTo(1024);
        assertThat(n.value(0.5)).isCloseTo(Math.sqrt(0.5 * 1024.5), within(0.5));
    }

    @Test
    void anAxisThatDoesNotCountHasNoValue() {
        assertThat(MIXED.values(new double[]{0.5, 0.1, 0.9, 0.75})).containsExactly(Map.entry("x", 1.0),
                Map.entry("n", 1.0), Map.entry("k", 1.0), Map.entry("g", 0.5));
        assertThat(MIXED.values(new double[]{0.5, 0.1, 0.1, 0.75})).containsOnlyKeys("x", "n", "k");
        assertThat(MIXED.snapped(new double[]{0.5, 0.1, 0.1, 0.75})).containsExactly(0.5, 0.125, 0.25, 0.5);
        assertThat(MIXED.point(Map.of("x", 1.0, "n", 1.0, "k", 0.0))).containsExactly(0.5, 0.125, 0.25, 0.5);
        assertThatThrownBy(() -> MIXED.point(Map.of("x", 1.0, "n", 1.0, "k", 0.0, "g", 0.5)))
                .hasMessageContaining("no axis 'g' here");
        assertThatThrownBy(() -> MIXED.point(Map.of("x", 1.0, "n", 1.0, "k", 1.0)))
                .hasMessageContaining("'g' has none");
    }

    @Test
    void aChoiceBecomesOneFeatureForEachOption() {
        Encoding encoding = Encoding.of(MIXED);

        assertThat(encoding.dimension()).isEqualTo(5);
        assertThat(encoding.encoded(new double[]{0.3, 0.375, 0.75, 0.9})).containsExactly(0.3, 0.375, 0, 1, 0.9);
        assertThat(encoding.decoded(new double[]{0.3, 0.4, 0.2, 0.7, 0.9})).containsExactly(0.3, 0.375, 0.75, 0.9);
        assertThat(encoding.continuous(new double[]{0.3, 0.375, 1, 0, 0.5})).containsExactly(true, false, false, false,
                false);
        // three other numbers and one other option
        assertThat(encoding.neighbours(new double[]{0.3, 0.375, 0, 1, 0.9})).hasSize(4)
                .anySatisfy(other -> assertThat(other).containsExactly(0.3, 0.375, 1, 0, 0.5));
    }

    @Test
    void eachEarlierSearchDiffersInAFeatureOfItsOwn() {
        Encoding encoding = Encoding.of(Space.of(Axis.linear("x", 0, 1)), 2);

        assertThat(encoding.encoded(new double[]{0.3})).containsExactly(0.3, 1, 1);
        assertThat(encoding.earlier(new double[]{0.3}, 0)).containsExactly(0.3, 0, 1);
        assertThat(encoding.earlier(new double[]{0.3}, 1)).containsExactly(0.3, 1, 0);
        assertThat(encoding.admissible(new double[]{0.3, 0, 1})).containsExactly(0.3, 1, 1);
    }

    /** Of weights with the sum 1, the nearest point is found by shifting all that stay above 0 alike. */
    @Test
    void theNearestPointOfASimplexIsTheKnownOne() {
        Space simplex = sum(3, 1, 1);

        assertThat(simplex.admissible(new double[]{0.6, 0.6, 0.1})).containsExactly(
                new double[]{0.5, 0.5, 0}, within(1e-9));
        assertThat(simplex.admissible(new double[]{0.2, 0.2, 0.0})).containsExactly(
                new double[]{0.4, 0.4, 0.2}, within(1e-9));
        assertThat(simplex.feasible(new double[]{0.2, 0.2, 0.6})).isTrue();
        assertThat(simplex.feasible(new double[]{0.2, 0.2, 0.5})).isFalse();
    }

    @Test
    void noPointOfTheSetIsNearerThanTheNearest() {
        Space space = new Space(sum(4, 0.5, 1.5).axes(), List.of(), List.of(sum(4, 0.5, 1.5).constraints().getFirst(),
                new Constraint(Map.of("w0", 1.0, "w1", -2.0), 0, Double.POSITIVE_INFINITY)));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < 50; i++) {
            double[] point = random.doubles(4).toArray();
            double[] nearest = space.admissible(point);
            assertThat(space.feasible(nearest)).isTrue();
            for (int other = 0; other < 50; other++) {
                double[] candidate = random.doubles(4).toArray();
                if (space.feasible(candidate)) {
                    assertThat(distance(point, candidate)).isGreaterThan(distance(point, nearest) - 1e-9);
                }
            }
        }
    }

    @Test
    void whatCannotHoldIsRefused() {
        assertThatThrownBy(() -> sum(3, 4, 5)).isInstanceOf(InvalidSpaceException.class)
                .hasMessageContaining("some point must satisfy all constraints").hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> new Space(List.of(Axis.log("r", 1, 2)), List.of(),
                List.of(new Constraint(Map.of("r", 1.0), 0, 1)))).hasMessageContaining("must be linear");
        assertThatThrownBy(() -> new Space(List.of(Axis.linear("g", 0, 1), Axis.choice("k", "a", "b")),
                List.of(new Condition("g", "k", Set.of(0.0))), List.of())).hasMessageContaining("before it");
        assertThatThrownBy(() -> Axis.choice("k", "a", "a")).hasMessageContaining("all different");
        assertThatThrownBy(() -> Axis.whole("n", 3, 3)).hasMessageContaining("low must be below high");
    }

    private static Space sum(int dimension, double low, double high) {
        List<Axis> axes = IntStream.range(0, dimension).mapToObj(j -> Axis.linear("w" + j, 0, 1))
                .toList();
        Map<String, Double> factors = axes.stream().collect(Collectors.toMap(Axis::name, _ -> 1.0));
        return new Space(axes, List.of(), List.of(new Constraint(factors, low, high)));
    }

    private static double distance(double[] a, double[] b) {
        return Arrays.stream(new int[]{0, 1, 2, 3}).mapToDouble(j -> (a[j] - b[j]) * (a[j] - b[j])).sum();
    }
}
