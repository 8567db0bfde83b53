package dev.cupel.merger.plan;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * Small changes of the U-Net's first and last layers after the merge: SuperMerger's "Adjust", IN, OUT, OUT2, CONT, BRI, COL1,
 * COL2, COL3, of which the first three are detail and noise, the others contrast, brightness and colours.
 *
 * <p>With f the numbers: {@code input_blocks.0.0.weight (1 - 0.01 f0)}, its bias {@code (1 + 0.02 f0)}; {@code out.0} likewise
 * by f1; {@code out.2.weight (1 - 0.01 f2)}; to the four latent channels of {@code out.2.bias} are added {@code 0.02 f3},
 * {@code 0.02 (-f4 + f5 + f7)}, {@code 0.02 (f4 / 3 + f5 - f6)} and {@code 0.02 (2 f4 / 3 - f6 + f7)}.
 *
 * @param values f0 to f7, finite; 0 changes nothing, SuperMerger's sliders go from -10 to 10
 */
public record Adjustment(List<Double> values) {

    /** Changes nothing. */
    public static final Adjustment NONE = new Adjustment(List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));

    private static final int COUNT = 8;
    private static final String UNET = "model.diffusion_model.";

    /**
     * Copies the numbers.
     *
     * @throws IllegalArgumentException if there are not eight, or one is not finite
     */
    public Adjustment {
        values = List.copyOf(values);
        if (values.size() != COUNT || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("""
                    an adjustment must have %d finite numbers, but is %s.
                    Maybe one is missing: the order is IN, OUT, OUT2, CONT, BRI, COL1, COL2, COL3.""".formatted(COUNT,
                    values));
        }
    }

    /**
     * Reads eight numbers with commas between.
     *
     * @throws IllegalArgumentException if they are not
     */
    public static Adjustment parse(String text) {
        try {
            return new Adjustment(Arrays.stream(text.split(",", -1)).map(String::strip).map(Double::valueOf).toList());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("""
                    an adjustment must be eight numbers with commas between, but is '%s'.
                    Maybe a comma is doubled: write 0,0,0,0,0,0,0,0 for none.""".formatted(text), e);
        }
    }

    /** The numbers as {@link #parse} reads them. */
    public String text() {
        StringJoiner text = new StringJoiner(",");
        values.forEach(value -> text.add(String.valueOf(value)));
        return text.toString();
    }

    /**
     * Changes some values of a tensor.
     *
     * @param name the tensor's name
     * @param target values of the tensor, replaced by the changed ones
     * @param first index of the first in the tensor
     * @param length how many
     */
    void apply(String name, float[] target, long first, int length) {
        if (this.equals(NONE) || !name.startsWith(UNET)) {
            return;
        }
        switch (name.substring(UNET.length())) {
            case "input_blocks.0.0.weight" -> scale(target, length, 1 - 0.01 * values.get(0));
            case "input_blocks.0.0.bias" -> scale(target, length, 1 + 0.02 * values.get(0));
            case "out.0.weight" -> scale(target, length, 1 - 0.01 * values.get(1));
            case "out.0.bias" -> scale(target, length, 1 + 0.02 * values.get(1));
            case "out.2.weight" -> scale(target, length, 1 - 0.01 * values.get(2));
            case "out.2.bias" -> shift(target, first, length);
            default -> {
            }
        }
    }

    private static void scale(float[] target, int length, double factor) {
        for (int i = 0; i < length; i++) {
            target[i] *= (float) factor;
        }
    }

    private void shift(float[] target, long first, int length) {
        double bright = values.get(4);
        double[] offsets = {values.get(3), -bright + values.get(5) + values.get(7),
                bright / 3 + values.get(5) - values.get(6), 2 * bright / 3 - values.get(6) + values.get(7)};
        for (int i = 0; i < length && first + i < offsets.length; i++) {
            target[i] += (float) (0.02 * offsets[(int) first + i]);
        }
    }
}
