package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Model;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * How long it takes to match a model of Stable Diffusion 1.5's size to itself in order and in disorder. Not a test: run its
 * main, which needs minutes and 1 GB. The weights are random and made as they are read.
 */
public final class RebasinBenchmark {

    private static final PrintStream OUT = System.out;

    private RebasinBenchmark() {}

    /** Measures in order, then in disorder; with an argument, only that part. */
    public static void main(String[] arguments) {
        Set<Part> parts = arguments.length == 0 ? EnumSet.allOf(Part.class) : Set.of(Part.valueOf(arguments[0]));
        Model model = FullSize.model();
        measure("in order", model, model, parts);
        measure("in disorder", model, Alignment.shuffled(model, parts, 1).of(model), parts);
    }

    private static void measure(String order, Model reference, Model model, Set<Part> parts) {
        long start = System.nanoTime();
        Match match = new Rebasin(parts, 50, 1).match(reference, model, (pass, done, of) -> {
            if (done % 20 == 0) {
                OUT.printf("  %6.1f s  pass %d, %d of %d%n", seconds(start), pass, done, of);
            }
        });
        OUT.printf("%s: %.1f s, %d passes, settled %s, %d of %d units moved%n", order, seconds(start), match.passes(),
                match.settled(), match.alignment().moved(), match.alignment().units());
        match.rows().forEach(row -> OUT.println("  " + row));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
