package dev.cupel.optimizer.experiment;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.weight.BlockRange;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.NamePattern;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Place;
import dev.cupel.merger.weight.Preset;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Selection;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.Scale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what an experiment says of one number, alpha or beta: its value, preset, block weights and elements. */
final class WeightSection {

    private static final double LEAST = -4;
    private static final double MOST = 4;
    private static final String DEFAULT = "default";
    private static final String TEXT_ENCODER = "text_encoder";
    private static final String PRESET = "preset";
    private static final Set<String> RESERVED = Set.of("alpha", "beta", TEXT_ENCODER, PRESET, MethodSpace.AXIS);

    private final Section merge;
    private final String number;
    private final String prefix;
    private final List<Belief> beliefs;
    private final Map<String, Extent> groups = new HashMap<>();
    private final Set<String> named = new HashSet<>();
    private final Map<Block, Blend> blocks = new EnumMap<>(Block.class);
    private final Map<Part, Blend> parts = new EnumMap<>(Part.class);

    /**
     * @param merge  the section of the whole merge
     * @param number alpha or beta, the key of the value
     * @param prefix what its other keys begin with
     * @param beliefs what is believed of axes is added to these
     */
    WeightSection(Section merge, String number, String prefix, List<Belief> beliefs) {
        this.beliefs = beliefs;
        this.merge = merge;
        this.number = number;
        this.prefix = prefix;
    }

    StrengthSpace read(double standard) {
        Extent value = value(standard);
        all(Extent.of(1));
        boolean started = merge.has(prefix + PRESET);
        Optional<PresetChoice> preset = preset();
        merge.section(prefix + "blocks").ifPresent(entries -> blocks(entries, started));
        textEncoder();
        List<RuleSpace> rules = merge.sections(prefix + "elements", "rule").stream().map(this::rule)
                .flatMap(Optional::stream).toList();
        return new StrengthSpace(new Weight(value, number), preset, blocks, parts, rules);
    }

    private Extent value(double standard) {
        if (!merge.isSection(number)) {
            return merge.extent(number, LEAST, MOST).orElse(Extent.of(standard));
        }
        Section entry = merge.section(number).orElseThrow();
        Extent extent = scaled(entry, "range").orElse(Extent.of(standard));
        believe(entry, new Weight(extent, number));
        entry.finish();
        return extent;
    }

    /** A number or range; beside it stands whether equal ratios of it are alike. */
    private static Optional<Extent> scaled(Section entry, String key) {
        Scale scale = entry.choice("scale", Scale.LINEAR, SpaceSettings.SCALES);
        Optional<Extent> extent = entry.extent(key, LEAST, MOST);
        if (scale == Scale.LOG && extent.filter(ends -> !(ends.low() > 0)).isPresent()) {
            entry.problem("scale", "log needs a range above 0, but it begins at " + extent.orElseThrow().low(),
                    "Begin it at 0.01, say, or leave the scale out.");
            return extent;
        }
        return extent.map(ends -> ends.on(scale));
    }

    /** What the file believes of the best value of an axis. */
    private void believe(Section entry, Weight weight) {
        entry.section("prior").ifPresent(prior -> {
            if (weight.fixed()) {
                entry.problem("prior", "there is nothing to believe of a number that is not searched",
                        "Remove it, or give a range.");
                prior.allow(prior.keys());
            } else if (beliefs.stream().anyMatch(belief -> belief.axes().contains(weight.axis()))) {
                entry.problem("prior", "the group " + weight.axis() + " has one already", "Remove one of the two.");
                prior.allow(prior.keys());
            } else {
                beliefs.add(SpaceSettings.normal(weight.extent().axis(weight.axis()), prior));
            }
            prior.finish();
        });
    }

    /** An axis's name: those of beta's weights begin with beta. */
    private String axis(String name) {
        return prefix.isEmpty() ? name : number + "." + name;
    }

