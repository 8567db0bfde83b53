package dev.cupel.evaluator.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Native values with one life: all that is made through a frame is released when it closes.
 *
 * <p>Nothing else frees them (the engine's values have no finalizer), so each network call opens a frame, and what must
 * live longer (a model's weights, a condition) owns one.
 */
final class Frame implements AutoCloseable {

    private final Compute compute;
    private final PtNDManager manager;
    private final List<IValue> values = new ArrayList<>();

    Frame(Compute compute, PtNDManager manager) {
        this.compute = compute;
        this.manager = manager;
    }

    /** Copies float32 values, row-major, to the device. */
    IValue floats(float[] data, long... shape) {
        return tensor(made(() -> (PtNDArray) manager.create(data, new Shape(shape))));
    }

    private static PtNDArray made(Supplier<PtNDArray> tensor) {
        try {
            return tensor.get();
        } catch (EngineException e) {
            if (NotEnoughMemoryException.isMeantBy(e)) {
                throw new NotEnoughMemoryException("a tensor", e);
            }
            throw e;
        }
    }

    /** Copies int64 values, row-major, to the device. */
    IValue longs(long[] data, long... shape) {
        return tensor((PtNDArray) manager.create(data, new Shape(shape)));
    }

    /**
     * A float32 tensor over native memory: the memory itself on the CPU, a copy of it on a GPU.
     *
     * @param memory direct, in the machine's byte order; must outlive the frame
     */
    PtNDArray over(ByteBuffer memory, long... shape) {
        return made(() -> manager.create(memory.order(ByteOrder.nativeOrder()), new Shape(shape), DataType.FLOAT32));
    }

    IValue integer(long value) {
        return keep(IValue.from(value));
    }

    IValue number(double value) {
        return keep(IValue.from(value));
    }

    IValue text(String value) {
        return keep(IValue.from(value));
    }

    private IValue tensor(PtNDArray array) {
        return keep(IValue.from(array));
    }

    /** Makes the frame release a value that was made elsewhere. */
    IValue keep(IValue value) {
        values.add(value);
        return value;
    }

    /** Runs a method of {@code networks.py}; the frame keeps the result. */
    IValue run(String method, IValue... arguments) {
        return keep(compute.run(method, arguments));
    }

    /** The values of a float32 tensor, row-major. */
    float[] toFloats(IValue tensor) {
        return tensor.toTensor(manager).toFloatArray();
    }

    @Override
    public void close() {
        values.forEach(IValue::close);
        manager.close();
    }
}
