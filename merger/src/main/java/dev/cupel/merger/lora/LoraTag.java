package dev.cupel.merger.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a prompt says of a LoRA behind its name.
 *
 * <pre>
 * tag     := name ( ":" weight ( ":" weight )? )? ( ":" option )*      the text encoder's weight, then the U-Net's, which is else the same
 * option  := ( "te=" | "unet=" | "hr=" | "hrte=" | "hrunet=" ) weight
 *          | "lbw=" blocks | "start=" step | "stop=" step | "step=" step "-" step
 * weight  := number | number "@" place ( ("," | ";") number "@" place )*
 * place   := a share of the steps if no place of the weight is above 1, else a step
 * </pre>
 *
 * <p>Weights by place and by pass are those of the extension sd-webui-loractl. {@code hr} and {@code hrunet} are the U-Net's weight in the second
 * pass, over an enlarged picture, and {@code hrte} is the text encoder's. (There {@code hr} is meant for both, but what the text encoder has it
 * learns only when it has read; so {@code hr} leaves it alone here, and pictures are the same, and {@code hrte} does what it says.)
 * {@code start}, {@code stop} and {@code step} are those of the extension LoRA Block Weight, and count in each pass: the LoRA acts once
 * {@code start} steps are done, and no longer once {@code stop} are.
 *
 * @param first  in the first pass, or the only one
 * @param second in the pass over an enlarged picture
 */
public record LoraTag(LoraSchedule first, LoraSchedule second) {

    private static final Set<String> NAMES = Set.of("te", "unet", "hr", "hrte", "hrunet", "lbw", "start", "stop",
            "step");

    /**
     * Reads what follows a LoRA's name in a prompt.
     *
     * @throws IllegalArgumentException if an argument is none
     */
    public static LoraTag parse(List<String> arguments) {
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
        check(placed, named);
        String te = named.getOrDefault("te", placed.isEmpty() ? "1" : placed.getFirst());
        String unet = named.getOrDefault("unet", placed.size() < 2 ? te : placed.get(1));
        return new LoraTag(schedule(te, unet, named), schedule(named.getOrDefault("hrte", te),
                named.getOrDefault("hrunet", named.getOrDefault("hr", unet)), named));
    }

    private static LoraSchedule schedule(String te, String unet, Map<String, String> named) {
        String[] steps = named.getOrDefault("step", "").split("-", 2);
        return new LoraSchedule(course(te), course(unet),
                named.containsKey("lbw") ? LoraBlockWeights.parse(named.get("lbw")) : LoraBlockWeights.ALL,
                step(steps.length == 2 ? steps[0] : named.getOrDefault("start", "0")),
                step(steps.length == 2 ? steps[1] : named.getOrDefault("stop", String.valueOf(Integer.MAX_VALUE))));
    }

    private static void check(List<String> placed, Map<String, String> named) {
        named.keySet().stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("""
                    a LoRA takes te=, unet=, hr=, hrte=, hrunet=, lbw=, start=, stop= and step=, but has '%s='.
                    Maybe leave it out.""".formatted(name));
        });
        if (placed.size() > 2) {
            throw new IllegalArgumentException("""
                    a LoRA takes two weights, of the text encoder and of the U-Net, but has %s.
                    Maybe write block weights as lbw=….""".formatted(placed));
        }
        if (named.containsKey("step") && !named.get("step").matches("\\s*\\d+\\s*-\\s*\\d+\\s*")) {
            throw new IllegalArgumentException("""
                    a LoRA's steps must be two whole numbers, but are '%s'.
                    Write them as in step=5-10.""".formatted(named.get("step")));
        }
    }

    private static LoraSchedule.Course course(String text) {
        List<LoraSchedule.Point> points = new ArrayList<>();
        for (String part : text.split("[,;]", -1)) {
            String[] pieces = part.split("[@~]", 2);
            points.add(new LoraSchedule.Point(number(pieces[0]),
                    pieces.length == 2 ? number(pieces[1]) : points.isEmpty() ? 0 : 1));
        }
        return new LoraSchedule.Course(points);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("""
                    a LoRA's weight must be a number, but is '%s'.
                    Maybe write it as in 0.8, te=0.8 or 0@0,1@0.5.""".formatted(text), e);
        }
    }

    private static int step(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("""
                    a LoRA's start and stop must be whole numbers, but one is '%s'.
                    Write them as in start=5:stop=10.""".formatted(text), e);
        }
    }

    /** Whether the strength is the same at all steps of both passes. */
    boolean constant() {
        return first.constant() && second.equals(first);
    }
}