    private void all(Extent extent) {
        for (Block block : Block.values()) {
            blocks.put(block, Blend.of(new Weight(extent, axis(block.name()))));
        }
    }

    /** A preset, the way between two, or several of which the search chooses: then the blocks have no weights yet. */
    private Optional<PresetChoice> preset() {
        String key = prefix + PRESET;
        if (!merge.has(key)) {
            return Optional.empty();
        }
        if (!Options.at(merge, key)) {
            way(merge.section(key).orElseThrow());
            return Optional.empty();
        }
        Options options = Options.read(merge, key);
        if (options.texts().size() == 1) {
            checked(merge, key, () -> Preset.of(options.texts().getFirst()))
                    .ifPresent(preset -> between(preset.weights(), preset.weights(), Weight.fixed(0)));
            return Optional.empty();
        }
        Optional<PresetChoice> choice = checked(merge, key,
                () -> new PresetChoice(new ChoiceAxis(axis(PRESET), options.texts())));
        choice.ifPresent(_ -> blocks.clear());
        choice.flatMap(one -> options.belief(one.axis())).ifPresent(beliefs::add);
        return choice;
    }

    private void way(Section entry) {
        Optional<Preset> from = checked(entry, "from", () -> Preset.of(entry.need("from", "GRAD_A")));
        Optional<Preset> to = checked(entry, "to", () -> Preset.of(entry.need("to", "GRAD_V")));
        Extent range = entry.extent("range", LEAST, MOST).orElse(new Extent(0, 1));
        entry.finish();
        if (from.isPresent() && to.isPresent()) {
            between(from.get().weights(), to.get().weights(), new Weight(range, axis(PRESET)));
        }
    }

    private void between(BlockWeights from, BlockWeights to, Weight share) {
        for (Block block : Block.values()) {
            blocks.put(block, Blend.between(from.of(block), to.of(block), share));
        }
    }

    private void blocks(Section entries, boolean started) {
        if (started && entries.has(DEFAULT)) {
            entries.problem(DEFAULT, "must not be given beside a preset, which gives all blocks a weight",
                    "Remove one of the two.");
        }
        entries.extent(DEFAULT, LEAST, MOST).filter(_ -> !started).ifPresent(this::all);
        for (String key : entries.keys()) {
            if (!key.equals(DEFAULT)) {
                entries.allow(List.of(key));
                checked(entries, key, () -> Place.parse(key)).ifPresent(place -> enter(entries, key, place));
            }
        }
    }

    private void enter(Section entries, String key, Place place) {
        List<Weight> weights = weights(entries, key, key);
        switch (place) {
            case Part part -> {
                if (weights.size() > 1) {
                    entries.problem(key, "must be one weight, but is a gradient",
                            "Give a gradient to a range of blocks.");
                }
                parts.put(part, Blend.of(weights.getFirst()));
            }
            case BlockRange range when weights.size() > 1 && range.first() == Block.BASE ->
                entries.problem(key, "a gradient must run over blocks of the U-Net", "Write UNET, and BASE by itself.");
            // the axes of a group and of a gradient have names of their own; else each block has its axis
            case BlockRange range -> enter(range, weights, !weights.getFirst().axis().equals(axis(key)));
        }
    }

    private void enter(BlockRange range, List<Weight> weights, boolean shared) {
        List<Block> inside = range.blocks();
        for (int i = 0; i < inside.size(); i++) {
            blocks.put(inside.get(i), shared
                    ? Blend.onGradient(weights, i, inside.size())
                    : Blend.of(new Weight(weights.getFirst().extent(), axis(inside.get(i).name()))));
        }
    }

    /** A number, a range, or a mapping of range and group or of a gradient. */
    private List<Weight> weights(Section entries, String key, String name) {
        if (!entries.isSection(key)) {
            return List.of(new Weight(entries.extent(key, LEAST, MOST).orElse(Extent.of(1)), axis(name)));
        }
        Section entry = entries.section(key).orElseThrow();
        List<Weight> weights = entry.has("gradient")
                ? gradient(entry, "gradient", name)
                : List.of(grouped(entry, "range", name));
        entry.finish();
        return weights;
    }

