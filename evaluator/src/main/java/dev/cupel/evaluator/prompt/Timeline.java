package dev.cupel.evaluator.prompt;

/**
 * Which step the number of {@code [a:b:0.5]} means.
 *
 * <pre>
 * up to 1.5   below 1 a share of the steps, else a step; the hires pass repeats the first one's schedule
 * from 1.6    with a point a share of the steps, else a step; in the hires pass steps count on from the first
 *             pass, and shares from 1 to 2 are this pass's
 * </pre>
 *
 * @param version whose language
 * @param old     whether numbers are read as up to 1.5 (the later web UI has an option for it)
 * @param steps   of this pass, at least 1
 * @param earlier steps of the pass before a hires pass; 0 in the first pass
 */
public record Timeline(WebUiVersion version, boolean old, int steps, int earlier) {

    public Timeline {
        if (steps < 1 || earlier < 0) {
            throw new IllegalArgumentException(
                    "a pass has at least 1 step, and 0 or more before it, but has %d and %d".formatted(steps, earlier));
        }
    }

    /** The first pass, or the only one. */
    public static Timeline of(WebUiVersion version, int steps) {
        return new Timeline(version, version == WebUiVersion.V1_3, steps, 0);
    }

    /** The pass that draws a larger picture over a smaller one. */
    public static Timeline hires(WebUiVersion version, int steps, int hiresSteps) {
        return version == WebUiVersion.V1_3 ? of(version, steps) : new Timeline(version, false, hiresSteps, steps);
    }

    /** The same with numbers read as up to 1.5. */
    public Timeline withOldNumbers() {
        return new Timeline(version, true, steps, earlier);
    }

    /**
     * The last step before the change.
     *
     * @param number as the prompt writes it: 5, .5, 1e1
     * @return at most the steps of the pass; may be 0 or less
     */
    int lastStep(String number) {
        double value = Double.parseDouble(number);
        if (old) {
            value = value < 1 ? value * steps : value;
        } else if (number.contains(".")) {
            value = (value - (earlier > 0 ? 1 : 0)) * steps;
        } else {
            value -= earlier;
        }
        return Math.min(steps, (int) value);
    }

    /** Whether a change at this step divides the schedule; 1.3 makes a stage even of one before the first step. */
    boolean divides(int step) {
        return step >= 1 || version == WebUiVersion.V1_3;
    }
}
