package dev.cupel.merger.rebasin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a re-basin found.
 *
 * @param alignment the order of the model's units
 * @param passes    how many times the symmetries were gone over
 * @param settled   whether nothing could gain any more; else the iterations were used up
 * @param rows      how much moved, by what the units are
 */
public record Match(Alignment alignment, int passes, boolean settled, List<Row> rows) {

    /**
     * The units of one kind in one part.
     *
     * @param part       the network
     * @param kind       what the units are, in words
     * @param symmetries how many layers of the network have such units
     * @param units      how many there are
     * @param moved      how many of them come to another place
     * @param before     agreement of the weights around them with the reference's: the cosine of the angle between them, -1 to 1
     * @param after      the same with all units in their new order
     */
    public record Row(Part part, String kind, int symmetries, int units, int moved, double before, double after) {}

    public Match {
        rows = List.copyOf(rows);
    }

    static Match of(PermutationGraph graph, ModelPair pair, WeightMatching matching) {
        Alignment alignment = matching.alignment();
        Map<String, Agreement> before = Agreement.byTensor(graph, pair, Alignment.identity(graph));
        Map<String, Agreement> after = alignment.moved() == 0 ? before : Agreement.byTensor(graph, pair, alignment);
        List<Row> rows = new ArrayList<>();
        for (Part part : Part.values()) {
            for (Symmetry.Kind kind : Symmetry.Kind.values()) {
                List<Integer> members = members(graph, part, kind);
                if (!members.isEmpty()) {
                    List<Symmetry> symmetries = members.stream().map(graph.symmetries()::get).toList();
                    int moved = members.stream().mapToInt(alignment::moved).sum();
                    int units = symmetries.stream().mapToInt(Symmetry::units).sum();
                    rows.add(new Row(part, kind.text(), members.size(), units, moved, cosine(symmetries, before),
                            cosine(symmetries, after)));
                }
            }
        }
        return new Match(alignment, matching.passes(), matching.settled(), rows);
    }

    private static List<Integer> members(PermutationGraph graph, Part part, Symmetry.Kind kind) {
        return IntStream.range(0, graph.symmetries().size()).boxed()
                .filter(s -> graph.symmetries().get(s).part() == part && graph.symmetries().get(s).kind() == kind)
                .toList();
    }

    /** Over the tensors that the symmetries touch. */
    private static double cosine(List<Symmetry> symmetries, Map<String, Agreement> agreements) {
        return symmetries.stream().flatMap(Symmetry::tensors).distinct().map(agreements::get)
                .reduce(Agreement.NONE, Agreement::plus).cosine();
    }
}
