package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.descent.Box;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final Space MIXED = new Space(
            List.of(Axis.linear("a", 0, 1), Axis.linear("b", -1, 1), Axis.linear("c", 0, 2), Axis.whole("n", 1, 6),
                    Axis.choice("k", "p", "q", "r"), Axis.linear("gain", 0, 1)),
            List.of(new Condition("gain", "k", Set.of(1.0, 2.0))),
            List.of(new Constraint(Map.of("a", 1.0, "b", 2.0), -0.5, 1),
                    new Constraint(Map.of("a", 1.0, "c", -1.0), Double.NEGATIVE_INFINITY, 0)));

    /** 64 points of a net: along each axis, each eighth of the region has eight of them. */
    @Test
    void spreadPointsFillTheRegionEvenly() {
        Box region = new Box(new double[]{0.2, 0, 0.9}, new double[]{0.6, 1, 1});

        List<double[]> points = of(reals(3), region, 1).spread(64);

        for (int j = 0; j < 3; j++) {
            int[] eighths = new int[8];
            for (double[] point : points) {
                eighths[(int) (8 * (point[j] - region.low()[j]) / (region.high()[j] - region.low()[j]))]++;
            }
            assertThat(eighths).containsOnly(8);
        }
    }

    /** One is moved anyway, and each of the other 39 every second time: 20.5. */
    @Test
    void onManyAxesAboutTwentyCoordinatesAreMoved() {
        double[] good = filled(40, 0.5);

        List<double[]> near = of(reals(40), Box.unit(40), 2).near(List.of(good), 2000, 0.1);

        assertThat(near.stream().mapToLong(point -> different(point, good)).average().orElseThrow())
                .isCloseTo(20.5, within(0.25));
        assertThat(near).anyMatch(point -> different(point, good) < 17)
                .anyMatch(point -> different(point, good) > 24);
        // not always the same ones
        for (int j = 0; j < 40; j++) {
            int axis = j;
            assertThat(near.stream().filter(point -> point[axis] != 0.5).count()).isBetween(900L, 1150L);
        }
    }

    @Test
    void onFewAxesAllAreMoved() {
        double[] good = filled(6, 0.5);

        assertThat(of(reals(6), Box.unit(6), 3).near(List.of(good), 100, 0.1))
                .allMatch(point -> different(point, good) == 6);
    }

    @Test
    void aCoordinateIsMovedByANormalDeviate() {
        double[] moved = of(reals(5), Box.unit(5), 4).near(List.of(filled(5, 0.5)), 2000, 0.1).stream()
                .flatMapToDouble(Arrays::stream).toArray();

        assertThat(Arrays.stream(moved).average().orElseThrow()).isCloseTo(0.5, within(0.005));
        assertThat(Math.sqrt(Arrays.stream(moved).map(u -> (u - 0.5) * (u - 0.5)).average().orElseThrow()))
                .isCloseTo(0.1, within(0.005));
    }

    /** Half a normal distribution, whose mean is √(2/π) deviations, and not half of it heaped on the wall. */
    @Test
    void atTheWallAllAreMovedInside() {
        double[] moved = of(reals(5), Box.unit(5), 5).near(List.of(filled(5, 0)), 2000, 0.1).stream()
                .flatMapToDouble(Arrays::stream).toArray();

        assertThat(Arrays.stream(moved)).allMatch(u -> u > 0);
        assertThat(Arrays.stream(moved).average().orElseThrow())
                .isCloseTo(0.1 * Math.sqrt(2 / Math.PI), within(0.005));
    }

    @Test
    void eachGoodPointIsStartedFrom() {
        List<double[]> good = List.of(filled(4, 0.1), filled(4, 0.5), filled(4, 0.9));

        List<double[]> near = of(reals(4), Box.unit(4), 6).near(good, 300, 0.01);

        for (double[] one : good) {
            assertThat(near).filteredOn(point -> Math.abs(point[0] - one[0]) < 0.1).hasSizeBetween(70, 130);
        }
    }

    @Test
    void aJumpedPointHasOneToThreeCoordinatesFromAnywhereInTheRegion() {
        Box region = new Box(filled(12, 0.2), filled(12, 0.8));
        double[] good = filled(12, 0.5);

        List<double[]> jumped = of(reals(12), region, 7).jumped(List.of(good), 600);

        assertThat(jumped.stream().map(point -> different(point, good)).distinct()).containsExactlyInAnyOrder(1L, 2L,
                3L);
        double[] drawn = jumped.stream().flatMapToDouble(Arrays::stream).filter(u -> u != 0.5).toArray();
        assertThat(drawn).hasSizeBetween(1000, 1300);
        assertThat(Arrays.stream(drawn).min().orElseThrow()).isBetween(0.2, 0.21);
        assertThat(Arrays.stream(drawn).max().orElseThrow()).isBetween(0.79, 0.8);
        assertThat(Arrays.stream(drawn).average().orElseThrow()).isCloseTo(0.5, within(0.02));
    }

    /** Of good points outside it, too. */
    @Test
    void noCandidateLeavesTheRegion() {
        Property.holds(20, random -> {
            int dimension = Property.between(random, 1, 30);
            double[] low = random.doubles(dimension, 0, 0.9).toArray();
            double[] high = Arrays.stream(low).map(l -> l + 0.1 * random.nextDouble()).toArray();
            Candidates candidates = of(reals(dimension), new Box(low, high), random.nextLong());
            List<double[]> good = List.of(random.doubles(dimension).toArray(), random.doubles(dimension).toArray());
            List<double[]> all = new ArrayList<>(candidates.spread(32));
            all.addAll(candidates.near(good, 32, Property.between(random, 1e-3, 1)));
            all.addAll(candidates.jumped(good, 32));

            assertThat(all).hasSize(96).allSatisfy(point -> {
                for (int j = 0; j < dimension; j++) {
                    assertThat(point[j]).isBetween(low[j], high[j]);
                }
            });
        });
    }

    /** Whole numbers, choices, an axis that counts with some of them only, and constraints. */
    @Test
    void everyCandidateIsAPointOfTheSpace() {
        Encoding encoding = Encoding.of(MIXED);
        Property.holds(10, random -> {
            Candidates candidates = of(MIXED, Box.unit(encoding.dimension()), random.nextLong());
            List<double[]> good = List.of(admissible(random), admissible(random));
            List<double[]> all = new ArrayList<>(candidates.spread(32));
            all.addAll(candidates.near(good, 32, 0.1));
            all.addAll(candidates.jumped(good, 32));
            all.add(candidates.mutated(good.getFirst()));

            assertThat(all).hasSize(97).allSatisfy(features -> {
                double[] point = encoding.decoded(features);
                assertThat(encoding.encoded(point)).isEqualTo(features);
                assertThat(MIXED.snapped(point)).isEqualTo(point);
                assertThat(MIXED.feasible(point)).isTrue();
            });
        });
    }

    /** Of every second candidate it is drawn anew, and is another one in three of four cases; a move alone never changes it. */
    @Test
    void everySecondChoiceIsDrawnAnew() {
        Space space = Space.of(Axis.linear("x", 0, 1), Axis.choice("k", "p", "q", "r", "s"));
        double[] good = Encoding.of(space).encoded(space.point(Map.of("x", 0.5, "k", 2.0)));

        List<double[]> near = of(space, Box.unit(5), 8).near(List.of(good), 1000, 0.1);

        assertThat(near).filteredOn(point -> point[3] == 0).hasSizeBetween(330, 420);
        for (int option : new int[]{1, 2, 4}) {
            assertThat(near).filteredOn(point -> point[option] == 1).hasSizeBetween(90, 160);
        }
    }

    private static Candidates of(Space space, Box region, long seed) {
        return new Candidates(region, Encoding.of(space), new SplittableRandom(seed));
    }

    private static Space reals(int dimension) {
        return new Space(IntStream.range(0, dimension).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
    }

    private static double[] admissible(RandomGenerator random) {
        return Encoding.of(MIXED).encoded(MIXED.admissible(random.doubles(MIXED.dimension()).toArray()));
    }

    private static long different(double[] a, double[] b) {
        return IntStream.range(0, a.length).filter(j -> a[j] != b[j]).count();
    }

    private static double[] filled(int dimension, double value) {
        double[] point = new double[dimension];
        Arrays.fill(point, value);
        return point;
    }
}
