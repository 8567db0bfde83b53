package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code A + alpha X} with {@code X = f (B - C) |B - A| / (|B - C| + |B - A|)}: adds what B learned, less where A already knows
 * it. As SuperMerger's trainDifference and sd-mecha's train_difference_mask. X is 0 where A, B and C agree.
 *
 * @param amplification f; 1.8 in both programs
 */
public record TrainDifference(double amplification) implements Direction {

    static final String AMPLIFICATION = "amplification";

    @Override
    public String name() {
        return "train_difference";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public Settings settings() {
        return Settings.of(AMPLIFICATION, amplification);
    }

    @Override
    public float[] direction(Values values) {
        float[] a = values.a();
        float[] b = values.b();
        float[] c = values.c();
        float factor = (float) amplification;
        for (int i = 0; i < values.length(); i++) {
            float learned = b[i] - c[i];
            float missing = Math.abs(b[i] - a[i]);
            float sum = Math.abs(learned) + missing;
            b[i] = sum == 0 ? 0 : factor * learned * (missing / sum);
        }
        return b;
    }
}
