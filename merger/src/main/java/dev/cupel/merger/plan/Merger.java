package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.method.Direction;
import dev.cupel.merger.method.Formula;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.Mix;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Surveyed;
import dev.cupel.merger.method.Values;
import dev.cupel.merger.plan.MergePlan.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes the values of planned tensors, {@link Entry#step} of them at a time. It keeps buffers: one for each thread. The
 * arrays that it returns are its own, and good until its next call.
 */
public final class Merger {

    private float[] @Nullable [] models = new float[0][];
    private float[] @Nullable [] bounds = new float[0][];
    private float[] base = new float[0];
    private @Nullable Operands summed;
    private @Nullable HalfSum sum;

    /**
     * Values of the merged tensor.
     *
     * @param entry the tensor
     * @param coefficient alpha and beta for it; not looked at if it is copied
     * @param first index of the first value, a multiple of {@link Entry#step}
     * @param length how many: the entry's step, or what is left
     * @throws MergeException if a value of a model or of the result is not finite
     */
    public float[] values(Entry entry, Coefficient coefficient, long first, int length) {
        return values(entry, coefficient, first, length, true);
    }

    /**
     * The same.
     *
     * @param check whether to look for values that are not finite; no need where a {@linkplain Entry#isSum sum} is known to have none
     */
    public float[] values(Entry entry, Coefficient coefficient, long first, int length, boolean check) {
        Operands operands = entry.operands();
        if (operands == null) {
            return source(entry, first, length);
        }
        return switch (operands.method()) {
            case Direction direction -> values(entry, operands, direction, coefficient, first, length, check);
            case Formula formula -> {
                float[] result = formula.merge(read(entry, operands, true, first, length), coefficient);
                requireFinite(entry, operands, coefficient, first, result, length);
                yield finished(entry, operands, result, first, length);
            }
        };
    }

    private float[] values(Entry entry, Operands operands, Direction direction, Coefficient coefficient, long first,
            int length, boolean check) {
        Mix mix = direction.mix(coefficient);
        HalfSum sum = mix.isBase() || mix.isDirection() ? null : sum(operands);
        base = room(base, length);
        if (sum != null) {
            sum.mix(mix, first, base, length);
        } else {
            Values values = read(entry, operands, direction.terms().isEmpty(), first, length);
            // read once: a model that is made while it is read would make it twice
            System.arraycopy(values.of(direction.base()), 0, base, 0, length);
            mix.apply(base, direction.direction(values), length);
        }
        if (check) {
            requireFinite(entry, operands, coefficient, first, base, length);
        }
        return finished(entry, operands, base, first, length);
    }

    /** The sum that a tensor is, found once for all its stretches. */
    private @Nullable HalfSum sum(Operands operands) {
        if (operands != summed) {
            summed = operands;
            sum = HalfSum.of(operands).orElse(null);
        }
        return sum;
    }

    /**
     * The X of a tensor that is merged by a {@link Direction}, which does not depend on alpha.
     *
     * @throws MergeException if a value of a model is not finite
     */
    public float[] direction(Entry entry, long first, int length) {
        Operands operands = entry.operands();
        if (operands == null || !(operands.method() instanceof Direction direction)) {
            throw new IllegalArgumentException("tensor '%s' is not merged by a direction".formatted(entry.name()));
        }
        float[] x = direction.direction(read(entry, operands, direction.terms().isEmpty(), first, length));
        if (direction.terms().isPresent() && !Finite.all(x, length)) {
            read(entry, operands, true, first, length); // names the model
        }
        return x;
    }

    /**
     * Values of a tensor that is merged by a {@link Direction}, whose X was computed before.
     *
     * @param x values of X, at the same place
     * @param check whether to look for values that are not finite; no need where base and X are known to be moderate
     */
    public float[] mixed(Entry entry, Direction direction, Coefficient coefficient, float[] x, long first, int length,
            boolean check) {
        Operands operands = Objects.requireNonNull(entry.operands());
        base = room(base, length);
        FloatTensor source = operands.models().get(direction.base());
        Mix mix = direction.mix(coefficient);
        if (!HalfSum.mix(mix, source, x, first, base, length)) {
            source.widen(first, base, length);
            mix.apply(base, x, length);
        }
        if (check) {
            requireFinite(entry, operands, coefficient, first, base, length);
        }
        return finished(entry, operands, base, first, length);
    }

    private float[] finished(Entry entry, Operands operands, float[] result, long first, int length) {
        Clip clip = operands.clip();
        clip.apply(result, clip.elementwise() ? limits(operands, first, length) : List.of(), length);
        if (operands.channels() != null) {
            operands.channels().restore(first, result, length);
        }
        entry.adjustment().apply(entry.name(), result, first, length);
        return result;
    }

    /** The models' values that a clip compares with: of A and B, or of all. */
    private List<float[]> limits(Operands operands, long first, int length) {
        List<float[]> values = new ArrayList<>();
        for (Map.Entry<Role, FloatTensor> model : operands.models().entrySet()) {
            if (operands.clip() instanceof Clip.Hard && model.getKey().compareTo(Role.TUNED) > 0) {
                break;
            }
            int index = values.size();
            bounds = bounds.length > index ? bounds : Arrays.copyOf(bounds, index + 1);
            float[] bound = room(bounds[index], length);
            bounds[index] = bound;
            model.getValue().widen(first, bound, length);
            values.add(bound);
        }
        return values;
    }

    /**
     * What a tensor tells a method that must see all.
     *
     * @throws MergeException if a value of a model is not finite
     */
    float[] findings(Entry entry, Surveyed method) {
        return method.findings(read(entry, Objects.requireNonNull(entry.operands()), true, 0, entry.step()));
    }

    /**
     * Whether the result is the base whatever alpha is, as X is 0 everywhere. Reads the whole tensor, unless the method needs
     * whole tensors and the models differ: then it is no.
     */
    boolean isNothing(Entry entry) {
        Operands operands = entry.operands();
        if (operands == null || !(operands.method() instanceof Direction direction) || !direction.additive()
                || !(operands.clip() instanceof Clip.None) && !direction.base().equals(Role.NEW_BASE)) {
            return false;
        }
        if (!direction.pointwise() && !sameEverywhere(operands)) {
            return false; // X of a whole tensor may take long: it is computed where it is likely to be 0 only
        }
        long count = entry.source().count();
        int step = entry.step();
        for (long first = 0; first < count; first += step) {
            int length = (int) Math.min(step, count - first);
            if (!zero(direction(entry, first, length), length)) {
                return false;
            }
        }
        return true;
    }

    /** Whether all models agree. Stops at the first stretch in which they do not. */
    private static boolean sameEverywhere(Operands operands) {
        List<FloatTensor> tensors = List.copyOf(operands.models().values());
        float[] first = new float[Operands.CHUNK];
        float[] other = new float[Operands.CHUNK];
        long count = tensors.getFirst().count();
        for (long at = 0; at < count; at += Operands.CHUNK) {
            int length = (int) Math.min(Operands.CHUNK, count - at);
            tensors.getFirst().widen(at, first, length);
            for (FloatTensor tensor : tensors.subList(1, tensors.size())) {
                tensor.widen(at, other, length);
                if (!Arrays.equals(first, 0, length, other, 0, length)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean zero(float[] x, int length) {
        int bits = 0;
        for (int i = 0; i < length; i++) {
            bits |= Float.floatToRawIntBits(x[i]);
        }
        return (bits & Integer.MAX_VALUE) == 0; // -0 is zero, too
    }

    private float[] source(Entry entry, long first, int length) {
        base = room(base, length);
        entry.source().widen(first, base, length);
        Finite.require(entry.name(), entry.role(), first, base, length);
        entry.adjustment().apply(entry.name(), base, first, length);
        return base;
    }

    private Values read(Entry entry, Operands operands, boolean check, long first, int length) {
        int roles = 1 + operands.models().keySet().stream().mapToInt(Role::index).max().orElse(0);
        if (models.length < roles) {
            models = Arrays.copyOf(models, roles);
        }
        float[][] given = new float[roles][];
        operands.models().forEach((role, tensor) -> given[role.index()] = read(role, tensor, check, first, length));
        return new Values(entry.name(), entry.source().shape(), length, given);
    }

    private float[] read(Role role, FloatTensor tensor, boolean check, long first, int length) {
        float[] values = room(models[role.index()], length);
        models[role.index()] = values;
        tensor.widen(first, values, length);
        if (check) {
            Finite.require(tensor.name(), role, first, values, length);
        }
        return values;
    }

    /** A new array only if the old one is too short: chunks are many. */
    private static float[] room(float @Nullable [] buffer, int length) {
        return buffer != null && buffer.length >= length ? buffer : new float[length];
    }

    private void requireFinite(Entry entry, Operands operands, Coefficient coefficient, long first, float[] result,
            int length) {
        if (Finite.all(result, length)) {
            return;
        }
        float[] wrong = result.clone();
        read(entry, operands, true, first, length); // names the model if one is at fault
        for (int i = 0; i < length; i++) {
            if (!Float.isFinite(wrong[i])) {
                throw new MergeException(
                        "tensor '%s' must get finite numbers, but %s makes element %d %s (alpha %s, beta %s)."
                                .formatted(entry.name(), operands.method().name(), first + i, wrong[i],
                                        coefficient.alpha(), coefficient.beta()),
                        "Maybe choose other values: the formula divides by something near 0 here.");
            }
        }
    }
}
