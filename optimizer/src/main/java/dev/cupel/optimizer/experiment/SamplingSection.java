package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.drawing.SamplingSettings;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import dev.cupel.merger.spelling.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of section {@code generation} that say how noise is made and taken away. */
final class SamplingSection {

    private static final ScheduledSampler USUAL = new ScheduledSampler(Sampler.EULER_A, ScheduleType.AUTOMATIC);
    private static final Map<String, RandomSource> SOURCES = Map.of("cpu", RandomSource.CPU, "nv", RandomSource.NV,
            "gpu", RandomSource.GPU);

    private final Section section;

    SamplingSection(Section section) {
        this.section = section;
    }

    ScheduledSampler sampler() {
        Optional<String> name = section.text("sampler");
        Optional<ScheduledSampler> found = name.flatMap(ScheduledSampler::named);
        if (name.isPresent() && found.isEmpty()) {
            section.problem("sampler",
                    "must be one of " + String.join(", ", ScheduledSampler.names()) + ", but is " + name.get(),
                    Spelling.nearest(name.get(), ScheduledSampler.names()).map(near -> "Maybe " + near + " is meant.")
                            .orElse("Choose one of them."));
        }
        ScheduledSampler named = found.orElse(USUAL);
        ScheduleType schedule = section.choice("schedule", named.schedule(),
                Section.choices(List.of(ScheduleType.values()), ScheduleType::title));
        if (schedule != ScheduleType.AUTOMATIC && !named.sampler().followsSchedule()) {
            section.problem("schedule",
                    "must be left out for " + named.sampler().title() + ", which has noise levels of its own, but is "
                            + schedule.title(),
                    "Leave it out, or choose another sampler.");
            return named;
        }
        return new ScheduledSampler(named.sampler(), schedule);
    }

    SamplingSettings settings(ScheduledSampler chosen) {
        double strength = section.number("variation_strength", 0, 0, 1);
        long seed = section.integer("variation_seed", 0L, 0, Long.MAX_VALUE);
        return new SamplingSettings(chosen.schedule(), dials(chosen.sampler()),
                section.choice("rng", RandomSource.CPU, SOURCES),
                strength == 0 ? Variation.NONE : new Variation(seed, strength), Optional.empty());
    }

    private Stochasticity dials(Sampler sampler) {
        double eta = section.number("eta", sampler.usual().eta(), 0, 10);
        double churn = section.number("s_churn", 0, 0, 100);
        double tmin = section.number("s_tmin", 0, 0, 1000);
        double tmax = section.number("s_tmax", Double.POSITIVE_INFINITY, tmin, 1000);
        double noise = section.number("s_noise", 1, 0, 10);
        refuse(!sampler.takesEta(), sampler, "eta",
                "Ancestral and SDE samplers, DPM fast, DPM adaptive and DDIM take it.");
        refuse(!sampler.takesChurn(), sampler, "s_churn", "Euler, Heun and DPM2 take it.");
        return new Stochasticity(sampler.takesEta() ? eta : sampler.usual().eta(), sampler.takesChurn() ? churn : 0,
                tmin, tmax, noise);
    }

    private void refuse(boolean useless, Sampler sampler, String key, String fix) {
        if (useless && section.has(key)) {
            section.problem(key, "must be left out for " + sampler.title() + ", which does not take it", fix);
        }
    }
}
