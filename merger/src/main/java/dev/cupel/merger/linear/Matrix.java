package dev.cupel.merger.linear;

import java.util.Arrays;

/**
 * A dense matrix of float64 numbers.
 *
 * @param rows how many rows, from 0
 * @param columns how many columns, from 0
 * @param values row-major, {@code rows * columns} numbers; not copied, as matrices are large
 */
public record Matrix(int rows, int columns, double[] values) {

    private static final int TILE = 32;
    private static final int STRETCH = 512;

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if there are not rows * columns values
     */
    public Matrix {
        if (rows < 0 || columns < 0 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "a matrix of %d x %d needs as many values, but there are %d".formatted(rows, columns,
                            values.length));
        }
    }

    /** A matrix of zeros. */
    public static Matrix zeros(int rows, int columns) {
        return new Matrix(rows, columns, new double[Math.multiplyExact(rows, columns)]);
    }

    /** A matrix of float32 values, row-major. */
    public static Matrix of(int rows, int columns, float[] values) {
        Matrix matrix = zeros(rows, columns);
        for (int i = 0; i < matrix.values.length; i++) {
            matrix.values[i] = values[i];
        }
        return matrix;
    }

    /** The element in row i and column j, both from 0. */
    public double at(int i, int j) {
        return values[i * columns + j];
    }

    /** Rows as columns. */
    public Matrix transposed() {
        Matrix result = zeros(columns, rows);
        for (int tile = 0; tile < columns; tile += TILE) {
            int end = Math.min(tile + TILE, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = tile; j < end; j++) {
                    result.values[j * rows + i] = values[i * columns + j];
                }
            }
        }
        return result;
    }

    /**
     * The product {@code this · other}, each element summed in the order of the inner index.
     *
     * @throws IllegalArgumentException if the other has not as many rows as this has columns
     */
    public Matrix times(Matrix other) {
        require(columns == other.rows, other);
        Matrix result = zeros(rows, other.columns);
        for (int i = 0; i < rows; i++) {
            int k = 0;
            for (; k <= columns - 4; k += 4) {
                int at = i * columns + k;
                Vectors.addFour(values[at], values[at + 1], values[at + 2], values[at + 3], other.values,
                        k * other.columns, result.values, i * other.columns, other.columns);
            }
            for (; k < columns; k++) {
                Vectors.add(values[i * columns + k], other.values, k * other.columns, result.values,
                        i * other.columns, other.columns);
            }
        }
        return result;
    }

    /**
     * The product {@code thisᵀ · other} without writing down the transposed matrix.
     *
     * @throws IllegalArgumentException if the other has not as many rows as this
     */
    public Matrix transposedTimes(Matrix other) {
        require(rows == other.rows, other);
        Matrix result = zeros(columns, other.columns);
        int k = 0;
        for (; k <= rows - 4; k += 4) {
            for (int i = 0; i < columns; i++) {
                int at = k * columns + i;
                Vectors.addFour(values[at], values[at + columns], values[at + 2 * columns], values[at + 3 * columns],
                        other.values, k * other.columns, result.values, i * other.columns, other.columns);
            }
        }
        for (; k < rows; k++) {
            for (int i = 0; i < columns; i++) {
                Vectors.add(values[k * columns + i], other.values, k * other.columns, result.values,
                        i * other.columns, other.columns);
            }
        }
        return result;
    }

    /** The product {@code this · thisᵀ}, which is symmetric; in tiles that fit into a processor's cache. */
    public Matrix timesTransposed() {
        Matrix result = zeros(rows, rows);
        for (int i = 0; i < rows; i += TILE) {
            for (int j = 0; j <= i; j += TILE) {
                for (int from = 0; from < columns; from += STRETCH) {
                    addTile(result, i, j, from, Math.min(STRETCH, columns - from));
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = i + 1; j < rows; j++) {
                result.values[i * rows + j] = result.values[j * rows + i];
            }
        }
        return result;
    }

    private void addTile(Matrix result, int firstRow, int firstColumn, int from, int length) {
        for (int i = firstRow; i < Math.min(firstRow + TILE, rows); i++) {
            for (int j = firstColumn; j < Math.min(firstColumn + TILE, i + 1); j++) {
                result.values[i * rows + j] += Vectors.dot(values, i * columns + from, values, j * columns + from,
                        length);
            }
        }
    }

    private void require(boolean fits, Matrix other) {
        if (!fits) {
            throw new IllegalArgumentException("matrices of %d x %d and %d x %d cannot be multiplied this way"
                    .formatted(rows, columns, other.rows, other.columns));
        }
    }

    /** The first columns, as many as asked for. */
    public Matrix firstColumns(int count) {
        Matrix result = zeros(rows, count);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, i * columns, result.values, i * count, count);
        }
        return result;
    }

    /** The sum of the squares of all elements. */
    public double energy() {
        return Vectors.dot(values, 0, values, 0, values.length);
    }

    /** Whether all sizes and elements are the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix that && rows == that.rows && columns == that.columns
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * rows + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Matrix " + rows + " x " + columns;
    }
}
