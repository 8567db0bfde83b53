package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The search reaches what good searches reach on the functions of the literature, without noise but where it is said.
 *
 * <p>A bound is one and a half to two times what was measured when it was set, so a miss means that something broke: a sign,
 * a prior in raw units, the candidates. A run is chaotic in the last bit of the linear algebra, which differs between
 * processors: so the bounds hold for medians over seeds, not for single runs.
 */
class SearchRegressionTest {
    private static final int SEEDS = 5;
    /** 200 trials on 20 axes take ten seconds. */
    private static final int SEEDS_OF_LONG = 3;
    /** Noise makes runs differ more. */
    private static final int SEEDS_OF_NOISE = 9;

    /**
     * A quarter of the runs stays on the second highest hill, 0.12 below, for which the initial points decide. The median of five seeds would
     * toss a coin.
     */
    @Test
    void hartmann6In60Trials() {
        assertThat(median(regrets(TestFunction.hartmann6(), 60, Method.BAYESIAN, 81))).isLessThan(0.01);
    }

    /** With a fresh start after the search has come to an end; without one, five of fourteen stayed on the second. */
    @Test
    void hartmann6In200TrialsIsLeftForItsHighestHill() {
        double[] regrets = regrets(TestFunction.hartmann6(), 200, Method.BAYESIAN, 12);

        assertThat(Arrays.stream(regrets).filter(regret -> regret > 0.01).count()).isLessThanOrEqualTo(2);
    }

    @Test
    void braninHiddenIn30AxesIn100Trials() {
        assertThat(median(regrets(TestFunction.branin().in(30), 100, Method.BAYESIAN, SEEDS))).isLessThan(0.01);
    }

    /** What few values say of one axis tells of the others; with length-scales that are believed each for itself it was 45. */
    @Test
    void griewankOn20AxesIn50Trials() {
        assertThat(median(regrets(TestFunction.griewank(20), 50, Method.BAYESIAN, SEEDS))).isLessThan(8);
    }

    @Test
    void hartmann6HiddenIn25AxesIn150Trials() {
        double[] regrets = regrets(TestFunction.hartmann6().in(25), 150, Method.BAYESIAN, SEEDS);

        assertThat(median(regrets)).isLessThan(0.01);
        assertThat(Arrays.stream(regrets)).as("none ends below the second highest hill")
                .allMatch(regret -> regret < 0.15);
    }

    @Test
    void ackleyOn20AxesIn200Trials() {
        assertThat(median(regrets(TestFunction.ackley(20), 200, Method.BAYESIAN, SEEDS_OF_LONG))).isLessThan(0.2);
    }

    @Test
    void levyOn20AxesIn200Trials() {
        beatsRandomSearchFivefold(TestFunction.levy(20), 2);
    }

    @Test
    void rosenbrockOn20AxesIn200Trials() {
        beatsRandomSearchFivefold(TestFunction.rosenbrock(20), 40);
    }

    @Test
    void griewankOn20AxesIn200Trials() {
        beatsRandomSearchFivefold(TestFunction.griewank(20), 2);
    }

    /**
     * On 2^20 hills, of which the next one up is another value of one axis. With the lower half of the values warped, what bad values tell of each
     * axis is lost, and it was 99.
     */
    @Test
    void styblinskiTangOn20AxesIn200Trials() {
        beatsRandomSearchFivefold(TestFunction.styblinskiTang(20), 30);
    }

    /**
     * Noise of a quarter of the standard deviation of random points. Of 45 seeds the mean was 58 and the standard deviation of a mean of nine 6;
     * where all noise was taken for the function, 93 and 7. The centre has 113.
     */
    @Test
    void griewankOn20AxesIn60TrialsWithNoise() {
        double mean = IntStream.rangeClosed(1, SEEDS_OF_NOISE).parallel()
                .mapToDouble(seed -> regretOfTheRecommended(TestFunction.griewank(20), 60, 27, seed)).average()
                .orElseThrow();

        assertThat(mean).isLessThan(78);
    }

    /** Of 20 fits from scratch, four took dull axes for the quick ones, and the quick ones for dull. */
    @Test
    void whichOfThirtyAxesMatterStaysKnown() {
        long mistaken = IntStream.of(21, 22).parallel().mapToLong(SearchRegressionTest::fitsThatMistakeTheAxes).sum();

        assertThat(mistaken).isLessThanOrEqualTo(1);
    }

    private static long fitsThatMistakeTheAxes(int seed) {
        TestFunction branin = TestFunction.branin().in(30);
        Search search = (Search) searcher(branin, 200, Method.BAYESIAN, seed);
        Random random = new Random(500 + seed);
        long mistaken = 0;
        for (int i = 1; i <= 190; i++) {
            Proposal proposal = search.ask();
            search.tell(proposal.index(), random.nextGaussian() - branin.regret(proposal.point()));
            if (i >= 100 && i % 10 == 0) {
                double[] lengths = search.lengthScales().values().stream().mapToDouble(Double::doubleValue).toArray();
                double dull = Arrays.stream(lengths).skip(2).min().orElseThrow();
                mistaken += Math.max(lengths[0], lengths[1]) < dull ? 0 : 1;
            }
        }
        return mistaken;
    }

    private static void beatsRandomSearchFivefold(TestFunction function, double bound) {
        double found = median(regrets(function, 200, Method.BAYESIAN, SEEDS_OF_LONG));
        double random = median(regrets(function, 200, Method.RANDOM, SEEDS_OF_LONG));

        assertThat(found).isLessThan(bound).isLessThan(random / 5);
    }

    /** The lowest regret of each of the seeds 1, 2, …; the runs share nothing, so they may be parallel. */
    private static double[] regrets(TestFunction function, int trials, Method method, int seeds) {
        double[] regrets = IntStream.rangeClosed(1, seeds).parallel()
                .mapToDouble(seed -> regret(function, trials, method, seed))
                .toArray();
        return regrets;
    }

    private static double regret(TestFunction function, int trials, Method method, long seed) {
        Searcher search = searcher(function, trials, method, seed);
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < trials; i++) {
            Proposal proposal = search.ask();
            double regret = function.regret(proposal.point());
            lowest = Math.min(lowest, regret);
            search.tell(proposal.index(), -regret);
        }
        return lowest;
    }

    private static double regretOfTheRecommended(TestFunction function, int trials, double noise, long seed) {
        Searcher search = searcher(function, trials, Method.BAYESIAN, seed);
        Random random = new Random(seed);
        for (int i = 0; i < trials; i++) {
            Proposal proposal = search.ask();
            search.tell(proposal.index(), noise * random.nextGaussian() - function.regret(proposal.point()));
        }
        return function.regret(search.recommend().point());
    }

    private static Searcher searcher(TestFunction function, int trials, Method method, long seed) {
        int dimension = function.dimension();
        Space space = new Space(IntStream.range(0, dimension).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
        int initial = SearchSettings.initialFor(Method.BAYESIAN, dimension, trials);
        return Searcher.create(space, new SearchSettings(seed, initial, method));
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }
}
