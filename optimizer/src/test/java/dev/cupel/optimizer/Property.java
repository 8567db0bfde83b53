package dev.cupel.optimizer;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Checks what holds of whatever a random generator makes. */
public final class Property {

    /** One number in so many is the lower end of its range, and as many are the upper. */
    private static final int ENDS = 8;

    private Property() {}

    /** Checks the cases of the seeds 0, 1, 2 …; a failure names its seed. */
    public static void holds(int seeds, Consumer<RandomGenerator> check) {
        LongStream.range(0, seeds).forEach(seed -> assertThatCode(() -> check.accept(new SplittableRandom(seed)))
                .as("seed %s", seed).doesNotThrowAnyException());
    }

    /** A whole number from low to high, both inclusive; the ends come more often than the others. */
    public static int between(RandomGenerator random, int low, int high) {
        return switch (random.nextInt(ENDS)) {
            case 0 -> low;
            case 1 -> high;
            default -> random.nextInt(low, high + 1);
        };
    }

    /** A number from low to high, both inclusive; the ends come more often than the others. */
    public static double between(RandomGenerator random, double low, double high) {
        return switch (random.nextInt(ENDS)) {
            case 0 -> low;
            case 1 -> high;
            default -> random.nextDouble(low, high);
        };
    }
}
