package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.objective.ObjectiveScore.PromptScore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** A model's raw measures beside those of both parents on the same prompts and seeds; {@link Scorecard} has the formulas. */
final class Anchors {

    /** A difference of more standard deviations than this counts as this many: one broken picture is one. */
    static final double WINSOR = 4;

    /** In logits; a tuned model whose pictures are all alike would make every difference endless. */
    static final double SMALLEST_SPREAD = 0.05;

    /** Of a trait; a tuned model that always draws the same would make every difference endless. */
    private static final double SMALLEST_TRAIT = 1e-3;

    /** Parents nearer than this to one another, in the unit of the raw measure, leave no room between 0 and 1. */
    private static final double SMALLEST_GAP = 0.01;

    private final List<PictureMeasures> model;
    private final SequencedMap<SuitePrompt.Key, PictureMeasures> tuned;
    private final SequencedMap<SuitePrompt.Key, PictureMeasures> newBase;

    /** A raw value and what its 0 and 1 are, for one prompt; means over its seeds. */
    private record Row(double value, double zero, double one) {}

    Anchors(List<PictureMeasures> model, List<PictureMeasures> tuned, List<PictureMeasures> newBase) {
        this(model, byKey(tuned), byKey(newBase));
    }

    private Anchors(List<PictureMeasures> model, SequencedMap<SuitePrompt.Key, PictureMeasures> tuned,
            SequencedMap<SuitePrompt.Key, PictureMeasures> newBase) {
        this.model = List.copyOf(model);
        this.tuned = tuned;
        this.newBase = newBase;
    }

    /** Whether the parents have what the objective needs on one of the model's prompts. */
    boolean expects(Objective objective) {
        return new Anchors(model.stream().map(each -> counterpart(tuned, each)).toList(), tuned, newBase)
                .score(objective).isPresent();
    }

    Optional<ObjectiveScore> score(Objective objective) {
        return switch (objective) {
            case FIDELITY -> fidelity();
            case COMPOSITION -> standardised(Measure.COMPOSITION);
            case ANATOMY -> standardised(Measure.ANATOMY);
            case LORA -> lora();
            case NEW_CONCEPTS -> newConcepts();
            case FRIED -> fried();
        };
    }

    private Optional<ObjectiveScore> fidelity() {
        List<ObjectiveScore> parts = Stream.of(Measure.LIKENESS, Measure.STRUCTURE, Measure.PALETTE)
                .map(part -> ratio(each -> each.value(part), newBase, tuned))
                .flatMap(Optional::stream)
                .toList();
        if (parts.size() < 3) {
            return Optional.empty();
        }
        var scores = new LinkedHashMap<String, PromptScore>();
        for (String id : parts.getFirst().prompts().keySet()) {
            List<PromptScore> each = parts.stream().map(part -> part.prompts().get(id)).toList();
            scores.put(id, new PromptScore(mean(each.stream().map(PromptScore::value).toList()),
                    mean(each.stream().map(PromptScore::influence).toList())));
        }
        return Optional.of(new ObjectiveScore(scores));
    }

    private Optional<ObjectiveScore> newConcepts() {
        return ratio(each -> each.value(Measure.NEW_CONCEPTS), tuned, newBase);
    }

    /** No shift is 0, whatever the new base does. */
    private Optional<ObjectiveScore> lora() {
        return ratio(shifts(model), shifts(tuned.values()));
    }

    private SequencedMap<String, Row> shifts(Collection<PictureMeasures> pictures) {
        SequencedMap<String, Row> rows = rows(pictures, Anchors::keptShift, tuned, tuned);
        rows.replaceAll((id, row) -> new Row(row.value, 0, row.one));
        return rows;
    }

    private static OptionalDouble keptShift(PictureMeasures each) {
        OptionalDouble shift = each.value(Measure.LORA_SHIFT);
        return shift.isEmpty()
                ? shift
                : OptionalDouble.of(shift.getAsDouble() * each.value(Measure.LORA_KEPT).orElse(1));
    }

    private Optional<ObjectiveScore> ratio(Function<PictureMeasures, OptionalDouble> measure,
            Map<SuitePrompt.Key, PictureMeasures> zero, Map<SuitePrompt.Key, PictureMeasures> one) {
        return ratio(rows(model, measure, zero, one), rows(tuned.values(), measure, zero, one));
    }

    /**
     * A ratio of means over prompts: 0 as the one anchor, 1 as the other.
     *
     * @param all the rows of all prompts that the parents drew; what lies between the anchors is not a matter of which of them
     *     the model has drawn yet
     */
    private static Optional<ObjectiveScore> ratio(SequencedMap<String, Row> rows, SequencedMap<String, Row> all) {
        double gap = all.values().stream().mapToDouble(row -> row.one - row.zero).sum() / all.size();
        if (rows.isEmpty() || all.isEmpty() || gap < SMALLEST_GAP) {
            return Optional.empty();
        }
        double ratio = rows.values().stream().mapToDouble(row -> row.value - row.zero).sum() / rows.size() / gap;
        var scores = new LinkedHashMap<String, PromptScore>();
        rows.forEach((id, row) -> {
            double gain = row.value - row.zero;
            scores.put(id, new PromptScore(gain / gap, (gain - ratio * (row.one - row.zero)) / gap));
        });
        return Optional.of(new ObjectiveScore(scores));
    }

