package dev.cupel.evaluator.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A sampler and its spacing of noise levels, which AUTOMATIC1111 had under one name before its version 1.9, such as
 * {@code DPM++ 2M Karras}.
 */
public record ScheduledSampler(Sampler sampler, ScheduleType schedule) {

    private static final String KARRAS_ALIAS = "_ka";

    /** What a name stands for: a sampler's, alone or followed by that of a schedule type. */
    public static Optional<ScheduledSampler> named(String name) {
        String text = name.strip();
        Optional<ScheduledSampler> plain = Sampler.named(text)
                .map(sampler -> new ScheduledSampler(sampler, ScheduleType.AUTOMATIC));
        if (plain.isPresent()) {
            return plain;
        }
        for (ScheduleType type : ScheduleType.values()) {
            Optional<ScheduledSampler> joined = before(text, " " + type.title(), type);
            if (joined.isPresent()) {
                return joined;
            }
        }
        return before(text, KARRAS_ALIAS, ScheduleType.KARRAS);
    }

    private static Optional<ScheduledSampler> before(String text, String ending, ScheduleType type) {
        if (!text.toLowerCase(Locale.ROOT).endsWith(ending.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        return Sampler.named(text.substring(0, text.length() - ending.length()))
                .filter(Sampler::followsSchedule).map(sampler -> new ScheduledSampler(sampler, type));
    }

    /** The names to offer: every sampler, and those with Karras' or exponential levels. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Sampler sampler : Sampler.values()) {
            names.add(sampler.title());
        }
        for (ScheduleType type : List.of(ScheduleType.KARRAS, ScheduleType.EXPONENTIAL)) {
            for (Sampler sampler : Sampler.values()) {
                if (sampler.followsSchedule()) {
                    names.add(sampler.title() + " " + type.title());
                }
            }
        }
        return names;
    }
}
