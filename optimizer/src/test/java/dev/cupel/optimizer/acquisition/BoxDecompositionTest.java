package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.Property;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BoxDecompositionTest {

    @Test
    void withoutAFrontTheRegionIsAllThatIsAboveTheReference() {
        BoxDecomposition region = BoxDecomposition.of(List.of(), new double[]{1, 2, 3});

        assertThat(region.low()).isDeepEqualTo(new double[][]{{1, 2, 3}});
        assertThat(region.high()).isDeepEqualTo(new double[][]{
                {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}});
    }

    @Test
    void ofTwoObjectivesThereIsOneBoxMoreThanPoints() {
        assertThat(BoxDecomposition.of(List.of(new double[]{1, 3}, new double[]{2, 2}, new double[]{3, 1}),
                new double[]{0, 0}).low()).hasNumberOfRows(4);
    }

    /** Values have few digits, so that many coordinates are the same, as they are in the corners anyway. */
    @Test
    void everyPointThatIsNotDominatedLiesInOneBoxAndNoOtherInAny() {
        Property.holds(60, random -> {
            int objectives = Property.between(random, 2, 4);
            List<double[]> values = Stream.generate(() -> place(objectives, 8, random))
                    .limit(Property.between(random, 0, 25)).toList();
            double[] reference = new double[objectives];
            Arrays.fill(reference, 1);
            BoxDecomposition region = BoxDecomposition.of(values, reference);

            for (int i = 0; i < 200; i++) {
                // between the values: on a border of boxes no one would say which it is in
                double[] y = Arrays.stream(place(objectives, 10, random)).map(v -> v + 0.5).toArray();
                boolean free = Arrays.stream(y).allMatch(v -> v > 1) && values.stream().noneMatch(
                        value -> Arrays.stream(value).allMatch(v -> v > 1) && below(y, value));
                assertThat(inside(region, y)).isEqualTo(free ? 1 : 0);
            }
        });
    }

    @Test
    void aFrontOfFortyPointsOfFourObjectivesTakesHundredsOfBoxes() {
        RandomGenerator random = new SplittableRandom(1);
        List<double[]> sphere = Stream.generate(() -> {
            double[] direction = random.doubles(4).toArray();
            double length = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
            return Arrays.stream(direction).map(v -> v / length).toArray();
        }).limit(40).toList();

        // a grid would have 41^4
        assertThat(BoxDecomposition.of(sphere, new double[4]).low().length).isBetween(100, 3000);
    }

    private static double[] place(int objectives, int most, RandomGenerator random) {
        return IntStream.range(0, objectives).mapToDouble(_ -> random.nextInt(most + 1)).toArray();
    }

    private static boolean below(double[] a, double[] b) {
        return IntStream.range(0, a.length).allMatch(m -> a[m] < b[m]);
    }

    private static long inside(BoxDecomposition region, double[] y) {
        return IntStream.range(0, region.low().length)
                .filter(b -> below(region.low()[b], y) && below(y, region.high()[b])).count();
    }
}
