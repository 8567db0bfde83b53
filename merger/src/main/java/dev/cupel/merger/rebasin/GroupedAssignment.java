package dev.cupel.merger.rebasin;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The best permutation of a symmetry, exactly: for every pair of groups the best order within, then the best pairing of the
 * groups by what each pair is worth.
 */
final class GroupedAssignment {

    private final int groups;
    private final List<Square> gains;

    private GroupedAssignment(int groups, List<Square> gains) {
        this.groups = groups;
        this.gains = gains;
    }

    /**
     * Solves the problem.
     *
     * @param groups how many groups
     * @param gains  for each family, what unit j of the model is worth at the place of unit i of the reference
     * @return for each family, the unit that comes to each place
     */
    static int[][] maximise(int groups, List<Square> gains) {
        return new GroupedAssignment(groups, gains).maximise();
    }

    private int[][] maximise() {
        int[][][] within = new int[groups * groups][][];
        double[] worth = new double[groups * groups];
        long work = gains.stream().mapToLong(gain -> (long) gain.size() * gain.size()).sum();
        Cores.each(groups * groups, work, pair -> {
            int[][] orders = new int[gains.size()][];
            for (int f = 0; f < orders.length; f++) {
                Square gain = gains.get(f);
                Square block = gain.block(pair / groups, pair % groups, gain.size() / groups);
                orders[f] = LinearAssignment.maximise(block).columnOf();
                worth[pair] += LinearAssignment.total(block, orders[f]);
            }
            within[pair] = orders;
        });
        int[] groupOf = LinearAssignment.maximise(Square.of(worth, groups)).columnOf();
        return IntStream.range(0, gains.size()).mapToObj(f -> joined(f, groupOf, within)).toArray(int[][]::new);
    }

    private int[] joined(int family, int[] groupOf, int[][][] within) {
        int size = gains.get(family).size() / groups;
        int[] order = new int[groups * size];
        for (int g = 0; g < groups; g++) {
            int[] inner = within[g * groups + groupOf[g]][family];
            for (int i = 0; i < size; i++) {
                order[g * size + i] = groupOf[g] * size + inner[i];
            }
        }
        return order;
    }
}
