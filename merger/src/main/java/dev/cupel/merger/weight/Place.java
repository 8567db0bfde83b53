package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.spelling.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A place in the model: some neighbouring blocks, or a part of a block. */
public sealed interface Place extends Selector permits BlockRange, Part {

    /**
     * Reads a block ({@code IN00}), a range ({@code OUT09..OUT11}, or {@code OUT09-OUT11} as in SuperMerger), a part
     * ({@code TIME_EMBED}, {@code OUT}, {@code CLIP}, {@code VAE}), {@code IN} for the input blocks or {@code UNET} for all but
     * BASE. {@code OUT} is the head and never the output blocks, which are {@code OUT00..OUT11}.
     *
     * @throws IllegalArgumentException if there is no such place
     */
    static Place parse(String text) {
        Optional<Part> part = Arrays.stream(Part.values()).filter(one -> one.name().equals(text)).findFirst();
        if (part.isPresent()) {
            return part.get();
        }
        return switch (text) {
            case BlockRange.INPUTS -> new BlockRange(Block.IN00, Block.IN11);
            case BlockRange.UNET -> new BlockRange(Block.IN00, Block.OUT11);
            default -> range(text);
        };
    }

    private static BlockRange range(String text) {
        String[] ends = text.split("\\.\\.|-", 2);
        Block first = block(ends[0].strip());
        return new BlockRange(first, ends.length == 1 ? first : block(ends[1].strip()));
    }

    private static Block block(String name) {
        return Arrays.stream(Block.values()).filter(block -> block.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("""
                        there is no block '%s'.
                        %s""".formatted(name, Spelling.nearest(name, names())
                        .map(near -> "Maybe " + near + " is meant.")
                        .orElse("Maybe one of BASE, IN00..IN11, M00, OUT00..OUT11, TIME_EMBED, OUT, CLIP, VAE, IN, UNET"
                                + " is meant."))));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        Arrays.stream(Block.values()).map(Block::name).forEach(names::add);
        Arrays.stream(Part.values()).map(Part::name).forEach(names::add);
        names.addAll(List.of(BlockRange.INPUTS, BlockRange.UNET));
        return names;
    }
}
