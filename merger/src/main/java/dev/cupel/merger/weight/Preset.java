package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.spelling.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Block weights that are known by name. The names are sd-meh's, and SuperMerger's where they differ.
 *
 * <p>Each is a rule of the depth {@code t = i / 24} of the U-Net's block {@code i}, from IN00 (0) to OUT11 (24). The published
 * tables are these rules, printed with 10 (GRAD_V, GRAD_A) or 15 digits. BASE is 0 in all but ALL_B. sd-meh's
 * {@code LOW_OFFSET_CUBIC_HERMITE} is not among them: its table was edited by hand and follows no rule.
 *
 * @param name sd-meh's name
 * @param alias SuperMerger's name, which may be the same
 * @param weights the 26 weights
 */
public record Preset(String name, String alias, BlockWeights weights) {

    private static final int LAST = 24;
    private static final List<Preset> ALL = presets();

    /** All presets, in the order of the published tables. */
    public static List<Preset> all() {
        return ALL;
    }

    /**
     * The preset of a name.
     *
     * @throws IllegalArgumentException if there is none, with the nearest name
     */
    public static Preset of(String name) {
        return ALL.stream().filter(preset -> preset.name.equals(name) || preset.alias.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("""
                        there is no preset '%s'.
                        %s""".formatted(name, Spelling.nearest(name, ALL.stream().map(Preset::name).toList())
                        .map(near -> "Maybe " + near + " is meant.")
                        .orElse("Maybe one of these is meant: "
                                + String.join(", ", ALL.stream().map(Preset::name).toList()) + "."))));
    }

    private static List<Preset> presets() {
        List<Preset> presets = new ArrayList<>();
        presets.add(ofDepth("GRAD_V", t -> Math.abs(1 - 2 * t)));
        presets.add(ofDepth("GRAD_A", t -> 1 - Math.abs(1 - 2 * t)));
        presets.add(ofDepth("FLAT_25", t -> 0.25));
        presets.add(ofDepth("FLAT_75", t -> 0.75));
        steps(presets);
        pair(presets, "SMOOTHSTEP", "REVERSE_SMOOTHSTEP", "SMOOTHSTEP", "REVERSE-SMOOTHSTEP", Preset::smooth);
        for (int k = 2; k <= 4; k++) {
            int times = k;
            pair(presets, k + "SMOOTHSTEP", k + "R_SMOOTHSTEP", "SMOOTHSTEP*" + k, "R_SMOOTHSTEP*" + k,
                    t -> triangle(times * smooth(t)));
        }
        List<String> shares = List.of("HALF", "ONE_THIRD", "ONE_FOURTH");
        for (int k = 2; k <= 4; k++) {
            int times = k;
            pair(presets, shares.get(k - 2) + "_SMOOTHSTEP", shares.get(k - 2) + "_R_SMOOTHSTEP", "SMOOTHSTEP/" + k,
                    "R_SMOOTHSTEP/" + k, t -> smooth(triangle(times * t)));
        }
        pair(presets, "COSINE", "REVERSE_COSINE", t -> (1 + StrictMath.cos(Math.PI * t)) / 2);
        pair(presets, "TRUE_CUBIC_HERMITE", "TRUE_REVERSE_CUBIC_HERMITE", Preset::trueCubic);
        pair(presets, "FAKE_CUBIC_HERMITE", "FAKE_REVERSE_CUBIC_HERMITE", Preset::fakeCubic);
        presets.add(ofDepth("ALL_A", t -> 0));
        presets.add(new Preset("ALL_B", "ALL_B", BlockWeights.uniform(1)));
        return List.copyOf(presets);
    }

    private static void steps(List<Preset> presets) {
        for (int width : new int[]{8, 12, 14, 16}) {
            presets.add(ofBlock("%s%02d".formatted("WRAP", width),
                    i -> i < width / 2 || i > LAST - width / 2 ? 1 : 0));
        }
        presets.add(ofBlock("MID12_50", i -> in(i, 5, 18) ? 0.5 : 0));
        presets.add(ofBlock("OUT07", i -> i >= 18 ? 1 : 0));
        presets.add(ofBlock("OUT12", i -> i >= 13 ? 1 : 0));
        presets.add(ofBlock("OUT12_5", i -> i >= 13 ? 1 : i == 12 ? 0.5 : 0));
        presets.add(ofBlock("RING08_SOFT", i -> in(ring(i), 6, 8) ? 1 : in(ring(i), 5, 9) ? 0.5 : 0));
        presets.add(ofBlock("RING08_5", i -> in(ring(i), 6, 9) ? 1 : 0));
        presets.add(ofBlock("RING10_5", i -> in(ring(i), 5, 9) ? 1 : 0));
        presets.add(ofBlock("RING10_3", i -> in(ring(i), 6, 10) ? 1 : 0));
    }

    private static boolean in(int i, int first, int last) {
        return first <= i && i <= last;
    }

    /** The distance to the nearer end: the same for an input block and the output block beside it. */
    private static int ring(int i) {
        return Math.min(i, LAST - i);
    }

    /** Source: the smoothstep function, 3 t^2 - 2 t^3. */
    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** A triangle wave of period 2 between 0 and 1. */
    private static double triangle(double x) {
        double rest = x % 2;
        return rest <= 1 ? rest : 2 - rest;
    }

    /** The published table has 0 for IN00, where the polynomial would be 1/24. */
    private static double trueCubic(double t) {
        return t == 0 ? 0 : ((77.0 / 12 * t - 77.0 / 8) * t + 25.0 / 6) * t + 1.0 / 24;
    }

    private static double fakeCubic(double t) {
        return ((19.0 / 3 * t - 19.0 / 2) * t + 25.0 / 6) * t;
    }

    private static void pair(List<Preset> presets, String name, String reverse, DoubleUnaryOperator weight) {
        pair(presets, name, reverse, name, reverse, weight);
    }

    private static void pair(List<Preset> presets, String name, String reverse, String alias, String reverseAlias,
            DoubleUnaryOperator weight) {
        presets.add(new Preset(name, alias, ofDepth(name, weight).weights));
        presets.add(new Preset(reverse, reverseAlias, ofDepth(reverse, t -> 1 - weight.applyAsDouble(t)).weights));
    }

    private static Preset ofDepth(String name, DoubleUnaryOperator weight) {
        return ofBlock(name, i -> weight.applyAsDouble((double) i / LAST));
    }

    private static Preset ofBlock(String name, IntToDoubleFunction weight) {
        double[] values = new double[Block.values().length];
        Arrays.setAll(values, i -> i == 0 ? 0 : weight.applyAsDouble(i - 1));
        return new Preset(name, name, new BlockWeights(values));
    }
}
