package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * How strongly a LoRA is applied.
 *
 * @param textEncoder weight of its text-encoder layers, finite; 0 leaves them alone
 * @param unet weight of its U-Net layers, finite; 0 leaves them alone
 * @param blocks factors of these weights, block by block
 */
public record LoraStrength(double textEncoder, double unet, LoraBlockWeights blocks) {

    private static final Set<String> NAMES = Set.of("te", "unet", "lbw");

    /**
     * @throws IllegalArgumentException if a weight is not finite
     */
    public LoraStrength {
        if (!DoubleStream.of(textEncoder, unet).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("""
                    a LoRA's weights must be finite, but are te = %s and unet = %s.
                    Maybe a number is misspelt.""".formatted(textEncoder, unet));
        }
    }

    /** The same weight for all layers. */
    public static LoraStrength of(double weight) {
        return new LoraStrength(weight, weight, LoraBlockWeights.ALL);
    }

    /**
     * Reads what follows a LoRA's name in a prompt, as in {@code <lora:name:0.8:1:lbw=OUTALL>}: the text encoder's weight (default 1)
     * and the U-Net's (default: the text encoder's) by place or as {@code te=} and {@code unet=}, and {@code lbw=}.
     *
     * @throws IllegalArgumentException if an argument is none of these
     */
    public static LoraStrength parse(List<String> arguments) {
        List<String> placed = new ArrayList<>();
        Map<String, String> named = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0) {
                placed.add(argument);
            } else {
                named.put(argument.substring(0, equals).strip(), argument.substring(equals + 1));
            }
        }
        named.keySet().stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("""
                    a LoRA takes te=, unet= and lbw=, but has '%s='.
                    Maybe leave it out.""".formatted(name));
        });
        if (placed.size() > 2) {
            throw new IllegalArgumentException("""
                    a LoRA takes two weights, of the text encoder and of the U-Net, but has %s.
                    Maybe write block weights as lbw=….""".formatted(placed));
        }
        double te = number(named.getOrDefault("te", placed.isEmpty() ? "1" : placed.getFirst()));
        String unet = named.getOrDefault("unet", placed.size() < 2 ? null : placed.get(1));
        return new LoraStrength(te, unet == null ? te : number(unet),
                named.containsKey("lbw") ? LoraBlockWeights.parse(named.get("lbw")) : LoraBlockWeights.ALL);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("""
                    a LoRA's weight must be a number, but is '%s'.
                    Maybe write it as in 0.8 or te=0.8.""".formatted(text), e);
        }
    }

    /** The weight for a tensor, by its name in the Stable Diffusion layout. */
    double of(String tensor) {
        return (tensor.startsWith(Checkpoint.TEXT_ENCODER) ? textEncoder : unet) * blocks.of(tensor);
    }
}
