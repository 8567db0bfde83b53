package dev.cupel.optimizer.report;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The 26 blocks in the order of a recipe's weights: BASE, IN00..IN11, M00, OUT00..OUT11. */
final class Blocks {

    static final List<String> NAMES = Stream.of(Stream.of("BASE"), numbered("IN"), Stream.of("M00"), numbered("OUT"))
            .flatMap(names -> names).toList();

    /** Blocks on one side of the U. */
    static final int SIDE = 12;

    private Blocks() {}

    private static Stream<String> numbered(String side) {
        return IntStream.range(0, 12).mapToObj(i -> "%s%02d".formatted(side, i));
    }
}
