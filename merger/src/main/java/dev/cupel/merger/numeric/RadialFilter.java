package dev.cupel.merger.numeric;

import java.util.function.DoubleUnaryOperator;

/**
 * Weighs the frequencies of a tensor by their distance from 0: {@code x := irfftn(f(r) * rfftn(x))}.
 *
 * <p>Along each axis of size s, frequency k counts {@code min(k, s - k) / (s / 2)} (s / 2 rounded down), so 1 for the
 * highest; r is the root of the mean of their squares, from 0 to 1, in float32 as sd-mecha 1.1.5 computes it.
 */
public final class RadialFilter {

    /** How many lines are handled at a time. */
    private static final int NEIGHBOURS = 8;

    private final int[] sizes; // of the half spectrum
    private final int last;
    private final double[] spectrum;

    private RadialFilter(long[] shape) {
        sizes = new int[shape.length];
        long count = 1;
        for (int d = 0; d < shape.length; d++) {
            sizes[d] = (int) shape[d];
            if (d == shape.length - 1) {
                sizes[d] = sizes[d] / 2 + 1;
            }
            count *= sizes[d];
        }
        last = (int) shape[shape.length - 1];
        spectrum = new double[Math.toIntExact(2 * count)];
    }

    /**
     * Filters a tensor. Needs 8 to 16 bytes a value while it runs.
     *
     * @param x the values, replaced by the result
     * @param shape sizes of the tensor's dimensions, outermost first, one at least
     * @param weight f(r), r from 0 to 1
     */
    public static void apply(float[] x, long[] shape, DoubleUnaryOperator weight) {
        RadialFilter filter = new RadialFilter(shape);
        filter.forward(x);
        for (int axis = shape.length - 2; axis >= 0; axis--) {
            filter.transform(axis, false);
        }
        filter.weigh(weight);
        for (int axis = 0; axis <= shape.length - 2; axis++) {
            filter.transform(axis, true);
        }
        filter.backward(x);
    }

    private void forward(float[] x) {
        Fourier fourier = new Fourier(last);
        double[] line = new double[2 * last];
        double[] work = new double[2 * last];
        int half = last / 2 + 1;
        for (int row = 0; row < spectrum.length / (2 * half); row++) {
            for (int k = 0; k < last; k++) {
                line[2 * k] = x[row * last + k];
                line[2 * k + 1] = 0;
            }
            System.arraycopy(fourier.transform(line, work), 0, spectrum, row * 2 * half, 2 * half);
        }
    }

    private void backward(float[] x) {
        Fourier fourier = new Fourier(last);
        double[] line = new double[2 * last];
        double[] work = new double[2 * last];
        int half = last / 2 + 1;
        for (int row = 0; row < spectrum.length / (2 * half); row++) {
            System.arraycopy(spectrum, row * 2 * half, line, 0, 2 * half);
            for (int k = half; k < last; k++) {
                line[2 * k] = line[2 * (last - k)];
                line[2 * k + 1] = -line[2 * (last - k) + 1];
            }
            double[] result = fourier.inverse(line, work);
            for (int k = 0; k < last; k++) {
                x[row * last + k] = (float) result[2 * k];
            }
        }
    }

    private void transform(int axis, boolean inverse) {
        int size = sizes[axis];
        if (size == 1) {
            return;
        }
        int stride = 2;
        for (int d = axis + 1; d < sizes.length; d++) {
            stride *= sizes[d];
        }
        Fourier fourier = new Fourier(size);
        double[][] lines = new double[NEIGHBOURS][2 * size];
        double[] work = new double[2 * size];
        for (int outer = 0; outer < spectrum.length; outer += stride * size) {
            for (int start = outer; start < outer + stride; start += 2 * NEIGHBOURS) {
                int count = Math.min(NEIGHBOURS, (outer + stride - start) / 2);
                copy(lines, count, start, stride, false);
                for (int n = 0; n < count; n++) {
                    double[] result = inverse ? fourier.inverse(lines[n], work) : fourier.transform(lines[n], work);
                    if (result == work) {
                        work = lines[n];
                        lines[n] = result;
                    }
                }
                copy(lines, count, start, stride, true);
            }
        }
    }

    /** Between neighbouring lines along an axis and the spectrum, so that what comes into the cache is used. */
    private void copy(double[][] lines, int count, int start, int stride, boolean back) {
        for (int k = 0; k < lines[0].length / 2; k++) {
            int at = start + k * stride;
            for (int n = 0; n < count; n++, at += 2) {
                if (back) {
                    spectrum[at] = lines[n][2 * k];
                    spectrum[at + 1] = lines[n][2 * k + 1];
                } else {
                    lines[n][2 * k] = spectrum[at];
                    lines[n][2 * k + 1] = spectrum[at + 1];
                }
            }
        }
    }

    private void weigh(DoubleUnaryOperator weight) {
        float[][] squares = new float[sizes.length][];
        for (int d = 0; d < sizes.length; d++) {
            squares[d] = squares(sizes[d], d == sizes.length - 1);
        }
        int[] place = new int[sizes.length];
        for (int i = 0; i < spectrum.length; i += 2) {
            float sum = 0;
            for (int d = 0; d < sizes.length; d++) {
                sum += squares[d][place[d]];
            }
            double f = weight.applyAsDouble((float) Math.sqrt(sum / sizes.length));
            spectrum[i] *= f;
            spectrum[i + 1] *= f;
            for (int d = sizes.length - 1; d >= 0 && ++place[d] == sizes[d]; d--) {
                place[d] = 0;
            }
        }
    }

    private static float[] squares(int size, boolean half) {
        float[] squares = new float[size];
        for (int k = 1; k < size; k++) {
            float g = half ? k / (size - 1f) : Math.min(k, size - k) / (float) (size / 2);
            squares[k] = g * g;
        }
        return squares;
    }
}
