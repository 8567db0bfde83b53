package dev.cupel.merger.rebasin;

import dev.cupel.merger.rebasin.Symmetry.Place;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Weight matching by coordinate ascent (Ainsworth et al., algorithm 1): one symmetry after the other gets its best permutation
 * while the others stay, in an order drawn anew for each pass, until no symmetry changes. The sum of inner products never falls.
 *
 * <p>The ascent ends in a local maximum, so where it starts matters. With every unit where it is, models with a common ancestor
 * are at a maximum, and that is the end of it. If any unit can gain, the ascent goes on from what is found from the ends of the
 * networks inwards, if that is better.
 */
final class WeightMatching {

    /** Smaller gains are rounding, and leave units where they are. */
    private static final double TOLERANCE = 1e-10;

    private final PermutationGraph graph;
    private final ModelPair pair;
    private final Rebasin.Progress progress;
    private final BitSet open = new BitSet();
    private Alignment alignment;
    private int passes;

    WeightMatching(PermutationGraph graph, ModelPair pair, Rebasin.Progress progress) {
        this.graph = graph;
        this.pair = pair;
        this.progress = progress;
        this.alignment = Alignment.identity(graph);
        open.set(0, graph.symmetries().size());
    }

    /** Goes over the symmetries until none can gain, at most so many times. */
    void run(int iterations, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean inOrder = true;
        while (passes < iterations && !settled()) {
            passes++;
            int done = 0;
            for (int symmetry : Alignment.shuffled(graph.symmetries().size(), random)) {
                progress.at(passes, done++, graph.symmetries().size());
                if (open.get(symmetry) && ascend(symmetry) && inOrder) {
                    inOrder = false;
                    startInwards();
                }
            }
        }
    }

    /** Improves a symmetry; one whose neighbours do not change hereafter would get the same permutation again. */
    private boolean ascend(int symmetry) {
        open.clear(symmetry);
        boolean better = improve(symmetry, _ -> true);
        if (better) {
            graph.neighbours(symmetry).forEach(open::set);
        }
        return better;
    }

    /** Goes on from what is found inwards, if that is better. */
    private void startInwards() {
        Alignment before = alignment;
        matchInwards();
        if (Agreement.of(graph, pair, alignment).product() > Agreement.of(graph, pair, before).product()) {
            open.set(0, graph.symmetries().size());
        } else {
            alignment = before;
        }
    }

    /**
     * Matches each symmetry once, by those of its places that are known: what they are permuted with on their other axis cannot
     * move, or was matched before. Next is always the symmetry of which most is known.
     */
    private void matchInwards() {
        alignment = Alignment.identity(graph);
        BitSet matched = new BitSet();
        for (int done = 0; done < graph.symmetries().size(); done++) {
            progress.at(0, done, graph.symmetries().size());
            Predicate<Place> known = place -> graph.segments(place.tensor(), 1 - place.axis()).stream()
                    .allMatch(segment -> matched.get(segment.symmetry()));
            int next = mostKnown(matched, known);
            improve(next, known);
            matched.set(next);
        }
    }

    private int mostKnown(BitSet matched, Predicate<Place> known) {
        int best = -1;
        double most = -1;
        for (int s = matched.nextClearBit(0); s < graph.symmetries().size(); s = matched.nextClearBit(s + 1)) {
            List<Place> places = graph.symmetries().get(s).places().toList();
            double share = pair.size(places.stream().filter(known)) / (double) pair.size(places.stream());
            if (share > most) {
                most = share;
                best = s;
            }
        }
        return best;
    }

    private boolean improve(int index, Predicate<Place> counted) {
        Symmetry symmetry = graph.symmetries().get(index);
        List<Square> gains = UnitGains.of(symmetry, counted, pair, alignment);
        int[][] best = GroupedAssignment.maximise(symmetry.groups(), gains);
        double now = total(gains, alignment.of(index));
        boolean better = total(gains, best) - now > TOLERANCE * Math.abs(now);
        if (better) {
            alignment = alignment.with(index, best);
        }
        return better;
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
