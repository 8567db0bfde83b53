package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code C + alpha X}: at each place the mean of those differences from C that are above epsilon; where it is one model's alone, its
 * whole difference. As mergekit's ram (June 2026, "Reinforced Agent Merging", arXiv 2601.13572).
 *
 * <p>{@code ramplus_tl} multiplies what is one model's alone by {@code 1 + r min(rho, bound)}, rho the number of its shared places in
 * the tensor by that of its own. mergekit calls the bound alpha.
 *
 * @param epsilon differences up to it count as none
 * @param r as said; 0 for ram
 * @param bound as said
 * @param plus which of the two
 */
public record Ram(double epsilon, double r, double bound, boolean plus) implements DeltaMerge {

    @Override
    public String name() {
        return plus ? "ramplus_tl" : "ram";
    }

    @Override
    public Settings settings() {
        Settings own = Settings.of("epsilon", epsilon);
        return plus ? own.with("r", r).with("bound", bound) : own;
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        int[] shared = new int[deltas.size()];
        int[] alone = new int[deltas.size()];
        for (int i = 0; i < values.length(); i++) {
            int count = count(deltas, i);
            for (int m = 0; m < shared.length; m++) {
                if (Math.abs(deltas.get(m)[i]) > epsilon) {
                    (count > 1 ? shared : alone)[m]++;
                }
            }
        }
        float[] result = deltas.getFirst();
        for (int i = 0; i < values.length(); i++) {
            int count = count(deltas, i);
            double sum = 0;
            for (int m = 0; m < shared.length; m++) {
                float value = deltas.get(m)[i];
                if (Math.abs(value) > epsilon) {
                    sum += count > 1 ? value / (double) count : value * factor(shared[m], alone[m]);
                }
            }
            result[i] = (float) sum;
        }
        return result;
    }

    private int count(List<float[]> deltas, int i) {
        int count = 0;
        for (float[] delta : deltas) {
            count += Math.abs(delta[i]) > epsilon ? 1 : 0;
        }
        return count;
    }

    private double factor(int shared, int alone) {
        return plus ? 1 + r * Math.clamp(shared / Math.max(alone, epsilon), 0, bound) : 1;
    }
}
