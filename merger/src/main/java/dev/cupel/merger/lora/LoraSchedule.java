package dev.cupel.merger.lora;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How strongly a LoRA is applied at each step of a drawing.
 *
 * <pre>
 * tag     := name ( ":" weight ( ":" weight )? )? ( ":" option )*      the text encoder's weight, then the U-Net's, which is else the same
 * option  := "te=" weight | "unet=" weight | "lbw=" blocks | "start=" step | "stop=" step | "step=" step "-" step
 * weight  := number | number "@" place ( ("," | ";") number "@" place )*
 * place   := a share of the steps if no place of the weight is above 1, else a step
 * </pre>
 *
 * <p>Between places the weight goes straight, before the first and after the last it stays, as in the extension sd-webui-loractl, whose steps
 * are meant: those that the web UI has counted when the model is asked, 0 for both of the first two. So the last step of a drawing has share 1.
 * {@code start}, {@code stop} and {@code step} are those of the extension LoRA Block Weight: the LoRA acts once {@code start} steps are done, and
 * no longer once {@code stop} are. The text encoder reads the prompt before the first step, with the weight of that.
 *
 * @param textEncoder weight of its text-encoder layers
 * @param unet        weight of its U-Net layers
 * @param blocks      factors of these weights, block by block
 * @param start       how many steps the U-Net's layers wait, at least 0
 * @param stop        after how many steps they stop; the largest number for never
 */
public record LoraSchedule(Course textEncoder, Course unet, LoraBlockWeights blocks, int start, int stop) {

    private static final Set<String> NAMES = Set.of("te", "unet", "lbw", "start", "stop", "step");

    /**
     * A weight on its way.
     *
     * @param points at least one, by place
     */
    public record Course(List<Point> points) {

        /** @throws IllegalArgumentException if there is no point, or one is not finite */
        public Course {
            points = points.stream().sorted(Comparator.comparingDouble(Point::place)).toList();
            if (points.isEmpty() || !points.stream().allMatch(Point::finite)) {
                throw new IllegalArgumentException("""
                        a LoRA's weights must be finite, but are %s.
                        Maybe a number is misspelt.""".formatted(points));
            }
        }

        boolean constant() {
            return points.stream().allMatch(point -> point.weight() == points.getFirst().weight());
        }

        double largest() {
            return points.stream().mapToDouble(point -> Math.abs(point.weight())).max().orElseThrow();
        }

        /** The weight when {@code counted} of {@code steps} steps are counted. */
        double at(int counted, int steps) {
            double last = Math.max(1, steps - 2);
            double place = points.getLast().place() <= 1 ? counted / last : counted;
            for (int i = 1; i < points.size(); i++) {
                Point low = points.get(i - 1);
                Point high = points.get(i);
                if (place < high.place()) {
                    double share = (Math.max(place, low.place()) - low.place()) / (high.place() - low.place());
                    return low.weight() + share * (high.weight() - low.weight());
                }
            }
            return points.getLast().weight();
        }
    }

    /** A weight at a place. */
    public record Point(double weight, double place) {

        private boolean finite() {
            return Double.isFinite(weight) && Double.isFinite(place);
        }
    }

    /** The same strength at all steps. */
    public static LoraSchedule of(LoraStrength strength) {
        return new LoraSchedule(new Course(List.of(new Point(strength.textEncoder(), 0))),
                new Course(List.of(new Point(strength.unet(), 0))), strength.blocks(), 0, Integer.MAX_VALUE);
    }

    /**
     * Reads what follows a LoRA's name in a prompt.
     *
     * @throws IllegalArgumentException if an argument is none
     */
    public static LoraSchedule parse(List<String> arguments) {
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
        Course te = course(named.getOrDefault("te", placed.isEmpty() ? "1" : placed.getFirst()));
        String unet = named.getOrDefault("unet", placed.size() < 2 ? null : placed.get(1));
        String[] steps = named.getOrDefault("step", "").split("-", 2);
        return new LoraSchedule(te, unet == null ? te : course(unet),
                named.containsKey("lbw") ? LoraBlockWeights.parse(named.get("lbw")) : LoraBlockWeights.ALL,
                step(steps.length == 2 ? steps[0] : named.getOrDefault("start", "0")),
                step(steps.length == 2 ? steps[1] : named.getOrDefault("stop", String.valueOf(Integer.MAX_VALUE))));
    }

    private static void check(List<String> placed, Map<String, String> named) {
        named.keySet().stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("""
                    a LoRA takes te=, unet=, lbw=, start=, stop= and step=, but has '%s='.
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

    private static Course course(String text) {
        List<Point> points = new ArrayList<>();
        for (String part : text.split("[,;]", -1)) {
            String[] pieces = part.split("[@~]", 2);
            points.add(new Point(number(pieces[0]), pieces.length == 2 ? number(pieces[1]) : points.isEmpty() ? 0 : 1));
        }
        return new Course(points);
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

    /** Whether the strength is the same at all steps. */
    public boolean constant() {
        return unet.constant() && textEncoder.constant() && start == 0 && stop == Integer.MAX_VALUE;
    }

    /**
     * The strength at a step.
     *
     * @param step  how many steps are done
     * @param steps of the drawing
     */
    public LoraStrength at(int step, int steps) {
        boolean acts = step >= start && step < stop;
        return new LoraStrength(textEncoder.at(0, steps), acts ? unet.at(Math.max(0, step - 1), steps) : 0, blocks);
    }

    /** The largest strength of each part, whatever its sign. */
    public LoraStrength largest() {
        return constant() ? at(0, 1) : new LoraStrength(textEncoder.at(0, 1), unet.largest(), blocks);
    }
}
