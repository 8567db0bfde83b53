package dev.cupel.merger.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RandomNumbersTest {

    @Test
    void seedAndNameDecide() {
        long first = RandomNumbers.of(1, "a").bits();

        assertThat(RandomNumbers.of(1, "a").bits()).isEqualTo(first);
        assertThat(RandomNumbers.of(2, "a").bits()).isNotEqualTo(first);
        assertThat(RandomNumbers.of(1, "b").bits()).isNotEqualTo(first);
    }

    @Test
    void normalNumbersHaveMean0AndDeviation1() {
        RandomNumbers numbers = RandomNumbers.of(7, "x");
        double[] values = DoubleStream.generate(numbers::gaussian).limit(100_000).toArray();

        double mean = DoubleStream.of(values).average().orElseThrow();
        assertThat(mean).isEqualTo(0, within(0.01)); // three standard errors
        assertThat(DoubleStream.of(values).map(x -> x * x).average().orElseThrow()).isEqualTo(1, within(0.0135));
        assertThat(DoubleStream.of(values).filter(x -> Math.abs(x) > 1.959964).count()).isBetween(4793L, 5207L);
    }

    @Test
    void uniformNumbersLieBetween0And1() {
        RandomNumbers numbers = RandomNumbers.of(7, "x");

        assertThat(DoubleStream.generate(numbers::uniform).limit(10_000)).allMatch(x -> x >= 0 && x < 1)
                .satisfies(all -> assertThat(all.stream().mapToDouble(x -> x).average().orElseThrow()).isEqualTo(0.5,
                        within(0.009)));
    }
}
