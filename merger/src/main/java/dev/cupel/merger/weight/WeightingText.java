package dev.cupel.merger.weight;

import dev.cupel.merger.checkpoint.Block;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the grammar of {@link Weighting#parse}. */
final class WeightingText {

    private static final int XL_SIDE = 9;
    private static final int XL_COUNT = 2 + 2 * XL_SIDE;
    private static final String DEFAULT = "default";

    private final List<String> start = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Part, Double> parts = new EnumMap<>(Part.class);

    private record Entry(String name, String value) {}

    private WeightingText(String weights) {
        for (String item : weights.split(",", -1)) {
            int equals = item.indexOf('=');
            if (equals >= 0) {
                entries.add(new Entry(item.substring(0, equals).strip(), item.substring(equals + 1).strip()));
            } else if (entries.isEmpty()) {
                start.add(item.strip());
            } else {
                throw new IllegalArgumentException("""
                        after '%s=' there must be entries such as IN00=0.5, but there is '%s'.
                        Maybe put the list or preset first.""".formatted(entries.getFirst().name(), item.strip()));
            }
        }
    }

    static Weighting parse(String text) {
        String[] pieces = text.split("[;\\n]", 2);
        WeightingText weights = new WeightingText(pieces[0]);
        BlockWeights blocks = weights.blocks();
        return new Weighting(blocks, weights.parts, pieces.length == 1 ? List.of() : Rule.parseAll(pieces[1]));
    }

    private BlockWeights blocks() {
        BlockWeights blocks = start();
        for (Entry entry : entries) {
            if (!entry.name().equals(DEFAULT)) {
                blocks = enter(blocks, entry);
            }
        }
        return blocks;
    }

    private BlockWeights start() {
        List<Entry> defaults = entries.stream().filter(entry -> entry.name().equals(DEFAULT)).toList();
        if (start.isEmpty()) {
            return BlockWeights.uniform(defaults.isEmpty() ? 1 : Decimal.parse(DEFAULT, defaults.getLast().value()));
        }
        if (!defaults.isEmpty()) {
            throw new IllegalArgumentException("""
                    default must not be given where all blocks have a weight already, but it is beside '%s'.
                    Maybe name the blocks that are to differ.""".formatted(start.getFirst()));
        }
        boolean named = start.stream()
                .anyMatch(item -> !item.isEmpty() && !Decimal.isNumber(item) && start.size() <= 2);
        return named ? presets() : numbers();
    }

    private BlockWeights numbers() {
        return switch (start.size()) {
            case 25 -> withoutBase();
            case XL_COUNT -> ofXl();
            default -> BlockWeights.parse(String.join(",", start));
        };
    }

    private BlockWeights withoutBase() {
        if (entries.stream().noneMatch(entry -> entry.name().equals(Block.BASE.name()))) {
            throw new IllegalArgumentException("""
                    25 block weights must come with the weight of BASE, but it is not given.
                    Maybe add it at the end: …,BASE=0.""");
        }
        return BlockWeights.parse("0," + String.join(",", start));
    }

    private BlockWeights ofXl() {
        List<String> all = new ArrayList<>(start.subList(0, 1 + XL_SIDE));
        all.addAll(List.of("0", "0", "0"));
        all.addAll(start.subList(1 + XL_SIDE, XL_COUNT));
        all.addAll(List.of("0", "0", start.get(XL_COUNT - 1))); // the output head follows the last block
        return BlockWeights.parse(String.join(",", all));
    }

    private BlockWeights presets() {
        if (start.size() == 1) {
            return Preset.of(start.getFirst()).weights();
        }
        int at = start.get(1).indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("""
                    two presets must come with the share of the second, but there are only %s.
                    Maybe write %s@0.5.""".formatted(start, String.join(",", start)));
        }
        double share = Decimal.parse("the share of the second preset", start.get(1).substring(at + 1));
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("""
                    the share of the second preset must be 0 to 1, but is %s.
                    Maybe swap the two, or write their weights out.""".formatted(share));
        }
        return Preset.of(start.getFirst()).weights().towards(Preset.of(start.get(1).substring(0, at).strip()).weights(),
                share);
    }

    private BlockWeights enter(BlockWeights blocks, Entry entry) {
        Gradient weight = Gradient.parse("the weight of " + entry.name(), entry.value());
        return switch (Place.parse(entry.name())) {
            case BlockRange range -> blocks.with(range, weight);
            case Part part -> {
                if (!weight.constant()) {
                    throw new IllegalArgumentException("""
                            the weight of %s must be one number, but is the gradient %s.
                            Maybe a range of blocks is meant, such as OUT00..OUT11.""".formatted(part, entry.value()));
                }
                parts.put(part, weight.values().getFirst());
                yield blocks;
            }
        };
    }
}
