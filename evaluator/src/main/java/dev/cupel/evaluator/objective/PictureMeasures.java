package dev.cupel.evaluator.objective;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The raw numbers of one prompt and seed, drawn by one model.
 *
 * @param prompt id of the prompt
 * @param seed seed of the start noise
 * @param values the measures that this prompt is for; all finite. What could not be measured is not there
 */
public record PictureMeasures(String prompt, long seed, Map<Measure, Double> values) {

    public PictureMeasures {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
        values.forEach((measure, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("prompt %s, seed %d: %s must be finite, but is %s"
                        .formatted(prompt, seed, measure.key(), value));
            }
        });
    }

    /** The value of a measure, if it was measured. */
    public OptionalDouble value(Measure measure) {
        Double value = values.get(measure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    SuitePrompt.Key key() {
        return new SuitePrompt.Key(prompt, seed);
    }
}
