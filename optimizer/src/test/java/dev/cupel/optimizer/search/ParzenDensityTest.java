package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParzenDensityTest {

    @Test
    void withoutPlacesOptionsAreEquallyLikely() {
        assertThat(ParzenDensity.ofOptions(new double[0], 4).logDensity(0.1)).isCloseTo(Math.log(0.25), within(1e-12));
    }

    /** One place and the prior weigh a half each; with 1/2 for every option, the seen one has 1.5 of 2.5 in its kernel. */
    @Test
    void anOptionThatWasSeenIsLikelier() {
        ParzenDensity density = ParzenDensity.ofOptions(new double[]{0.5}, 3);

        assertThat(density.logDensity(0.5)).isCloseTo(Math.log(0.5 * 1.5 / 2.5 + 0.5 / 3), within(1e-12));
        assertThat(density.logDensity(0.1)).isCloseTo(Math.log(0.5 * 0.5 / 2.5 + 0.5 / 3), within(1e-12));
    }

    @Test
    void theDensityOfNumbersIntegratesToOneAndIsHighWherePlacesAre() {
        ParzenDensity density = ParzenDensity.ofNumbers(new double[]{0.8, 0.82, 0.79, 0.1});

        double sum = IntStream.range(0, 10_000)
                .mapToDouble(i -> Math.exp(density.logDensity((i + 0.5) / 10_000)) / 10_000)
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(density.logDensity(0.8)).isGreaterThan(density.logDensity(0.4) + 0.5);
    }

    @Test
    void drawsFollowTheDensity() {
        Random random = new Random(1);
        ParzenDensity density = ParzenDensity.ofNumbers(new double[]{0.8, 0.82, 0.79, 0.1});
        double mass = IntStream.range(0, 1000)
                .mapToDouble(i -> Math.exp(density.logDensity(0.7 + 0.3 * (i + 0.5) / 1000)))
                .sum() * 0.3 / 1000;

        long inside = IntStream.range(0, 20_000).filter(_ -> density.draw(random) > 0.7).count();

        assertThat(inside / 20_000.0).isCloseTo(mass, within(0.015));
    }
}
