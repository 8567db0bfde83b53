package dev.cupel.merger.method;

import dev.cupel.merger.numeric.Order;
import java.util.List;

/** The parts of TIES (Yadav et al., TIES-Merging, NeurIPS 2023) as sd-meh and sd-mecha have them: trim, elect, average. */
final class Ties {

    private Ties() {}

    /**
     * Sets all but the largest values of each delta to 0: those below the {@code max(trunc((1 - k) n), 1)}-th smallest size.
     *
     * @param k share to keep, from 0 to 1
     */
    static void trim(List<float[]> deltas, int length, double k) {
        for (float[] delta : deltas) {
            float threshold = Order.kthMagnitude(delta, length, Math.max((int) ((1 - k) * length), 1));
            for (int i = 0; i < length; i++) {
                delta[i] = Math.abs(delta[i]) >= threshold ? delta[i] : 0;
            }
        }
    }

    /**
     * Sets values to 0 whose sign is not the elected one.
     *
     * @param byValue whether the sign of the sum is elected, or that of most
     * @return how many are left at each place
     */
    static byte[] elect(List<float[]> deltas, int length, boolean byValue) {
        byte[] counts = new byte[length];
        for (int i = 0; i < length; i++) {
            float sum = 0;
            for (float[] delta : deltas) {
                sum += byValue ? delta[i] : Math.signum(delta[i]);
            }
            float sign = Math.signum(sum);
            for (float[] delta : deltas) {
                if (sign == 0 || Math.signum(delta[i]) != sign) {
                    delta[i] = 0;
                } else {
                    counts[i]++;
                }
            }
        }
        return counts;
    }

    /** Sum by count, 0 where nothing is left; in the place of the first delta. */
    static float[] average(List<float[]> deltas, byte[] counts, int length) {
        float[] result = deltas.getFirst();
        for (int i = 0; i < length; i++) {
            float sum = 0;
            for (float[] delta : deltas) {
                sum += delta[i];
            }
            result[i] = counts[i] == 0 ? 0 : sum / counts[i];
        }
        return result;
    }
}
