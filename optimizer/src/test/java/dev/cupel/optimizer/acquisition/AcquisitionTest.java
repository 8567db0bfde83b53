package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.descent.Box;
import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AcquisitionTest {
    private static final Space REALS = new Space(
            IntStream.range(0, 4).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
    /** A part of it, with walls that no axis is along. */
    private static final Space BOUND = new Space(REALS.axes(), List.of(),
            List.of(new Constraint(Map.of("x0", 1.0, "x1", 1.0), 0, 0.6),
                    new Constraint(Map.of("x2", 1.0, "x3", -1.0), 0.2, 1)));
    private static final Space FEW = Space.of(Axis.whole("n", 0, 4), Axis.choice("k", "a", "b"));

    /** What is known, and where. */
    private record Known(Space space, Surrogates surrogates, List<double[]> points) {

        static Known of(Space space, int count, double noise, RandomGenerator random) {
            Encoding encoding = Encoding.of(space);
            List<double[]> points = Stream
                    .generate(() -> encoding
                            .encoded(space.admissible(random.doubles(space.dimension()).toArray())))
                    .limit(count).toList();
            return of(space, points, x -> waves(x) + noise * random.nextGaussian(), noise * noise);
        }

        static Known of(Space space, List<double[]> points, ToDoubleFunction<double[]> value, double variance) {
            return new Known(space, new Surrogates(
                    List.of(Surrogate.fitStraight(new Observations(points.toArray(double[][]::new),
                            points.stream().mapToDouble(value).toArray(),
                            points.stream().mapToDouble(_ -> variance).toArray()))),
                    List.of()), points);
        }

        Acquisition acquisition(List<double[]> pending, long seed) {
            return new Acquisition(surrogates, pending, Encoding.of(space), Merit.NONE, seed);
        }

        Aim aim(List<double[]> pending) {
            return new HighestValue(surrogates, points).aim(pending);
        }

        Box region(TrustRegion trust) {
            return trust.around(aim(List.of()).evaluated().getFirst(),
                    surrogates.objectives().getFirst().process().hyperparameters().lengthScales());
        }
    }

    private static double waves(double[] x) {
        return IntStream.range(0, x.length).mapToDouble(j -> Math.sin(3 * x[j] + j) - Math.pow(x[j] - 0.4, 2)).sum();
    }

    @Test
    void theProposalIsInTheTrustRegion() {
        Property.holds(4, random -> {
            for (Space space : List.of(REALS, BOUND)) {
                Known known = Known.of(space, 20, 0, random);
                TrustRegion trust = new TrustRegion(Property.between(random, 0.01, 0.4));
                Box region = known.region(trust);

                double[] proposal = known.acquisition(List.of(), random.nextLong()).near(trust);

                assertThat(space.feasible(proposal)).isTrue();
                for (int j = 0; j < proposal.length; j++) {
                    assertThat(proposal[j]).isBetween(region.low()[j] - 1e-9, region.high()[j] + 1e-9);
                }
            }
        });
    }

    @Test
    void noneOfManyRandomPointsOfTheRegionHasMoreMerit() {
        Property.holds(4, random -> {
            Space space = random.nextBoolean() ? REALS : BOUND;
            double noise = random.nextBoolean() ? 0 : 0.1;
            Known known = Known.of(space, 25, noise, random);
            TrustRegion trust = new TrustRegion(Property.between(random, 0.2, 1));
            Box region = known.region(trust);
            List<double[]> pending = Stream.generate(() -> space.admissible(random.doubles(4).toArray())).limit(2)
                    .toList();
            Merit merit = known.aim(pending).merit();

            double[] proposal = known.acquisition(pending, random.nextLong()).near(trust);

            double[] others = merit.at(Stream.generate(() -> within(region, random.doubles(4).toArray()))
                    .filter(space::feasible).limit(1000).toList());
            assertThat(merit.at(proposal)).isGreaterThanOrEqualTo(Arrays.stream(others).max().orElseThrow());
        });
    }

    private static double[] within(Box region, double[] unit) {
        return IntStream.range(0, unit.length)
                .mapToDouble(j -> region.low()[j] + unit[j] * (region.high()[j] - region.low()[j])).toArray();
    }

    @Test
    void theSameArgumentsGiveTheSameBits() {
        for (double noise : new double[]{0, 0.1}) {
            Known known = Known.of(REALS, 20, noise, new SplittableRandom(1));
            TrustRegion trust = new TrustRegion(0.8);
            double[] near = known.acquisition(List.of(), 5).near(trust);

            assertThat(known.acquisition(List.of(), 5).near(trust)).containsExactly(near);
            assertThat(known.acquisition(List.of(), 6).near(trust)).isNotEqualTo(near);
        }
    }

    @Test
    void whatIsPendingIsNotProposedAgain() {
        Known known = Known.of(REALS, 15, 0, new SplittableRandom(2));
        List<double[]> pending = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double[] proposal = known.acquisition(pending, 1).near(new TrustRegion(0.8));

            assertThat(pending).noneMatch(other -> distance(other, proposal) <= 1e-3);
            pending.add(proposal);
        }
    }

    /** Eight of ten are known, the highest among them, and one is pending. */
    @Test
    void ofAFewPointsTheOneThatIsNotKnownIsProposed() {
        List<double[]> all = new ArrayList<>();
        for (double n = 0; n <= 4; n++) {
            for (double k = 0; k <= 1; k++) {
                all.add(Encoding.of(FEW).encoded(FEW.point(Map.of("n", n, "k", k))));
            }
        }
        Property.holds(5, random -> {
            List<double[]> order = new ArrayList<>(all.subList(0, 9));
            double[] pending = order.remove(random.nextInt(order.size()));
            double[] left = order.remove(random.nextInt(order.size()));
            List<double[]> known = new ArrayList<>(order);
            known.add(all.getLast());

            Acquisition acquisition = Known.of(FEW, known, x -> x[0], 0).acquisition(List.of(pending),
                    random.nextLong());

            assertThat(acquisition.near(TrustRegion.EVERYWHERE)).containsExactly(left);
            assertThat(acquisition.elsewhere(new TrustRegion(0.1))).containsExactly(left);
        });
    }

    /** Of two hills, on the lower of which nearly nothing is known. */
    @Test
    void anotherHillIsTriedWhereMuchMayBeExpectedOfIt() {
        List<double[]> points = DoubleStream.of(0.05, 0.18, 0.2, 0.22, 0.4, 0.75, 0.95)
                .mapToObj(u -> new double[]{u}).toList();
        Known known = Known.of(Space.of(Axis.linear("x", 0, 1)), points,
                x -> Math.exp(-80 * Math.pow(x[0] - 0.2, 2)) + 0.8 * Math.exp(-80 * Math.pow(x[0] - 0.8, 2)), 0);
        TrustRegion trust = new TrustRegion(0.1);

        assertThat(known.acquisition(List.of(), 1).near(trust)[0]).isBetween(0.15, 0.25);
        double other = known.acquisition(List.of(), 1).elsewhere(trust)[0];
        assertThat(other).isBetween(0.45, 1.0);
        double[] pending = {other + 0.005};
        assertThat(distance(known.acquisition(List.of(pending), 1).elsewhere(trust), pending)).isGreaterThan(0.02);
    }

    /** Of a plane that is known well, nothing is expected but at its upper end. */
    @Test
    void elsewhereIsNearTheBestPointIfNothingElseGainsAsMuch() {
        RandomGenerator random = new SplittableRandom(4);
        List<double[]> points = Stream.concat(Stream.of(new double[]{0.9, 0.9}),
                Stream.generate(() -> random.doubles(2, 0, 0.9).toArray())).limit(20).toList();
        Known known = Known.of(Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1)), points, x -> x[0] + x[1], 0);
        TrustRegion trust = new TrustRegion(0.6);

        assertThat(known.acquisition(List.of(), 1).elsewhere(trust))
                .containsExactly(known.acquisition(List.of(), 1).near(trust));
    }

    @Test
    void whatAPersonBelievesIsAddedToTheMerit() {
        Known known = Known.of(REALS, 20, 0.1, new SplittableRandom(5));
        double[] place = {0.9, 0.1, 0.5, 0.3};
        Merit preference = new Merit() {
            @Override
            public double at(double[] x) {
                return at(x, new double[4]);
            }

            @Override
            public double at(double[] x, double[] gradient) {
                double sum = 0;
                for (int j = 0; j < 4; j++) {
                    gradient[j] -= 2e4 * (x[j] - place[j]);
                    sum -= 1e4 * Math.pow(x[j] - place[j], 2);
                }
                return sum;
            }
        };

        double[] proposal = new Acquisition(known.surrogates(), List.of(), Encoding.of(REALS), preference, 1)
                .near(TrustRegion.EVERYWHERE);

        assertThat(distance(proposal, place)).isLessThan(0.02);
    }

    /** Of the tops of two hills, the second of which is better known; a new point of the valley is worth nothing. */
    @Test
    void anotherMeasurementIsOfThePointOfWhichItIsWorthTheMost() {
        assertThat(hills(0.3, 0.1).acquisition(List.of(), 1).replicate(new double[]{0.5}, 0.1)).contains(1);
    }

    @Test
    void noneIsMeasuredAgainWhereANewPointIsWorthMore() {
        assertThat(hills(0.01, 0.01).acquisition(List.of(), 1).replicate(new double[]{0.25}, 0.1)).isEmpty();
    }

    private static Known hills(double firstVariance, double secondVariance) {
        double[][] points = {{0}, {0.2}, {0.4}, {0.5}, {0.6}, {0.8}, {1}};
        double[] values = {0, 1.3, 0, -0.5, 0, 1, 0};
        double[] variances = {0.01, firstVariance, 0.01, 0.01, 0.01, secondVariance, 0.01};
        Surrogate surrogate = Surrogate.fitStraight(new Observations(points, values, variances));
        return new Known(Space.of(Axis.linear("x", 0, 1)), new Surrogates(List.of(surrogate), List.of()),
                Arrays.asList(points));
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> Math.abs(a[j] - b[j])).max().orElseThrow();
    }
}