    /** Of each trait the deviation from the tuned model's picture, in its spread; what is within one is nothing. */
    private Optional<ObjectiveScore> fried() {
        var bySeed = new LinkedHashMap<String, List<Double>>();
        Map<Measure, Double> spreads = new EnumMap<>(Measure.class);
        Traits.ALL.forEach(trait -> spreads.put(trait, Math.max(SMALLEST_TRAIT, spread(trait))));
        for (PictureMeasures each : model) {
            PictureMeasures there = counterpart(tuned, each);
            if (each.value(Measure.SATURATION).isPresent() && there.value(Measure.SATURATION).isPresent()) {
                double sum = 0;
                for (Measure trait : Traits.ALL) {
                    double z = (each.value(trait).orElseThrow() - there.value(trait).orElseThrow())
                            / spreads.get(trait);
                    sum += Math.pow(Math.clamp(Math.abs(z) - 1, 0, WINSOR - 1), 2);
                }
                bySeed.computeIfAbsent(each.prompt(), id -> new ArrayList<>()).add(sum / Traits.ALL.size());
            }
        }
        return mean(bySeed);
    }

    private Optional<ObjectiveScore> standardised(Measure measure) {
        double spread = Math.max(SMALLEST_SPREAD, spread(measure));
        var differences = new LinkedHashMap<String, List<Double>>();
        for (PictureMeasures each : model) {
            OptionalDouble here = each.value(measure);
            OptionalDouble there = counterpart(tuned, each).value(measure);
            if (here.isPresent() && there.isPresent()) {
                double difference = Math.clamp((here.getAsDouble() - there.getAsDouble()) / spread, -WINSOR, WINSOR);
                differences.computeIfAbsent(each.prompt(), id -> new ArrayList<>()).add(difference);
            }
        }
        return mean(differences);
    }

    /** Standard deviation over the tuned model's pictures. */
    private double spread(Measure measure) {
        double[] values = tuned.values().stream().map(each -> each.value(measure))
                .flatMapToDouble(OptionalDouble::stream).toArray();
        double mean = 0;
        double squares = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    }

    private static Optional<ObjectiveScore> mean(SequencedMap<String, List<Double>> bySeed) {
        if (bySeed.isEmpty()) {
            return Optional.empty();
        }
        var means = new LinkedHashMap<String, Double>();
        bySeed.forEach((id, values) -> means.put(id, mean(values)));
        double mean = mean(List.copyOf(means.values()));
        var scores = new LinkedHashMap<String, PromptScore>();
        means.forEach((id, value) -> scores.put(id, new PromptScore(value, value - mean)));
        return Optional.of(new ObjectiveScore(scores));
    }

    private static SequencedMap<String, Row> rows(Collection<PictureMeasures> pictures,
            Function<PictureMeasures, OptionalDouble> measure, Map<SuitePrompt.Key, PictureMeasures> zero,
            Map<SuitePrompt.Key, PictureMeasures> one) {
        var bySeed = new LinkedHashMap<String, List<Row>>();
        for (PictureMeasures each : pictures) {
            OptionalDouble value = measure.apply(each);
            OptionalDouble low = measure.apply(counterpart(zero, each));
            OptionalDouble high = measure.apply(counterpart(one, each));
            if (value.isPresent() && low.isPresent() && high.isPresent()) {
                bySeed.computeIfAbsent(each.prompt(), id -> new ArrayList<>())
                        .add(new Row(value.getAsDouble(), low.getAsDouble(), high.getAsDouble()));
            }
        }
        var rows = new LinkedHashMap<String, Row>();
        bySeed.forEach((id, seeds) -> rows.put(id, new Row(
                mean(seeds.stream().map(Row::value).toList()),
                mean(seeds.stream().map(Row::zero).toList()),
                mean(seeds.stream().map(Row::one).toList()))));
        return rows;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
    }

    private static PictureMeasures counterpart(Map<SuitePrompt.Key, PictureMeasures> parent, PictureMeasures each) {
        PictureMeasures found = parent.get(each.key());
        if (found == null) {
            throw new IllegalArgumentException(
                    "a parent has no measures of prompt %s, seed %d".formatted(each.prompt(), each.seed()));
        }
        return found;
    }

    private static SequencedMap<SuitePrompt.Key, PictureMeasures> byKey(List<PictureMeasures> measures) {
        var byKey = new LinkedHashMap<SuitePrompt.Key, PictureMeasures>();
        measures.forEach(each -> byKey.put(each.key(), each));
        return byKey;
    }
}
