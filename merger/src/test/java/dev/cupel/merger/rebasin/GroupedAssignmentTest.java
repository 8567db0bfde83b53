package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupedAssignmentTest {

    @Test
    void unitsDoNotLeaveTheirGroupHoweverMuchItGains() {
        // unit 0 would rather be unit 2 of the other group alone, and 1 stay
        double[] gain = {0, 0, 9, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

        int[][] order = GroupedAssignment.maximise(2, List.of(Square.of(gain, 4)));

        // exchanging the groups gains 9, keeping them 5 + 2
        assertThat(order).isDeepEqualTo(new int[][]{{2, 3, 0, 1}});
    }

    @Test
    void familiesShareTheOrderOfTheirGroups() {
        Square first = Square.of(new double[]{0, 3, 3, 0}, 2);
        Square second = Square.of(new double[]{5, 0, 0, 5}, 2);

        int[][] order = GroupedAssignment.maximise(2, List.of(first, second));

        assertThat(order).isDeepEqualTo(new int[][]{{0, 1}, {0, 1}});
    }

    @Test
    void noPermutationThatKeepsGroupsIsBetter() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int groups = 1 + round % 3;
            List<Square> gains = List.of(square(groups * 2, random), square(groups * 3, random));

            int[][] order = GroupedAssignment.maximise(groups, gains);

            double best = permutations(groups).stream().mapToDouble(to -> worth(gains, to)).max().orElseThrow();
            assertThat(LinearAssignment.total(gains.get(0), order[0]) + LinearAssignment.total(gains.get(1), order[1]))
                    .isCloseTo(best, within(1e-12));
        }
    }

    private static double worth(List<Square> gains, int[] groupOf) {
        double worth = 0;
        for (Square gain : gains) {
            int size = gain.size() / groupOf.length;
            for (int g = 0; g < groupOf.length; g++) {
                Square block = gain.block(g, groupOf[g], size);
                worth += permutations(size).stream().mapToDouble(to -> LinearAssignment.total(block, to)).max()
                        .orElseThrow();
            }
        }
        return worth;
    }

    private static List<int[]> permutations(int n) {
        if (n == 0) {
            return List.of(new int[0]);
        }
        List<int[]> all = new ArrayList<>();
        for (int[] shorter : permutations(n - 1)) {
            for (int at = 0; at < n; at++) {
                int[] longer = new int[n];
                System.arraycopy(shorter, 0, longer, 0, at);
                longer[at] = n - 1;
                System.arraycopy(shorter, at, longer, at + 1, n - 1 - at);
                all.add(longer);
            }
        }
        return all;
    }

    private static Square square(int n, Random random) {
        return Square.of(random.doubles(n * n).toArray(), n);
    }
}
