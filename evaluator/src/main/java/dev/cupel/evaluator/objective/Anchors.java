package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.objective.ObjectiveScore.PromptScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** A model's raw measures beside those of both parents on the same prompts and seeds; {@link Scorecard} has the formulas. */
final class Anchors {

    /** A difference of more standard deviations than this counts as this many: one broken picture is one. */
    static final double WINSOR = 4;

    /** In logits; a tuned model whose pictures are all alike would make every difference endless. */
    static final double SMALLEST_SPREAD = 0.05;

    /** Parents nearer than this to one another, in the unit of the raw measure, leave no room between 0 and 1. */
    private static final double SMALLEST_GAP = 0.01;

    private final List<PictureMeasures> model;
    private final Map<SuitePrompt.Key, PictureMeasures> tuned;
    private final Map<SuitePrompt.Key, PictureMeasures> newBase;

    /** A raw value and what its 0 and 1 are, for one prompt; means over its seeds. */
    private record Row(double value, double zero, double one) {}

    Anchors(List<PictureMeasures> model, List<PictureMeasures> tuned, List<PictureMeasures> newBase) {
        this.model = List.copyOf(model);
        this.tuned = byKey(tuned);
        this.newBase = byKey(newBase);
    }

    /** Whether the parents have what the objective needs on one of the model's prompts. */
    boolean expects(Objective objective) {
        return new Anchors(paired(tuned), paired(tuned), paired(newBase)).score(objective).isPresent();
    }

    Optional<ObjectiveScore> score(Objective objective) {
        return switch (objective) {
            case FIDELITY -> fidelity();
            case COMPOSITION -> standardised(Measure.COMPOSITION);
            case ANATOMY -> standardised(Measure.ANATOMY);
            case LORA -> lora();
            case NEW_CONCEPTS -> ratio(Measure.NEW_CONCEPTS, tuned, newBase);
        };
    }

    private List<PictureMeasures> paired(Map<SuitePrompt.Key, PictureMeasures> parent) {
        return model.stream().map(each -> counterpart(parent, each)).toList();
    }

    private Optional<ObjectiveScore> fidelity() {
        Optional<ObjectiveScore> likeness = ratio(Measure.LIKENESS, newBase, tuned);
        Optional<ObjectiveScore> structure = ratio(Measure.STRUCTURE, newBase, tuned);
        if (likeness.isEmpty() || structure.isEmpty()) {
            return Optional.empty();
        }
        var scores = new LinkedHashMap<String, PromptScore>();
        likeness.get().prompts().forEach((id, one) -> {
            PromptScore other = structure.get().prompts().get(id);
            scores.put(id,
                    new PromptScore((one.value() + other.value()) / 2, (one.influence() + other.influence()) / 2));
        });
        return Optional.of(new ObjectiveScore(scores));
    }

    /** A ratio of means over prompts: 0 as the one parent, 1 as the other. */
    private Optional<ObjectiveScore> ratio(Measure measure, Map<SuitePrompt.Key, PictureMeasures> zero,
            Map<SuitePrompt.Key, PictureMeasures> one) {
        SequencedMap<String, Row> rows = rows(measure, zero, one);
        double gap = rows.values().stream().mapToDouble(row -> row.one - row.zero).sum() / rows.size();
        if (rows.isEmpty() || gap < SMALLEST_GAP) {
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

    /** Standard deviation over the tuned model's pictures of this model's prompts. */
    private double spread(Measure measure) {
        double[] values = paired(tuned).stream().map(each -> each.value(measure))
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

    private Optional<ObjectiveScore> lora() {
        var values = new LinkedHashMap<String, List<Double>>();
        for (PictureMeasures each : model) {
            OptionalDouble direction = each.value(Measure.LORA_DIRECTION);
            OptionalDouble magnitude = each.value(Measure.LORA_MAGNITUDE);
            if (direction.isPresent() && magnitude.isPresent()) {
                double kept = each.value(Measure.LORA_KEPT).orElse(1);
                values.computeIfAbsent(each.prompt(), id -> new ArrayList<>())
                        .add(direction.getAsDouble() * magnitude.getAsDouble() * kept);
            }
        }
        return mean(values);
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

    private SequencedMap<String, Row> rows(Measure measure, Map<SuitePrompt.Key, PictureMeasures> zero,
            Map<SuitePrompt.Key, PictureMeasures> one) {
        var bySeed = new LinkedHashMap<String, List<Row>>();
        for (PictureMeasures each : model) {
            OptionalDouble value = each.value(measure);
            OptionalDouble low = counterpart(zero, each).value(measure);
            OptionalDouble high = counterpart(one, each).value(measure);
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

    private static Map<SuitePrompt.Key, PictureMeasures> byKey(List<PictureMeasures> measures) {
        Map<SuitePrompt.Key, PictureMeasures> byKey = new HashMap<>();
        measures.forEach(each -> byKey.put(each.key(), each));
        return byKey;
    }
}
