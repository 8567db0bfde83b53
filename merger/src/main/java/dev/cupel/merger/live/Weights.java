package dev.cupel.merger.live;

import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * Named float32 tensors of one model, in native memory.
 *
 * <p>Names are those of the Stable Diffusion 1.x layout ({@code model.diffusion_model.…},
 * {@code first_stage_model.…}, {@code cond_stage_model.transformer.text_model.…}).
 */
public interface Weights {

    /** The names of all tensors, in a fixed order. */
    Set<String> names();

    /**
     * The shape of a tensor.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     */
    long[] shape(String name);

    /**
     * The values of a tensor: native memory, float32 in the machine's byte order, row-major.
     *
     * <p>The segment of a name stays the same for the life of this object; its content may change, and then
     * {@link #version} does.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     */
    MemorySegment data(String name);

    /** A number that grows whenever the values of the tensor change. */
    long version(String name);
}
