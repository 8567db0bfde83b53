package dev.cupel.merger.rebasin;

import java.util.Arrays;

/**
 * The linear assignment problem, solved exactly: the permutation p that maximises the sum of gain(i, p(i)).
 *
 * <p>Shortest augmenting paths after Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse
 * linear assignment problems, Computing 38 (1987): O(n^3) time, and memory for some vectors beside the gains. Costs are
 * negated gains.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>n</td><td>rows and columns</td></tr>
 * <tr><td>c(i, j)</td><td>cost, -gain(i, j)</td></tr>
 * <tr><td>v(j)</td><td>price of column j; c(i, j) - v(j) is smallest over j at the column that row i has</td></tr>
 * <tr><td>d(j)</td><td>length of the shortest path from the free row to column j</td></tr>
 * </table>
 */
final class LinearAssignment {

    private static final int FREE = -1;

    private final Square gain;
    private final int n;
    private final int[] columnOf;
    private final int[] rowOf;
    private final double[] v;
    private final double[] d;
    private final int[] before;
    private final int[] columns;

    private LinearAssignment(Square gain) {
        this.gain = gain;
        this.n = gain.size();
        this.columnOf = new int[n];
        this.rowOf = new int[n];
        this.v = new double[n];
        this.d = new double[n];
        this.before = new int[n];
        this.columns = new int[n];
    }

    /**
     * A best assignment with the proof that it is one.
     *
     * @param columnOf for each row its column, a permutation of 0 to n - 1
     * @param price    for each column v(j): by duality the assignment is a best one if no row has a column of smaller
     *                 c(i, j) - v(j) than its own
     */
    record Solution(int[] columnOf, double[] price) {

        /** The sum of the gains of the assignment. */
        double total(Square gain) {
            return LinearAssignment.total(gain, columnOf);
        }
    }

    /** The sum of gain(i, p(i)). */
    static double total(Square gain, int[] columnOf) {
        double total = 0;
        for (int i = 0; i < columnOf.length; i++) {
            total += gain.at(i, columnOf[i]);
        }
        return total;
    }

    /**
     * Solves the problem; the same gains give the same assignment, also where several are best.
     *
     * @param gain finite numbers
     */
    static Solution maximise(Square gain) {
        LinearAssignment problem = new LinearAssignment(gain);
        problem.reduceColumns();
        int[] free = problem.freeRows();
        for (int sweep = 0; sweep < 2 && free.length > 0; sweep++) {
            problem.reduceRows(free);
            free = problem.freeRows();
        }
        for (int row : free) {
            problem.augment(row);
        }
        return new Solution(problem.columnOf, problem.v);
    }

    /** Prices each column at its least cost, and gives it to the row that has it, if that row is still free. */
    private void reduceColumns() {
        Arrays.fill(columnOf, FREE);
        Arrays.fill(rowOf, FREE);
        Arrays.fill(v, Double.POSITIVE_INFINITY);
        int[] cheapest = new int[n];
        for (int i = 0; i < n; i++) {
            int row = gain.row(i);
            for (int j = 0; j < n; j++) {
                double cost = -gain.values()[row + j];
                if (cost < v[j]) {
                    v[j] = cost;
                    cheapest[j] = i;
                }
            }
        }
        for (int j = 0; j < n; j++) {
            if (columnOf[cheapest[j]] == FREE) {
                assign(cheapest[j], j);
            }
        }
    }

    private void assign(int row, int column) {
        columnOf[row] = column;
        rowOf[column] = row;
    }

    private int[] freeRows() {
        int[] free = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (columnOf[i] == FREE) {
                free[count++] = i;
            }
        }
        return Arrays.copyOf(free, count);
    }

    /**
     * Gives each free row its cheapest column, whose price falls until the second cheapest is as good; a row that loses its
     * column is served next. A chain ends after n steps: shrinking price steps could make it long, and augmentation is exact.
     */
    private void reduceRows(int[] free) {
        for (int start : free) {
            int row = start;
            for (int step = 0; step < n && row != FREE; step++) {
                row = bid(row);
            }
        }
    }

    /** @return the row that lost its column and may bid for another, or {@link #FREE} */
    private int bid(int row) {
        int best = -1;
        int second = -1;
        double least = Double.POSITIVE_INFINITY;
        double next = Double.POSITIVE_INFINITY;
        int at = gain.row(row);
        for (int j = 0; j < n; j++) {
            double reduced = -gain.values()[at + j] - v[j];
            if (reduced < next) {
                if (reduced < least) {
                    next = least;
                    second = best;
                    least = reduced;
                    best = j;
                } else {
                    next = reduced;
                    second = j;
                }
            }
        }
        boolean cheaper = least < next && second >= 0;
        if (cheaper) {
            v[best] -= next - least;
        } else if (rowOf[best] != FREE && second >= 0) {
            best = second;
        }
        int loser = rowOf[best];
        if (loser != FREE) {
            columnOf[loser] = FREE;
        }
        assign(row, best);
        return cheaper ? loser : FREE;
    }

    /** Finds the shortest path of alternating rows and columns from a free row to a free column, and turns it over. */
    private void augment(int free) {
        int first = gain.row(free);
        for (int j = 0; j < n; j++) {
            d[j] = -gain.values()[first + j] - v[j];
            before[j] = free;
            columns[j] = j;
        }
        // columns[0, low) are done, [low, up) have the least distance and wait, [up, n) are farther
        int low = 0;
        int up = 0;
        int done = 0;
        double least = 0;
        int end = FREE;
        while (end == FREE) {
            if (low == up) {
                done = low;
                up = collectNearest(low);
                least = d[columns[low]];
                end = freeAmong(low, up);
            }
            if (end == FREE) {
                int column = columns[low++];
                up = relax(column, least, up);
                end = freeAmong(low, up);
            }
        }
        for (int k = 0; k < done; k++) {
            v[columns[k]] += d[columns[k]] - least;
        }
        turnOver(free, end);
    }

    /** Brings the columns of the least distance to the front of those from {@code low} on. @return where they end */
    private int collectNearest(int low) {
        int up = low;
        double least = Double.POSITIVE_INFINITY;
        for (int k = low; k < n; k++) {
            double distance = d[columns[k]];
            if (distance <= least) {
                if (distance < least) {
                    up = low;
                    least = distance;
                }
                swap(k, up++);
            }
        }
        return up;
    }

    /** Shortens the paths to farther columns by going through a column's row. @return where the nearest columns now end */
    private int relax(int through, double least, int nearest) {
        int up = nearest;
        int row = rowOf[through];
        int at = gain.row(row);
        double base = -gain.values()[at + through] - v[through] - least;
        for (int k = up; k < n; k++) {
            int j = columns[k];
            double distance = -gain.values()[at + j] - v[j] - base;
            if (distance < d[j]) {
                before[j] = row;
                d[j] = Math.max(distance, least); // rounding may bring it just below
                if (distance <= least) {
                    swap(k, up++);
                }
            }
        }
        return up;
    }

    private void swap(int a, int b) {
        int column = columns[a];
        columns[a] = columns[b];
        columns[b] = column;
    }

    private int freeAmong(int from, int to) {
        for (int k = from; k < to; k++) {
            if (rowOf[columns[k]] == FREE) {
                return columns[k];
            }
        }
        return FREE;
    }

    private void turnOver(int free, int end) {
        int column = end;
        int row;
        do {
            row = before[column];
            int previous = columnOf[row];
            assign(row, column);
            column = previous;
        } while (row != free);
    }
}
