package dev.cupel.merger.method;

import java.util.List;

/**
 * Some slices of B in A. Alpha is the width, beta the offset, both of the number of slices n: slices {@code trunc(n beta)} to
 * {@code trunc(n (alpha + beta))} come from B; where that reaches beyond the end, it goes on at the start. As sd-meh 0.9.5 and
 * SuperMerger's modes tensor and tensor2.
 *
 * <p>The result jumps with alpha and beta, which makes them hard to search. A single number is one slice. Other programs mean other
 * things by the name: sd-mecha's tensor_sum has the same result with its own names width and offset.
 *
 * @param axis the dimension along which is sliced: 0 are output channels (tensor_sum), 1 input channels (tensor2); tensors with a
 *     single dimension are sliced along that
 * @param compatibility SuperMerger's tensor2 takes n of dimension 0 where dimension 1 has 100 or fewer slices; ours always of
 *     dimension 1
 */
public record TensorSum(int axis, Compatibility compatibility) implements Formula {

    private static final int MANY = 100;

    @Override
    public String name() {
        return axis == 0 ? "tensor_sum" : "tensor2";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean hasBeta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public Settings settings() {
        return axis == 0 ? Settings.NONE : compatibility.settings();
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        long[] shape = values.shape();
        int sliced = Math.min(axis, Math.max(shape.length - 1, 0));
        int slices = size(shape, sliced);
        int counted = compatibility == Compatibility.SUPERMERGER && slices <= MANY ? size(shape, 0) : slices;
        double end = coefficient.alpha() + coefficient.beta();
        boolean wraps = end > 1;
        int first = Math.clamp((long) (counted * (wraps ? end - 1 : coefficient.beta())), 0, slices);
        int last = Math.clamp((long) (counted * (wraps ? coefficient.beta() : end)), first, slices);
        float[] inside = wraps ? values.a() : values.b();
        float[] result = wraps ? values.b() : values.a();
        int run = 1;
        for (int d = sliced + 1; d < shape.length; d++) {
            run *= size(shape, d);
        }
        for (int at = 0; at < values.length(); at += slices * run) {
            System.arraycopy(inside, at + first * run, result, at + first * run, (last - first) * run);
        }
        return result;
    }

    private static int size(long[] shape, int dimension) {
        return shape.length == 0 ? 1 : (int) shape[dimension];
    }
}
