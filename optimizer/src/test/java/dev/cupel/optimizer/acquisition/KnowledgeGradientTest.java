package dev.cupel.optimizer.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Normal;
import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnowledgeGradientTest {

    /** Two candidates: s h(-|a_1 - a_2| / s) with s = |b_1 - b_2| (P. Frazier et al., 2009, equation 14). */
    @Test
    void ofTwoPointsItAgreesWithTheClosedForm() {
        Property.holds(20, random -> {
            double[][] points = Stream.generate(() -> random.doubles(2).toArray()).limit(8).toArray(double[][]::new);
            GaussianProcess process = Surrogate
                    .fitStraight(new Observations(points, random.doubles(8, -1, 1).toArray(), new double[8])).process();
            List<double[]> two = List.of(points[0], points[1]);
            double noise = 0.3;
            double[][] covariance = process.covariance(two);
            double spread = Math.abs(covariance[0][0] - covariance[1][0]) / Math.sqrt(covariance[0][0] + noise);
            double z = -Math.abs(process.at(points[0]).mean() - process.at(points[1]).mean()) / spread;
            double expected = spread * (Normal.density(z) + z * Normal.probability(z));

            assertThat(new KnowledgeGradient(process, two, noise).at(points[0]))
                    .isCloseTo(expected, within(0.02 * spread + 1e-12));
        });
    }
}
