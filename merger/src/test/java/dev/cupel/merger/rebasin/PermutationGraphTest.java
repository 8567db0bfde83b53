package dev.cupel.merger.rebasin;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.*;
import java.util.*;
import org.junit.jupiter.api.Test;

class PermutationGraphTest {
    @Test
    void counts() {
        try (Checkpoint c = Checkpoint.open(Miniature.V1_5)) {
            PermutationGraph g = PermutationGraph.of(c, EnumSet.allOf(Part.class));
            for (Symmetry s : g.symmetries())
                System.out.println(s.kind() + " " + s.name() + " groups " + s.groups() + " "
                        + s.families().stream().map(f -> f.groupSize() + "x" + f.places().size()).toList());
            System.out.println(g.symmetries().size() + " " + g.tensors().size() + " of " + c.tensors().size());
        }
    }
}
