package dev.cupel.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.descent.Box;
import dev.cupel.optimizer.descent.Descent;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HyperparameterFitTest {
    private static final Descent LONG = new Descent(80, 1e-3, 1e-7, 1);

    /** From the likeliest hyperparameters alone, four of the six would end where the quick waves are noise, 4.5 and more above. */
    @Test
    void noneOfManyRandomStartsEndsLower() {
        Property.holds(6, random -> {
            Observations waves = waves(random, 30);
            Hyperparameters found = HyperparameterFit.full(waves);

            for (Shape shape : Shape.all(1).toList()) {
                for (int start = 0; start < 30; start++) {
                    assertThat(value(waves, found)).isLessThan(lowest(waves, shape, random) + 0.1);
                }
            }
        });
    }

    @Test
    void ofMoreObservationsARefinedFitIsAsGoodAsOneFromScratch() {
        Property.holds(6, random -> {
            Observations waves = waves(random, 30);
            Hyperparameters start = HyperparameterFit.full(waves.first(20));

            Hyperparameters refined = HyperparameterFit.refined(waves, start).hyperparameters();

            assertThat(refined.shape()).isEqualTo(start.shape());
            assertThat(value(waves, refined)).isLessThan(value(waves, start) - 0.2)
                    .isLessThan(value(waves, HyperparameterFit.full(waves)) + 0.1);
        });
    }

    /** Of quick waves along one of ten axes, the fixed starts, which have all axes alike, see noise. */
    @Test
    void whatWasKnownBeforeIsNotForgotten() {
        Property.holds(4, random -> {
            double[][] points = Stream.generate(() -> random.doubles(10).toArray()).limit(60).toArray(double[][]::new);
            double[] values = Arrays.stream(points).mapToDouble(x -> Math.sin(30 * x[0])).toArray();
            Observations waves = new Observations(points, OutputTransform.standard(values).forward(values),
                    new double[60]);
            double[] lengthScales = new double[10];
            Arrays.fill(lengthScales, 1, 10, 100);
            lengthScales[0] = 0.1;
            Hyperparameters scratch = HyperparameterFit.full(waves);
            Hyperparameters known = new Hyperparameters(Kernel.GAUSSIAN, lengthScales, 1, 0.01);
            Hyperparameters wrong = new Prior(scratch.shape(), 10).isotropic(1e3, 1, 2);

            assertThat(value(waves, HyperparameterFit.full(waves, known))).isLessThan(value(waves, scratch) - 3);
            assertThat(HyperparameterFit.full(waves, wrong).logarithms()).isEqualTo(scratch.logarithms());
            assertThat(HyperparameterFit.full(waves, scratch).logarithms()).as("the same")
                    .isEqualTo(scratch.logarithms());
        });
    }

    /** Slow waves with quick ones on them, standardised. */
    private static Observations waves(RandomGenerator random, int count) {
        double[][] points = Stream.generate(() -> new double[]{random.nextDouble()}).limit(count)
                .toArray(double[][]::new);
        double[] values = Arrays.stream(points).mapToDouble(x -> Math.sin(3 * x[0]) + 0.5 * Math.sin(40 * x[0])
                + 0.01 * random.nextGaussian()).toArray();
        return new Observations(points, OutputTransform.standard(values).forward(values), new double[count]);
    }

    /** Where a descent from a random start ends. */
    private static double lowest(Observations observations, Shape shape, RandomGenerator random) {
        Box bounds = new Prior(shape, 1).bounds();
        double[] start = IntStream.range(0, 3).mapToDouble(i -> random.nextDouble(bounds.low()[i], bounds.high()[i]))
                .toArray();
        return LONG.minimize(new Evidence(observations, shape), start, bounds).value();
    }

    /** The negative logarithm of the posterior density. */
    private static double value(Observations observations, Hyperparameters hyperparameters) {
        double[] theta = hyperparameters.logarithms();
        return new Evidence(observations, hyperparameters.shape()).at(theta, new double[theta.length]);
    }
}
