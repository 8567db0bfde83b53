package dev.cupel.evaluator.sampling;

import java.util.Arrays;
import java.util.Optional;

/** Whose random numbers a seed stands for, under AUTOMATIC1111's names. */
public enum RandomSource {
    /** PyTorch on a processor, to the bit. */
    CPU,
    /**
     * PyTorch on a graphics card of NVIDIA, computed on the processor: to 1e-7, for pictures with no more latent numbers
     * than the card has threads at a time (some hundred thousand).
     */
    GPU,
    /** AUTOMATIC1111's imitation of such a card, to the bit. */
    NV;

    /** The source of a name, upper and lower case alike. */
    public static Optional<RandomSource> named(String name) {
        return Arrays.stream(values()).filter(source -> source.name().equalsIgnoreCase(name.strip())).findFirst();
    }

    Normals open(long seed) {
        return switch (this) {
            case CPU -> new TorchRandom(seed);
            case GPU, NV -> new PhiloxRandom(seed);
        };
    }
}
