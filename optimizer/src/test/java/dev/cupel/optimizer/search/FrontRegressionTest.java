package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The search for a front reaches what good searches reach on the functions of the literature: medians of the hypervolume over
 * seeds, above the reference points that are usual for each.
 */
class FrontRegressionTest {

    /** The largest is 59.36; BoTorch's qNEHVI reached 57.77 with 86 noisy evaluations. */
    @Test
    void braninCurrinIn46Trials() {
        assertThat(median(FrontRegressionTest::braninCurrin, 2, new double[]{-18, -6}, 6, 46, 3)).isGreaterThan(57);
    }

    /** The largest is 1.21 - π/4. */
    @Test
    void dtlz2On6AxesIn72Trials() {
        double found = median(FrontRegressionTest::dtlz2, 6, new double[]{-1.1, -1.1}, 12, 72, 3);

        assertThat(Math.log10(1.21 - Math.PI / 4 - found)).isLessThan(-1.3);
    }

    /** The largest is 120.667. The search is not told the reference, and finds one. */
    @Test
    void zdt1On30AxesIn150TrialsWithoutAReference() {
        assertThat(median(FrontRegressionTest::zdt1, 30, new double[]{-11, -11}, Goal.HIGHEST, 30, 150, 1))
                .isGreaterThan(119.5);
    }

    private static double median(UnaryOperator<double[]> function, int dimension, double[] reference, int initial,
            int trials, int seeds) {
        Goal goal = new Goal(List.of(reference[0], reference[1]), List.of());
        return median(function, dimension, reference, goal, initial, trials, seeds);
    }

    private static double median(UnaryOperator<double[]> function, int dimension, double[] reference, Goal goal,
            int initial, int trials, int seeds) {
        Space space = new Space(IntStream.range(0, dimension).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
        return IntStream.rangeClosed(1, seeds).parallel().mapToDouble(seed -> {
            Searcher search = Searcher.create(space,
                    new SearchSettings(seed, initial, Method.BAYESIAN).towards(goal));
            List<double[]> told = new ArrayList<>();
            for (int i = 0; i < trials; i++) {
                Proposal proposal = search.ask();
                told.add(function.apply(proposal.point()));
                search.tell(proposal.index(), Outcome.of(told.getLast()));
            }
            return hypervolume(told, reference);
        }).sorted().toArray()[seeds / 2];
    }

    private static double hypervolume(List<double[]> values, double[] reference) {
        double volume = 0;
        double top = reference[1];
        for (double[] y : values.stream().filter(y -> y[0] > reference[0])
                .sorted(Comparator.comparingDouble(y -> -y[0])).toList()) {
            volume += (y[0] - reference[0]) * Math.max(0, y[1] - top);
            top = Math.max(top, y[1]);
        }
        return volume;
    }

    private static double[] braninCurrin(double[] u) {
        double x = u[0];
        double factor = u[1] == 0 ? 1 : 1 - Math.exp(-1 / (2 * u[1]));
        double currin = factor * (2300 * x * x * x + 1900 * x * x + 2092 * x + 60)
                / (100 * x * x * x + 500 * x * x + 4 * x + 20);
        return new double[]{-TestFunction.branin().value().applyAsDouble(u), -currin};
    }

    private static double[] dtlz2(double[] u) {
        double distance = 1;
        for (int j = 1; j < u.length; j++) {
            distance += (u[j] - 0.5) * (u[j] - 0.5);
        }
        return new double[]{-distance * Math.cos(u[0] * Math.PI / 2), -distance * Math.sin(u[0] * Math.PI / 2)};
    }

    private static double[] zdt1(double[] u) {
        double sum = 0;
        for (int j = 1; j < u.length; j++) {
            sum += u[j];
        }
        double g = 1 + 9 * sum / (u.length - 1);
        return new double[]{-u[0], -g * (1 - Math.sqrt(u[0] / g))};
    }
}
