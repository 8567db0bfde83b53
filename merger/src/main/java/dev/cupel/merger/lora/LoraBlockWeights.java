package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.weight.BlockWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of a LoRA counts in each block: the {@code lbw} of the LoRA Block Weight extension.
 *
 * <p>It is written as 26 numbers, as 17 for those blocks that a LoRA without convolutions changes (the others then get 0, as in
 * the extension), or by a name. BASE is the text encoder. What belongs to no block of the extension, the time embedding and
 * the output head, counts fully.
 *
 * @param values one factor per block
 */
public record LoraBlockWeights(BlockWeights values) {

    /** Everything counts fully. */
    public static final LoraBlockWeights ALL = new LoraBlockWeights(BlockWeights.uniform(1));

    private static final List<Block> SEVENTEEN = List.of(Block.BASE, Block.IN01, Block.IN02, Block.IN04, Block.IN05,
            Block.IN07, Block.IN08, Block.M00, Block.OUT03, Block.OUT04, Block.OUT05, Block.OUT06, Block.OUT07,
            Block.OUT08, Block.OUT09, Block.OUT10, Block.OUT11);

    /** The extension's own, each a digit per block of the seventeen. */
    private static final Map<String, String> NAMED = new TreeMap<>(Map.of("NONE", "00000000000000000", "ALL",
            "11111111111111111", "INS", "11110000000000000", "IND", "10001110000000000", "INALL", "11111110000000000",
            "MIDD", "10001111111100000", "OUTD", "10000000111100000", "OUTS", "10000000000011111", "OUTALL",
            "10000000111111111"));

    /**
     * Reads a name, or 17 or 26 numbers with commas between.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static LoraBlockWeights parse(String text) {
        String named = NAMED.get(text.strip());
        if (named != null) {
            return seventeen(named.chars().mapToDouble(digit -> digit - '0').toArray());
        }
        double[] numbers = numbers(text);
        return switch (numbers.length) {
            case 17 -> seventeen(numbers);
            case 26 -> new LoraBlockWeights(new BlockWeights(numbers));
            default -> throw new IllegalArgumentException("""
                    lbw must be 17 or 26 numbers or one of %s, but is '%s'.
                    Maybe a number is missing: 17 are for %s.""".formatted(String.join(", ", NAMED.keySet()), text,
                    SEVENTEEN));
        };
    }

    private static double[] numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            try {
                numbers.add(Double.valueOf(part.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("""
                        lbw must be 17 or 26 numbers or one of %s, but has '%s'.
                        Maybe a name is misspelt, or a comma is doubled."""
                        .formatted(String.join(", ", NAMED.keySet()), part), e);
            }
        }
        return numbers.stream().mapToDouble(number -> number).toArray();
    }

    private static LoraBlockWeights seventeen(double[] factors) {
        double[] all = new double[BlockWeights.COUNT];
        Arrays.setAll(all, i -> {
            int at = SEVENTEEN.indexOf(Block.values()[i]);
            return at < 0 ? 0 : factors[at];
        });
        return new LoraBlockWeights(new BlockWeights(all));
    }

    /** The factor for a tensor, by its name in the Stable Diffusion layout. */
    public double of(String tensor) {
        boolean head = tensor.startsWith(Checkpoint.UNET + "time_embed.")
                || tensor.startsWith(Checkpoint.UNET + "out.");
        return head ? 1 : values.of(Block.of(tensor));
    }
}
