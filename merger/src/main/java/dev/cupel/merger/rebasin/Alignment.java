package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.rebasin.PermutationGraph.Segment;
import dev.cupel.merger.rebasin.Symmetry.Family;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A permutation for each symmetry of a model. Laid over all tensors of the model, it changes the order of the units, and
 * nothing of what the model computes but the rounding of sums.
 *
 * <p>What was trained on the model as it was, a LoRA or a textual inversion, does not fit the permuted one.
 */
public final class Alignment {

    private final PermutationGraph graph;
    /** For symmetry and family, the unit that comes to each place. */
    private final int[][][] orders;

    private Alignment(PermutationGraph graph, int[][][] orders) {
        this.graph = graph;
        this.orders = orders;
    }

    /** Every unit where it is. */
    static Alignment identity(PermutationGraph graph) {
        int[][][] orders = new int[graph.symmetries().size()][][];
        for (int s = 0; s < orders.length; s++) {
            Symmetry symmetry = graph.symmetries().get(s);
            orders[s] = symmetry.families().stream().map(family -> IntStream.range(0, symmetry.size(family)).toArray())
                    .toArray(int[][]::new);
        }
        return new Alignment(graph, orders);
    }

    /**
     * A random permutation for each symmetry of some parts: puts a model in disorder that computes the same.
     *
     * @param model whose names and shapes say what may be permuted
     * @param parts networks whose units move
     * @param seed  of the permutations
     * @throws dev.cupel.merger.method.MergeException if a part is incomplete, or of another architecture
     */
    public static Alignment shuffled(Model model, Set<Part> parts, long seed) {
        return shuffled(PermutationGraph.of(model, parts), seed);
    }

    static Alignment shuffled(PermutationGraph graph, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Alignment alignment = identity(graph);
        for (int s = 0; s < graph.symmetries().size(); s++) {
            Symmetry symmetry = graph.symmetries().get(s);
            int[] groups = shuffled(symmetry.groups(), random);
            alignment = alignment.with(s, symmetry.families().stream()
                    .map(family -> shuffled(groups, family, random)).toArray(int[][]::new));
        }
        return alignment;
    }

    private static int[] shuffled(int[] groups, Family family, SplittableRandom random) {
        int size = family.groupSize();
        return IntStream.of(groups)
                .flatMap(group -> IntStream.of(shuffled(size, random)).map(unit -> group * size + unit)).toArray();
    }

    /** Fisher and Yates. */
    static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    /** The same but for one symmetry. */
    Alignment with(int symmetry, int[][] families) {
        int[][][] changed = orders.clone();
        changed[symmetry] = families;
        return new Alignment(graph, changed);
    }

    /** For each family of a symmetry, the unit that comes to each place. */
    int[][] of(int symmetry) {
        return orders[symmetry];
    }

    /** How many units of a symmetry come to another place. */
    int moved(int symmetry) {
        int moved = 0;
        for (int[] order : orders[symmetry]) {
            moved += (int) IntStream.range(0, order.length).filter(i -> order[i] != i).count();
        }
        return moved;
    }

    /** How many units come to another place. */
    public int moved() {
        return IntStream.range(0, orders.length).map(this::moved).sum();
    }

    /** How many units there are. */
    public int units() {
        return graph.symmetries().stream().mapToInt(Symmetry::units).sum();
    }

    /** The index that comes to each place of an axis, or null if nothing moves there. */
    int @Nullable [] order(String tensor, int axis, int length) {
        List<Segment> segments = graph.segments(tensor, axis);
        if (segments.stream().allMatch(segment -> moved(segment.symmetry()) == 0)) {
            return null;
        }
        int[] order = IntStream.range(0, length).toArray();
        for (Segment segment : segments) {
            int[] family = orders[segment.symmetry()][segment.family()];
            for (int i = 0; i < family.length; i++) {
                order[segment.first() + i] = segment.first() + family[i];
            }
        }
        return order;
    }

    /** The model with its units in the new order: a view, whose tensors are permuted as they are read. */
    public Model of(Model model) {
        return AlignedModel.of(model, this);
    }

    /**
     * A tensor of the model with its units in the new order; of the same type, without loss.
     *
     * @param tensor of the model that the alignment was found for
     * @param memory where the permuted copy goes; a tensor that stays as it is, is returned itself
     */
    public Tensor apply(Tensor tensor, SegmentAllocator memory) {
        Extent extent = Extent.of(tensor.shape());
        int[] outputs = order(tensor.name(), 0, extent.outputs());
        int[] inputs = order(tensor.name(), 1, extent.inputs());
        if (outputs == null && inputs == null) {
            return tensor;
        }
        int cell = extent.rest() * tensor.dtype().bytes();
        int length = extent.inputs() * cell;
        MemorySegment target = memory.allocate(tensor.data().byteSize(), Long.BYTES);
        byte[] row = new byte[length];
        byte[] permuted = new byte[length];
        for (int i = 0; i < extent.outputs(); i++) {
            long source = outputs == null ? i : outputs[i];
            MemorySegment.copy(tensor.data(), ValueLayout.JAVA_BYTE, source * length, row, 0, length);
            byte[] next = inputs == null ? row : permute(row, permuted, inputs, cell);
            MemorySegment.copy(next, 0, target, ValueLayout.JAVA_BYTE, (long) i * length, length);
        }
        return new Tensor(tensor.name(), tensor.dtype(), tensor.shape(), target);
    }

    private static byte[] permute(byte[] row, byte[] permuted, int[] inputs, int cell) {
        for (int i = 0; i < inputs.length; i++) {
            int from = inputs[i] * cell;
            int to = i * cell;
            for (int b = 0; b < cell; b++) {
                permuted[to + b] = row[from + b];
            }
        }
        return permuted;
    }
}
