package dev.cupel.merger.method;

import dev.cupel.merger.numeric.RandomNumbers;
import java.util.Arrays;
import java.util.List;

/**
 * {@code C + alpha X}: of each difference from C a random share of the values is dropped; X is the mean of those that are left at a
 * place, divided by {@code (1 - p)^rescale} so that its size stays. DARE (Yu et al., Language Models are Super Mario, ICML 2024), as
 * sd-mecha 1.1.5's dropout with its standard overlap of 1, that is, independent masks.
 *
 * <p>sd-mecha draws the masks from numpy; ours are of the same kind but other ones: a value's fate depends on the seed, the
 * tensor's name, the model and the value's place.
 *
 * @param probability p, how likely a value is dropped, from 0 to below 1
 * @param rescale the exponent; 0 leaves the values as they are
 * @param seed of the masks
 */
public record Dropout(double probability, double rescale, long seed) implements DeltaMerge {

    @Override
    public String name() {
        return "dropout";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with("probability", probability).with("rescale", rescale).with("seed", seed);
    }

    @Override
    public float[] combined(List<float[]> deltas, Values values) {
        RandomNumbers[] numbers = new RandomNumbers[deltas.size()];
        Arrays.setAll(numbers, m -> Masks.numbers(seed, values.name(), m));
        double kept = StrictMath.pow(1 - probability, rescale);
        float[] result = deltas.getFirst();
        for (int i = 0; i < values.length(); i++) {
            double sum = 0;
            int count = 0;
            for (int m = 0; m < numbers.length; m++) {
                if (numbers[m].uniform() >= probability) {
                    sum += deltas.get(m)[i];
                    count++;
                }
            }
            result[i] = (float) (sum / Math.max(count, 1) / kept);
        }
        return result;
    }
}
