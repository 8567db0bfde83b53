package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.optimizer.experiment.MergeSpace.Weight;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code merge} section of an experiment: alpha, block weights with ranges and groups, VAE, precision. */
final class MergeSection {

    private static final double LEAST = -4;
    private static final double MOST = 4;
    private static final String RANGE = "..";

    private final Section section;
    private final Map<String, Extent> groups = new HashMap<>();

    MergeSection(Section section) {
        this.section = section;
    }

    MergeSpace read() {
        MergeMethod method = new MethodSection(section).read();
        Extent alpha = section.extent("alpha", LEAST, MOST).orElse(Extent.of(1));
        Map<Block, Weight> blocks = section.section("blocks").map(this::blocks).orElseGet(() -> all(Extent.of(1)));
        Optional<Extent> textEncoder = section.extent("text_encoder", LEAST, MOST);
        Clip clip = section.made("clip", Clip.NONE, Clip::parse);
        Adjustment adjustment = section.made("adjust", Adjustment.NONE, Adjustment::parse);
        VaeChoice vae = section.choice("vae", VaeChoice.NEW_BASE, ExperimentFile.VAES);
        Precision precision = section.choice("precision", Precision.FP16, ExperimentFile.PRECISIONS);
        section.finish();
        MergeSpace space = new MergeSpace(method, alpha, blocks, textEncoder, clip, adjustment, vae, precision);
        if (space.axes().isEmpty()) {
            section.problem("alpha", "nothing is searched: alpha and all block weights are fixed",
                    "Give a range, for instance \"alpha: [0.0, 1.5]\".");
        }
        return space;
    }

    private Map<Block, Weight> all(Extent extent) {
        Map<Block, Weight> blocks = new EnumMap<>(Block.class);
        for (Block block : Block.values()) {
            blocks.put(block, new Weight(extent, block.name()));
        }
        return blocks;
    }

    private Map<Block, Weight> blocks(Section entries) {
        Map<Block, Weight> blocks = all(entries.extent("default", LEAST, MOST).orElse(Extent.of(1)));
        for (String key : entries.keys()) {
            if (!key.equals("default")) {
                List<Block> named = named(entries, key);
                Weight weight = weight(entries, key);
                for (Block block : named) {
                    blocks.put(block, weight.axis().isEmpty() ? new Weight(weight.extent(), block.name()) : weight);
                }
            }
        }
        return blocks;
    }

    /** The blocks that a key such as IN00 or OUT09..OUT11 names. */
    private static List<Block> named(Section entries, String key) {
        int dots = key.indexOf(RANGE);
        String from = dots < 0 ? key : key.substring(0, dots);
        String to = dots < 0 ? key : key.substring(dots + RANGE.length());
        Optional<Block> first = block(from);
        Optional<Block> last = block(to);
        entries.allow(List.of(key));
        if (first.isEmpty() || last.isEmpty()) {
            String wrong = first.isEmpty() ? from : to;
            entries.problem(key, "there is no block " + wrong, Problems.nearest(wrong, names())
                    .map(near -> "Maybe " + near + " is meant.")
                    .orElse("Blocks are BASE, IN00..IN11, M00, OUT00..OUT11."));
            return List.of();
        }
        if (first.get().ordinal() > last.get().ordinal()) {
            entries.problem(key, "the first block of a range must come before the last", "Write " + to + RANGE + from
                    + ".");
            return List.of();
        }
        return List.of(Block.values()).subList(first.get().ordinal(), last.get().ordinal() + 1);
    }

    private static Optional<Block> block(String name) {
        return List.of(Block.values()).stream().filter(block -> block.name().equals(name)).findFirst();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("default"));
        List.of(Block.values()).forEach(block -> names.add(block.name()));
        return names;
    }

    /** A number, a range, or a mapping of range and group; the axis is empty where each block has its own. */
    private Weight weight(Section entries, String key) {
        if (!entries.isSection(key)) {
            return new Weight(entries.extent(key, LEAST, MOST).orElse(Extent.of(1)), "");
        }
        Section entry = entries.section(key).orElseThrow();
        Extent extent = entry.extent("range", LEAST, MOST).orElse(Extent.of(1));
        String group = entry.text("group", "");
        entry.finish();
        if (group.equals("alpha") || group.equals("text_encoder") || block(group).isPresent()) {
            entry.problem("group", "must not be called " + group + ", which has an axis of its own",
                    "Choose another name.");
        }
        Extent before = group.isEmpty() ? null : groups.putIfAbsent(group, extent);
        if (before != null && !before.equals(extent)) {
            entry.problem("range", "the group " + group + " has another range already", "Give all blocks of a group "
                    + "the same range.");
        }
        return new Weight(extent, group);
    }
}
