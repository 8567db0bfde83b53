package dev.cupel.merger.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of one tensor in all models of a merge: the whole tensor, or a stretch of it for methods that are pointwise.
 *
 * <p>The arrays are the method's to overwrite, and may be longer than {@link #length()}.
 */
public final class Values {

    private final String name;
    private final long[] shape;
    private final int length;
    private final float[] @Nullable [] models;

    /**
     * @param name the tensor's name
     * @param shape the sizes of the whole tensor's dimensions, outermost first; empty for a single number
     * @param length how many values of each array count, from index 0 on: the whole tensor's, or a stretch of it
     * @param models an array for each role by its index, null for a role that the method does not need
     */
    public Values(String name, long[] shape, int length, float[] @Nullable [] models) {
        this.name = name;
        this.shape = shape.clone();
        this.length = length;
        this.models = models.clone();
    }

    /** The tensor's name in the Stable Diffusion layout. */
    public String name() {
        return name;
    }

    /** The sizes of the whole tensor's dimensions, outermost first; empty for a single number. */
    public long[] shape() {
        return shape.clone();
    }

    /** How many values there are in each array. */
    public int length() {
        return length;
    }

    /** Values of A, the new base. */
    public float[] a() {
        return of(Role.NEW_BASE);
    }

    /** Values of B, the tuned model. */
    public float[] b() {
        return of(Role.TUNED);
    }

    /** Values of C, the old base. */
    public float[] c() {
        return of(Role.OLD_BASE);
    }

    /** Values of A, of B where the method asked for it, and of the further models: all but C. */
    public List<float[]> models() {
        List<float[]> given = new ArrayList<>(models.length);
        for (int i = 0; i < models.length; i++) {
            if (i != Role.OLD_BASE.index() && models[i] != null) {
                given.add(models[i]);
            }
        }
        return given;
    }

    /** A - C, B - C, and the further models less C, in float32; they take the place of the models. */
    public List<float[]> deltas() {
        float[] c = c();
        List<float[]> deltas = models();
        for (float[] model : deltas) {
            for (int i = 0; i < length; i++) {
                model[i] = model[i] - c[i];
            }
        }
        return deltas;
    }

    /** Values of the further models, in their order; empty if there are none. */
    public List<float[]> more() {
        return Arrays.asList(models).subList(Math.min(Role.NAMED.size(), models.length), models.length);
    }

    /**
     * Values of one model.
     *
     * @throws IllegalStateException if the method did not ask for it
     */
    public float[] of(Role role) {
        float[] values = role.index() < models.length ? models[role.index()] : null;
        if (values == null) {
            throw new IllegalStateException("the method uses the model %s, but did not ask for it".formatted(role));
        }
        return values;
    }
}