    private List<Weight> gradient(Section entry, String key, String name) {
        List<Weight> weights = new ArrayList<>();
        for (Extent extent : entry.extents(key, LEAST, MOST)) {
            weights.add(new Weight(extent, axis(name + " " + (weights.size() + 1))));
        }
        if (weights.isEmpty()) {
            entry.problem(key, "must have at least one value", "Write [0, [0, 1], 1]: numbers, or ranges to search.");
            weights.add(Weight.fixed(1));
        }
        return weights;
    }

    /** A number or range that may belong to a group. */
    private Weight grouped(Section entry, String key, String name) {
        Extent extent = scaled(entry, key).orElse(Extent.of(1));
        String group = entry.text("group", "");
        if (RESERVED.contains(group) || isPlace(group)) {
            entry.problem("group", "must not be called " + group + ", which has an axis of its own",
                    "Choose another name.");
        }
        Extent before = group.isEmpty() ? null : groups.putIfAbsent(group, extent);
        if (before != null && !before.equals(extent)) {
            entry.problem(key, "the group " + group + " has another range already",
                    "Give all of a group the same range.");
        }
        Weight weight = new Weight(extent, axis(group.isEmpty() ? name : group));
        believe(entry, weight);
        return weight;
    }

    private static boolean isPlace(String name) {
        try {
            Place.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The text encoder's older key. */
    private void textEncoder() {
        if (!prefix.isEmpty()) {
            return;
        }
        merge.extent(TEXT_ENCODER, LEAST, MOST).ifPresent(extent -> {
            if (parts.put(Part.CLIP, Blend.of(new Weight(extent, TEXT_ENCODER))) != null) {
                merge.problem(TEXT_ENCODER, "the text encoder has a weight already, as CLIP among the blocks",
                        "Remove one of the two.");
            }
        });
    }

    private Optional<RuleSpace> rule(Section entry) {
        Optional<RuleSpace> rule = entry.has("rule") ? written(entry) : structured(entry);
        entry.finish();
        return rule;
    }

    private Optional<RuleSpace> written(Section entry) {
        return checked(entry, "rule", () -> Rule.parse(entry.need("rule", "IN00..IN05:attn1 attn2:0.5")))
                .map(rule -> new RuleSpace(rule.blocks(), rule.elements(),
                        rule.weight().values().stream().map(Weight::fixed).toList()));
    }

    private Optional<RuleSpace> structured(Section entry) {
        Optional<Selection<Place>> where = checked(entry, "blocks",
                () -> Selection.parse(String.join(" ", entry.texts("blocks")), Place::parse));
        Optional<Selection<NamePattern>> which = checked(entry, "elements",
                () -> Selection.parse(String.join(" ", entry.texts("elements")), NamePattern::new));
        if (where.isEmpty() || which.isEmpty()) {
            entry.allow(List.of("weight", "gradient", "group"));
            return Optional.empty();
        }
        String name = where.get().text() + ":" + which.get().text();
        if (!named.add(name)) {
            entry.problem("elements", "there is a weight for these elements of these blocks already",
                    "Remove one of the two.");
        }
        if (!entry.has("weight") && !entry.has("gradient")) {
            entry.problem("weight", "is missing", "Add it, for instance \"weight: [0.0, 1.0]\".");
        }
        List<Weight> weights = entry.has("gradient")
                ? gradient(entry, "gradient", name)
                : List.of(grouped(entry, "weight", name));
        return checked(entry, "blocks", () -> new RuleSpace(where.get(), which.get(), weights));
    }

    /** A value, or empty and a problem where it breaks a rule. */
    private static <T> Optional<T> checked(Section section, String key, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException | InvalidSpaceException e) {
            section.problem(key, e);
            return Optional.empty();
        }
    }
}
