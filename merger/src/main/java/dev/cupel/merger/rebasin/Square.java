package dev.cupel.merger.rebasin;

/**
 * A square part of a row-major matrix; the values are shared, not copied.
 *
 * @param values of the whole matrix
 * @param first  where in it the part starts
 * @param stride from one row to the next
 * @param size   rows and columns of the part, n
 */
record Square(double[] values, int first, int stride, int size) {

    /** A whole matrix. */
    static Square of(double[] values, int size) {
        return new Square(values, 0, size, size);
    }

    /** The block of some size in the row and column of blocks given. */
    Square block(int row, int column, int blockSize) {
        return new Square(values, first + row * blockSize * stride + column * blockSize, stride, blockSize);
    }

    double at(int row, int column) {
        return values[first + row * stride + column];
    }

    /** Where a row starts in {@link #values}. */
    int row(int row) {
        return first + row * stride;
    }
}
