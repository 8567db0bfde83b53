package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.acquisition.Merit;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreferencesTest {
    private static final Space SPACE = new Space(
            List.of(Axis.linear("x", 0, 2), Axis.choice("k", "a", "b"), Axis.log("r", 0.01, 1)), List.of(), List.of());
    private static final List<Belief> BELIEFS = List.of(new Belief.Near("x", 1.5, 0.2),
            new Belief.Weights("k", List.of(1.0, 4.0)), new Belief.Near("r", 0.1, 0.05));

    @Test
    void aBeliefIsTheLogarithmOfItsDensityAndFadesWithTheTrials() {
        Preferences preferences = preferences(SPACE, BELIEFS);
        double[] features = {0.65, 1, 0, 0.5};

        // x = 1.3 is one deviation off, option a is four times less likely, r is just right; β/n = 10/5
        assertThat(preferences.after(5).at(features)).isCloseTo(2 * (-0.5 - Math.log(4)), within(1e-12));
        assertThat(preferences.after(500).at(features)).isCloseTo(0.02 * (-0.5 - Math.log(4)), within(1e-12));
        assertThat(preferences.after(5).at(new double[]{0.75, 0, 1, 0.5})).isCloseTo(0, within(1e-12));
    }

    @Test
    void theGradientAgreesWithFiniteDifferences() {
        Merit preference = preferences(SPACE, BELIEFS).after(3);
        double[] x = {0.4, 1, 0, 0.8};
        double[] gradient = {1, 1, 1, 1};
        preference.at(x, gradient);

        for (int f : new int[]{0, 3}) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[f] += 1e-6;
            down[f] -= 1e-6;
            assertThat(gradient[f] - 1).isCloseTo((preference.at(up) - preference.at(down)) / 2e-6, within(1e-5));
        }
    }

    /** A curve over four axes: differences 0.3, 0 and -0.2 at a deviation of 0.1. */
    @Test
    void neighboursThatDifferAreUnlikely() {
        Space four = Space.of(Axis.linear("a", 0, 1), Axis.linear("b", 0, 1), Axis.linear("c", -2, 2),
                Axis.linear("d", 0, 1));
        Merit preference = preferences(four, List.of(new Belief.Smooth(List.of("d", "a", "b", "c"), 0.1)))
                .after(10);
        double[] x = {0.5, 0.5, 0.3, 0.2};
        double[] gradient = new double[4];
        preference.at(x, gradient);

        assertThat(preference.at(x)).isCloseTo(-0.5 * (9 + 0 + 4), within(1e-12));
        assertThat(gradient).containsExactly(new double[]{-30, -20, 20, 30}, within(1e-9));
    }

    @Test
    void stepsOfACurveHaveTheirDeviation() {
        SmoothCurve curve = new SmoothCurve(IntStream.range(0, 12).toArray(), 0.02);
        Random random = new Random(4);
        double squares = 0;
        for (int draw = 0; draw < 2000; draw++) {
            double[] unit = random.doubles(12).toArray();
            unit[0] = 0.5;
            double[] point = new double[12];
            curve.draw(unit, point);
            for (int i = 0; i < 11; i++) {
                squares += Math.pow(point[i + 1] - point[i], 2) / 11 / 2000;
            }
        }

        assertThat(Math.sqrt(squares)).isCloseTo(0.02, within(0.0005));
    }

    @Test
    void initialPointsOfNeighboursAreSmoothCurves() {
        Space space = new Space(IntStream.range(0, 6).mapToObj(j -> Axis.linear("x" + j, 0, 1)).toList());
        Preferences preferences = preferences(space, List.of(new Belief.Smooth(List.of("x4", "x0", "x2"), 0.01)));
        double[] unit = {0.9, 0.7, 0.1, 0.2, 0.5, 0.3};

        double[] point = preferences.drawn(unit);

        assertThat(new double[]{point[4], point[0], point[2]}).containsExactly(new double[]{0.5, 0.5, 0.5},
                within(0.05));
        assertThat(new double[]{point[1], point[3], point[5]}).containsExactly(0.7, 0.2, 0.3);
    }

    @Test
    void initialPointsAreQuantilesOfTheBeliefs() {
        Preferences preferences = preferences(SPACE, BELIEFS);

        assertThat(preferences.drawn(new double[]{0.5, 0.19, 0.5})).containsExactly(
                new double[]{0.75, 0.25, 0.5}, within(0.01));
        assertThat(preferences.drawn(new double[]{0.0001, 0.21, 0.9})[1]).isEqualTo(0.75);
    }

    @Test
    void aBeliefOnAnAxisThatDoesNotCountSaysNothing() {
        Space space = new Space(List.of(Axis.choice("k", "a", "b"), Axis.linear("g", 0, 1)),
                List.of(new Condition("g", "k", Set.of(1.0))), List.of());
        Merit preference = preferences(space, List.of(new Belief.Near("g", 1, 0.1))).after(1);

        assertThat(preference.at(new double[]{1, 0, 0.5})).isZero();
        assertThat(preference.at(new double[]{0, 1, 0.5})).isCloseTo(-125, within(1e-9));
    }

    @Test
    void neighboursOfWhichOneDoesNotCountPullAtNothing() {
        Space space = new Space(List.of(Axis.choice("k", "a", "b"), Axis.linear("x", 0, 1), Axis.linear("g", 0, 1)),
                List.of(new Condition("g", "k", Set.of(1.0))), List.of());
        Merit preference = preferences(space, List.of(new Belief.Smooth(List.of("x", "g"), 0.1))).after(10);
        double[] gradient = new double[4];

        assertThat(preference.at(new double[]{1, 0, 0.9, 0.5}, gradient)).isZero();
        assertThat(gradient).containsOnly(0);
        assertThat(preference.at(new double[]{0, 1, 0.9, 0.5}, gradient)).isCloseTo(-8, within(1e-12));
        assertThat(gradient).containsExactly(new double[]{0, 0, -40, 40}, within(1e-9));
    }

    /** One deviation off, whatever the cells are. */
    @Test
    void aBeliefOnAWholeNumberHasTheDeviationThatItSays() {
        Space space = Space.of(Axis.whole("n", 1, 2), new WholeAxis("m", 1, 8, Scale.LOG));
        Merit preference = preferences(space, List.of(new Belief.Near("n", 1, 1))).after(10);
        Merit ratio = preferences(space, List.of(new Belief.Near("m", 4, 4 * Math.log(2)))).after(10);

        assertThat(preference.at(Encoding.of(space).encoded(space.point(Map.of("n", 2.0, "m", 4.0)))))
                .isCloseTo(-0.5, within(1e-12));
        assertThat(ratio.at(Encoding.of(space).encoded(space.point(Map.of("n", 1.0, "m", 8.0)))))
                .isCloseTo(-0.5, within(1e-12));
    }

    /** Both neighbours are as far from the mean. */
    @Test
    void aBeliefMayLieBetweenTwoWholeNumbers() {
        Space space = Space.of(Axis.whole("n", 1, 2), new WholeAxis("m", 1, 8, Scale.LOG));
        Merit between = preferences(space, List.of(new Belief.Near("n", 1.5, 0.5))).after(10);
        Merit ratio = preferences(space, List.of(new Belief.Near("m", 2 * Math.sqrt(2), 1))).after(10);
        Encoding encoding = Encoding.of(space);
        double[] least = encoding.encoded(space.point(Map.of("n", 1.0, "m", 2.0)));
        double[] most = encoding.encoded(space.point(Map.of("n", 2.0, "m", 4.0)));

        assertThat(between.at(least)).isCloseTo(between.at(most), within(1e-12)).isCloseTo(-0.5, within(1e-12));
        assertThat(ratio.at(least)).isCloseTo(ratio.at(most), within(1e-12));
    }

    /** At 0.01 a deviation of 0.01 ln 2 is about a factor of two. */
    @Test
    void aBeliefOnRatiosHasItsDeviationAtTheMean() {
        Space space = Space.of(Axis.log("r", 1e-4, 1));
        Merit preference = preferences(space, List.of(new Belief.Near("r", 0.01, 0.01 * Math.log(2)))).after(10);

        assertThat(preference.at(new double[]{space.axes().getFirst().unit(0.02)})).isCloseTo(-0.5, within(1e-12));
        assertThat(preference.at(new double[]{space.axes().getFirst().unit(0.005)})).isCloseTo(-0.5, within(1e-12));
    }

    @Test
    void aBeliefOfTheWrongKindIsRefused() {
        assertThatThrownBy(() -> preferences(SPACE, List.of(new Belief.Near("k", 0, 1))))
                .isInstanceOf(SearchException.class).hasMessageContaining("weights of the options");
        assertThatThrownBy(() -> preferences(SPACE, List.of(new Belief.Near("y", 0, 1))))
                .hasMessageContaining("'y' is none").hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> new Belief.Near("x", 0, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new Belief.Weights("k", List.of(1.0, 0.0))).hasMessageContaining("above 0");
    }

    private static Preferences preferences(Space space, List<Belief> beliefs) {
        return new Preferences(space, Encoding.of(space), beliefs);
    }
}
