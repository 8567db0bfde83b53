package dev.cupel.merger.difference;

import dev.cupel.merger.checkpoint.Tensor;

/** The distance of two tensors of one shape, a stretch at a time. */
final class TensorDistance {

    private static final int CHUNK = 1 << 14;

    private final Tensor first;
    private final Tensor second;
    private final float[] a;
    private final float[] b;
    private double squaresFirst;
    private double squaresSecond;
    private double products;
    private double squares;
    private double largest;

    TensorDistance(Tensor first, Tensor second) {
        this.first = first;
        this.second = second;
        int chunk = (int) Math.min(CHUNK, first.count());
        this.a = new float[chunk];
        this.b = new float[chunk];
    }

    Distance compute() {
        for (long from = 0; from < first.count(); from += CHUNK) {
            int length = (int) Math.min(CHUNK, first.count() - from);
            first.widen(from, a, length);
            second.widen(from, b, length);
            add(length);
        }
        // NaN differs from everything, itself included
        return new Distance(1, squares == 0 ? 0 : 1, squaresFirst, squaresSecond, products, squares, largest);
    }

    private void add(int length) {
        double sumA = 0;
        double sumB = 0;
        double sumProducts = 0;
        double sum = 0;
        double most = 0;
        for (int i = 0; i < length; i++) {
            double x = a[i];
            double y = b[i];
            double difference = y - x;
            sumA += x * x;
            sumB += y * y;
            sumProducts += x * y;
            sum += difference * difference;
            most = Math.max(most, Math.abs(difference));
        }
        squaresFirst += sumA;
        squaresSecond += sumB;
        products += sumProducts;
        squares += sum;
        largest = Math.max(largest, most);
    }
}
