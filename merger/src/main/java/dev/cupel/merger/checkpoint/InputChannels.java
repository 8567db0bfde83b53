package dev.cupel.merger.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first convolution in a merge of models with different input channels: a plain model looks at 4, one for inpainting
 * at 9 (with a mask and a masked picture), one for instructions at 8 (with a picture).
 *
 * <p>The rule: the result has as many channels as the widest model. The 4 channels that all have are merged; the others
 * are copied from the first model, in the order given, that is as wide as the result. To that end every model gets
 * that model's extra channels, so that they are equal in all, and {@link #restore} puts their very bits into the result,
 * whatever a method makes of equal values.
 *
 * @param tensors the tensors in the order given, all of the widest shape
 */
public record InputChannels(List<FloatTensor> tensors) {

    /** The name of the tensor. */
    public static final String WEIGHT = Checkpoint.UNET + "input_blocks.0.0.weight";

    /** Channels of a picture in the autoencoder's space, which all models look at. */
    private static final int SHARED = 4;

    /** Copies the list. */
    public InputChannels {
        tensors = List.copyOf(tensors);
    }

    /**
     * Whether tensors are convolutions that differ in their input channels only.
     *
     * @param tensors the tensors of one name, in any order
     */
    public static boolean differ(List<? extends FloatTensor> tensors) {
        return tensors.stream().allMatch(InputChannels::isConvolution)
                && tensors.stream().map(tensor -> Arrays.toString(shape(tensor, SHARED))).distinct().count() == 1
                && tensors.stream().mapToLong(InputChannels::channels).distinct().count() > 1;
    }

    /**
     * Makes tensors alike.
     *
     * @param tensors the models' tensors of shape (out, channels, height, width), the most important first: new base, tuned,
     *            others
     * @throws IllegalArgumentException if they differ in more than their channels, or not at all
     */
    public static InputChannels align(List<? extends FloatTensor> tensors) {
        if (!differ(tensors)) {
            throw new IllegalArgumentException("the tensors must differ in their input channels only, but are "
                    + tensors);
        }
        FloatTensor widest = tensors.getFirst();
        for (FloatTensor tensor : tensors) {
            widest = channels(tensor) > channels(widest) ? tensor : widest;
        }
        List<FloatTensor> alike = new ArrayList<>();
        for (FloatTensor tensor : tensors) {
            alike.add(tensor == widest ? tensor : Filled.of(tensor, widest));
        }
        return new InputChannels(alike);
    }

    private static boolean isConvolution(FloatTensor tensor) {
        return tensor.shape().length == 4 && channels(tensor) >= SHARED;
    }

    private static long channels(FloatTensor tensor) {
        return tensor.shape()[1];
    }

    private static long[] shape(FloatTensor tensor, long channels) {
        long[] shape = tensor.shape();
        shape[1] = channels;
        return shape;
    }

    /** The shared channels of one and the extra channels of the other, a small tensor in memory. */
    private record Filled(String name, long[] shape, float[] values) implements FloatTensor {

        static Filled of(FloatTensor tensor, FloatTensor widest) {
            float[] own = values(tensor);
            float[] all = values(widest);
            int kernel = (int) (tensor.shape()[2] * tensor.shape()[3]);
            int ownRow = (int) channels(tensor) * kernel;
            int row = (int) channels(widest) * kernel;
            for (int out = 0; out < tensor.shape()[0]; out++) {
                System.arraycopy(own, out * ownRow, all, out * row, SHARED * kernel);
            }
            return new Filled(tensor.name(), widest.shape(), all);
        }

        private static float[] values(FloatTensor tensor) {
            float[] values = new float[Math.toIntExact(tensor.count())];
            tensor.widen(0, values, values.length);
            return values;
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        @Override
        public void widen(long first, float[] target, int length) {
            System.arraycopy(values, (int) first, target, 0, length);
        }
    }

    /**
     * Puts the extra channels into values of the result.
     *
     * @param first index of the first value in the result, row-major
     * @param values values of the result, from index 0 on
     * @param length how many
     */
    public void restore(long first, float[] values, int length) {
        FloatTensor any = tensors.getFirst();
        long kernel = any.shape()[2] * any.shape()[3];
        float[] kept = new float[length];
        any.widen(first, kept, length);
        for (int i = 0; i < length; i++) {
            if ((first + i) / kernel % channels(any) >= SHARED) {
                values[i] = kept[i];
            }
        }
    }
}
