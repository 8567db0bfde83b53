package dev.cupel.merger.method;

/**
 * A stretch of n ranks, given by width and offset in parts of n; beyond the end it goes on at the start.
 *
 * @param start the first rank, from 0
 * @param end the rank after the last, to n
 * @param inverted whether all ranks outside are meant instead
 */
record Region(int start, int end, boolean inverted) {

    /**
     * As sd-meh counts.
     *
     * @param width below 0 the stretch lies before the offset; at most 1 counts
     * @param offset only its fraction counts
     */
    static Region of(double width, double offset, int n) {
        double wide = Math.min(Math.abs(width), 1);
        double from = width < 0 ? offset + width : offset;
        if (from < 0) {
            from = 1 + from - (long) from;
        }
        from %= 1;
        if (wide + from <= 1) {
            return new Region(rank(from, n), rank(wide + from, n), false);
        }
        return new Region(rank(wide + from - 1, n), rank(from, n), true);
    }

    private static int rank(double part, int n) {
        return (int) Math.rint(part * n);
    }
}
