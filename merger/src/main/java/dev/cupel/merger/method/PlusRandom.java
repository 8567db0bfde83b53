package dev.cupel.merger.method;

import dev.cupel.merger.numeric.RandomNumbers;
import java.util.Arrays;
import java.util.List;

/**
 * {@code A + alpha N}, N normal noise of deviation 1, but for tensors whose name has to_out, proj_out or norm: those stay. As
 * SuperMerger's "plus random", whose noise is another each time; ours depends on the seed and the tensor's name alone.
 *
 * @param seed a whole number
 */
public record PlusRandom(long seed) implements Direction {

    static final String SEED = "seed";

    @Override
    public String name() {
        return "plus_random";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE);
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public Settings settings() {
        return Settings.of(SEED, (double) seed);
    }

    @Override
    public float[] direction(Values values) {
        float[] noise = values.a();
        if (SelfScaled.isKept(values.name())) {
            Arrays.fill(noise, 0, values.length(), 0);
            return noise;
        }
        RandomNumbers numbers = RandomNumbers.of(seed, values.name());
        for (int i = 0; i < values.length(); i++) {
            noise[i] = (float) numbers.gaussian();
        }
        return noise;
    }
}
