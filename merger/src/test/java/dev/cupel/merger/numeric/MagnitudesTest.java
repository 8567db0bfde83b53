package dev.cupel.merger.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MagnitudesTest {

    private static float[] kept(int from, int to, float... values) {
        Magnitudes.keepRanks(values, values.length, from, to);
        return values;
    }

    @Test
    void ranksCountBySizeAndOfEqualOnesTheEarlierIsTheLower() {
        assertThat(kept(1, 3, 5, -1, 3, -4)).containsExactly(0, 0, 3, -4);
        assertThat(kept(1, 3, 2, -2, 2, -2)).containsExactly(0, -2, 2, 0);
        assertThat(kept(2, 4, 2, -2, 2, 7)).containsExactly(0, 0, 2, 7);
        assertThat(kept(2, 2, 2, -2, 2, 7)).containsExactly(0, 0, 0, 0);
        assertThat(kept(0, 4, 2, -2, 2, 7)).containsExactly(2, -2, 2, 7);
    }

    @Test
    void asManyAreKeptAsThereAreRanks() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            int n = 1 + random.nextInt(40);
            float[] values = new float[n];
            for (int k = 0; k < n; k++) {
                values[k] = 1 + random.nextInt(6); // many are equal
            }
            int from = random.nextInt(n);
            int to = from + random.nextInt(n - from + 1);
            int count = 0;
            for (float value : kept(from, to, values)) {
                count += value == 0 ? 0 : 1;
            }
            assertThat(count).isEqualTo(to - from);
        }
    }

    @Test
    void ranksOfALine() {
        int[] ranks = new int[3];
        Magnitudes.ranks(new float[]{9, -3, 9, 1, 9, 2}, 1, 2, 3, ranks, new long[3]);

        assertThat(ranks).containsExactly(2, 0, 1);
    }

    /** Vectors (3, 4) and (4, 3): cosine 24 / 25, their sum (7, 7). */
    @Test
    void lengthsAndAnglesOfWeightedSumsFollowFromTheInnerProducts() {
        Span span = new Span(List.of(new float[]{3, 4}, new float[]{4, 3}), 2);

        assertThat(span.norm(0)).isEqualTo(5);
        assertThat(span.cosine(0, 1)).isCloseTo(0.96, within(1e-15));
        assertThat(span.norm(new double[]{1, 1})).isCloseTo(7 * Math.sqrt(2), within(1e-12));
        assertThat(span.distance(0, new double[]{0, 1})).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(span.replaceBySum(new double[]{2, -1})).containsExactly(2, 5);
    }
}
