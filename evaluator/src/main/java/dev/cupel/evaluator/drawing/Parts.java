package dev.cupel.evaluator.drawing;

import java.util.ArrayList;
import java.util.List;

/** Lists cut into parts, and rows of numbers joined. */
final class Parts {

    private Parts() {}

    /** Parts of a size, the last one being what is left; a size below 1 counts as 1. */
    static <T> List<List<T>> of(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        int step = Math.max(1, size);
        for (int from = 0; from < all.size(); from += step) {
            parts.add(all.subList(from, Math.min(all.size(), from + step)));
        }
        return parts;
    }

    /** Rows of one length, one after the other. */
    static float[] joined(List<float[]> rows) {
        int length = rows.getFirst().length;
        float[] joined = new float[rows.size() * length];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, joined, i * length, length);
        }
        return joined;
    }
}
