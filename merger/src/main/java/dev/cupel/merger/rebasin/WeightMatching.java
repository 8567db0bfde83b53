package dev.cupel.merger.rebasin;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Weight matching by coordinate ascent (Ainsworth et al., algorithm 1): one symmetry after the other gets its best permutation
 * while the others stay, in an order drawn anew for each pass, until no symmetry changes. The sum of inner products never falls.
 */
final class WeightMatching {

    /** Smaller gains are rounding, and leave units where they are. */
    private static final double TOLERANCE = 1e-10;

    private final PermutationGraph graph;
    private final Operands operands;
    private final Rebasin.Progress progress;
    private final BitSet open;
    private Alignment alignment;
    private int passes;

    WeightMatching(PermutationGraph graph, Operands operands, Rebasin.Progress progress) {
        this.graph = graph;
        this.operands = operands;
        this.progress = progress;
        this.alignment = Alignment.identity(graph);
        this.open = new BitSet();
        open.set(0, graph.symmetries().size());
    }

    /** Goes over the symmetries until none can gain, at most so many times. */
    void run(int iterations, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        while (passes < iterations && !settled()) {
            passes++;
            int done = 0;
            for (int symmetry : Alignment.shuffled(graph.symmetries().size(), random)) {
                progress.at(passes, done++, graph.symmetries().size());
                if (open.get(symmetry)) {
                    match(symmetry);
                }
            }
        }
    }

    /** A symmetry whose neighbours have not changed since it was matched would get the same permutation again. */
    private void match(int index) {
        open.clear(index);
        Symmetry symmetry = graph.symmetries().get(index);
        List<Square> gains = UnitGains.of(symmetry, operands, alignment);
        int[][] best = GroupedAssignment.maximise(symmetry.groups(), gains);
        double now = total(gains, alignment.of(index));
        if (total(gains, best) - now > TOLERANCE * Math.abs(now)) {
            alignment = alignment.with(index, best);
            graph.neighbours(index).forEach(open::set);
        }
    }

    private static double total(List<Square> gains, int[][] orders) {
        double total = 0;
        for (int f = 0; f < orders.length; f++) {
            total += LinearAssignment.total(gains.get(f), orders[f]);
        }
        return total;
    }

    /** Whether no symmetry can gain any more. */
    boolean settled() {
        return open.isEmpty();
    }

    int passes() {
        return passes;
    }

    Alignment alignment() {
        return alignment;
    }
}
