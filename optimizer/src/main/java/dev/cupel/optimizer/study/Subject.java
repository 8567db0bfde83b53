package dev.cupel.optimizer.study;

/**
 * A model whose pictures are measured.
 *
 * @param key a short stable name: {@code tuned}, {@code new_base}, {@code uniform-0.5}, {@code trial-12}
 */
public record Subject(String key) {

    /** The model whose character is to be kept. */
    public static final Subject TUNED = new Subject("tuned");

    /** The model that it is rebased onto. */
    public static final Subject NEW_BASE = new Subject("new_base");

    /** The candidate of a trial. */
    public static Subject trial(int index) {
        return new Subject("trial-" + index);
    }

    @Override
    public String toString() {
        return key;
    }
}
