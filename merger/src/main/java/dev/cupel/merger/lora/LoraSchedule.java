package dev.cupel.merger.lora;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How strongly a LoRA is applied at each step of a pass.
 *
 * <p>Steps are counted as in the extension sd-webui-loractl: those that the web UI has counted when the model is asked, with most samplers 0 for both of
 * the first two. So the last step of a pass has share 1. The text encoder reads the prompt before the first step, with the weight of that.
 *
 * @param textEncoder weight of its text-encoder layers
 * @param unet        weight of its U-Net layers
 * @param blocks      factors of these weights, block by block
 * @param start       how many steps the U-Net's layers wait, at least 0
 * @param stop        after how many steps they stop; the largest number for never
 */
public record LoraSchedule(Course textEncoder, Course unet, LoraBlockWeights blocks, int start, int stop) {

    /**
     * A weight on its way: between places it goes straight, before the first and after the last it stays.
     *
     * @param points at least one, by place: a share of the steps if no place is above 1, else a step
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

        private String text() {
            return points.size() == 1
                    ? number(points.getFirst().weight())
                    : points.stream().map(point -> number(point.weight()) + "@" + number(point.place()))
                            .collect(Collectors.joining(", "));
        }

        private static String number(double value) {
            return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
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

    /** Whether the strength is the same at all steps. */
    public boolean constant() {
        return unet.constant() && textEncoder.constant() && start == 0 && stop == Integer.MAX_VALUE;
    }

    /**
     * The strength at a step.
     *
     * @param done    how many steps are done, by which the LoRA starts and stops
     * @param counted how many are counted, by which its weights have places
     * @param steps   of the pass
     */
    public LoraStrength at(int done, int counted, int steps) {
        boolean acts = done >= start && done < stop;
        return new LoraStrength(reading(), acts ? unet.at(counted, steps) : 0, blocks);
    }

    /** The strength of the text encoder's layers when it reads. */
    public double reading() {
        return textEncoder.at(0, 1);
    }

    /** In words: text encoder 0.8, U-Net 0@0, 1@0.5. */
    public String text() {
        String steps = stop < Integer.MAX_VALUE
                ? " in steps %d to %d".formatted(start + 1, stop)
                : start > 0 ? " from step %d on".formatted(start + 1) : "";
        return "text encoder %s, U-Net %s%s%s".formatted(textEncoder.text(), unet.text(), steps,
                blocks.equals(LoraBlockWeights.ALL) ? "" : ", times its blocks' weights");
    }

    /** The largest strength of each part, whatever its sign. */
    public LoraStrength largest() {
        return constant() ? at(0, 0, 1) : new LoraStrength(reading(), unet.largest(), blocks);
    }
}
