package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.SamplingSettings;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import dev.cupel.merger.spelling.Spelling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Noise, and the way out of it: options of {@code cupel generate}, and the keys of an infotext that say the same. */
final class SamplingOptions {

    /** Keys of an infotext that are followed here. */
    static final List<String> KEYS = List.of("Sampler", "Schedule type", "RNG", "Eta", "Eta DDIM", "Sigma churn",
            "Sigma tmin", "Sigma tmax", "Sigma noise", "Variation seed", "Variation seed strength",
            "Seed resize from");

    @Option(names = "--sampler", paramLabel = "NAME", description = "as in the web UI: \"DPM++ 2M Karras\", DDIM, ... (default: Euler a)")
    private @Nullable String sampler;

    @Option(names = "--schedule", paramLabel = "NAME", description = "spacing of the noise levels: Automatic (default), Uniform, Karras, Exponential, Polyexponential or SGM Uniform")
    private @Nullable String schedule;

    @Option(names = "--eta", paramLabel = "X", description = "fresh noise of ancestral and SDE samplers (default: 1) and of DDIM (default: 0)")
    private @Nullable Double eta;

    @Option(names = "--s-churn", paramLabel = "X", description = "noise added by Euler, Heun and DPM2 (default: 0)")
    private @Nullable Double churn;

    @Option(names = "--s-tmin", paramLabel = "X", description = "smallest noise level with churn (default: 0)")
    private @Nullable Double tmin;

    @Option(names = "--s-tmax", paramLabel = "X", description = "largest noise level with churn (default: none)")
    private @Nullable Double tmax;

    @Option(names = "--s-noise", paramLabel = "X", description = "factor of all fresh noise (default: 1)")
    private @Nullable Double noise;

    @Option(names = "--rng", paramLabel = "NAME", description = "whose random numbers: cpu (default), nv or gpu; an infotext without RNG means gpu")
    private @Nullable String rng;

    @Option(names = "--variation-seed", paramLabel = "N", description = "a second seed; -1 for a random one (default: -1)")
    private @Nullable Long variationSeed;

    @Option(names = "--variation-strength", paramLabel = "X", description = "how far to go to the second seed, 0 to 1 (default: 0)")
    private @Nullable Double variationStrength;

    @Option(names = "--seed-resize-from", paramLabel = "WxH", description = "size of the picture whose composition to keep")
    private @Nullable String seedResizeFrom;

    ScheduledSampler sampler(Infotext given) {
        String name = sampler != null ? sampler : given.sampler().orElse(Sampler.EULER_A.title());
        ScheduledSampler named = ScheduledSampler.named(name)
                .orElseThrow(() -> unknown("sampler", name, ScheduledSampler.names(), "--sampler"));
        if (schedule != null) {
            return new ScheduledSampler(named.sampler(), ScheduleType.named(schedule)
                    .orElseThrow(() -> unknown("schedule", schedule, titles(), "--schedule")));
        }
        Optional<String> type = given.value("Schedule type");
        if (sampler != null || type.isEmpty() || !named.sampler().followsSchedule()) {
            return named; // the web UI, too, passes over a schedule that its sampler does not follow
        }
        ScheduleType followed = ScheduleType.named(type.get())
                .orElseThrow(() -> unknown("schedule", type.get(), titles(), "--schedule"));
        return followed == ScheduleType.AUTOMATIC ? named : new ScheduledSampler(named.sampler(), followed);
    }

    private static List<String> titles() {
        return Arrays.stream(ScheduleType.values()).map(ScheduleType::title).toList();
    }

    private static UsageException unknown(String what, String name, List<String> known, String option) {
        return new UsageException("%s: must be one of %s, but is %s.\n%s".formatted(what, String.join(", ", known),
                name, Spelling.nearest(name, known).map(near -> "Maybe " + near + " is meant.")
                        .orElse("Choose one of them by " + option + ".")));
    }

    SamplingSettings settings(ScheduledSampler chosen, Infotext given) {
        SamplingSettings settings = new SamplingSettings(chosen.schedule(), dials(chosen.sampler(), given),
                source(given), variation(given), Optional.empty());
        Optional<Infotext.Size> from = seedResizeFrom != null
                ? Optional.of(SizeOption.read("--seed-resize-from", seedResizeFrom))
                : given.seedResizeFrom();
        return from.map(settings::withResizeFrom).orElse(settings);
    }

    private Stochasticity dials(Sampler chosen, Infotext given) {
        Stochasticity usual = chosen.usual();
        Optional<Double> written = number(given, "Eta").or(() -> number(given, "Eta DDIM"))
                .filter(value -> chosen.takesEta());
        return new Stochasticity(eta != null ? eta : written.orElse(usual.eta()),
                either(churn, given, "Sigma churn", 0), either(tmin, given, "Sigma tmin", 0),
                either(tmax, given, "Sigma tmax", Double.POSITIVE_INFINITY), either(noise, given, "Sigma noise", 1));
    }

    private static double either(@Nullable Double option, Infotext given, String key, double usual) {
        return option != null ? option : number(given, key).orElse(usual);
    }

    private static Optional<Double> number(Infotext given, String key) {
        return given.number(key, Double::valueOf);
    }

    /** The web UI writes no RNG if it is that of the graphics card, its usual one. */
    private RandomSource source(Infotext given) {
        String usual = given.parameters().isEmpty() ? "CPU" : "GPU";
        String name = rng != null ? rng : given.value("RNG").orElse(usual);
        return RandomSource.named(name)
                .orElseThrow(() -> unknown("rng", name, List.of("cpu", "nv", "gpu"), "--rng"));
    }

    private Variation variation(Infotext given) {
        double strength = either(variationStrength, given, "Variation seed strength", 0);
        long seed = variationSeed != null
                ? variationSeed
                : given.number("Variation seed", Long::valueOf).orElse(-1L);
        if (strength == 0) {
            return Variation.NONE;
        }
        return new Variation(seed == -1 ? ThreadLocalRandom.current().nextLong(0, 4_294_967_294L) : seed, strength);
    }

    /** The settings of the i-th of several variations. */
    static GenerationSettings nextVariation(GenerationSettings settings, int i) {
        Variation variation = settings.sampling().variation();
        return settings.with(settings.sampling()
                .withVariation(new Variation(variation.seed() + i, variation.strength())));
    }

    /** What an infotext says of the sampler; Karras' and exponential levels are part of its name, as of old. */
    static Map<String, String> samplerText(GenerationSettings settings) {
        String title = settings.sampler().title();
        ScheduleType type = settings.sampling().schedule();
        return switch (type) {
            case AUTOMATIC -> Map.of("Sampler", title);
            case KARRAS, EXPONENTIAL -> Map.of("Sampler", title + " " + type.title());
            case UNIFORM, POLYEXPONENTIAL, SGM_UNIFORM -> {
                Map<String, String> text = new LinkedHashMap<>();
                text.put("Sampler", title);
                text.put("Schedule type", type.title());
                yield text;
            }
        };
    }

    /** What an infotext says of the start noise, if it is not that of the seed alone. */
    static Map<String, String> variationText(GenerationSettings settings) {
        Map<String, String> text = new LinkedHashMap<>();
        Variation variation = settings.sampling().variation();
        if (variation.strength() > 0) {
            text.put("Variation seed", String.valueOf(variation.seed()));
            text.put("Variation seed strength", number(variation.strength()));
        }
        settings.sampling().resizeFrom()
                .ifPresent(size -> text.put("Seed resize from", size.width() + "x" + size.height()));
        return text;
    }

    /** What an infotext says of random numbers and fresh noise, if they are not the web UI's usual ones. */
    static Map<String, String> noiseText(GenerationSettings settings) {
        Map<String, String> text = new LinkedHashMap<>();
        if (settings.sampling().rng() != RandomSource.GPU) {
            text.put("RNG", settings.sampling().rng().name());
        }
        Stochasticity dials = settings.sampling().dials();
        if (dials.eta() != settings.sampler().usual().eta()) {
            text.put("Eta", number(dials.eta()));
        }
        if (dials.churn() != 0) {
            text.put("Sigma churn", number(dials.churn()));
            text.put("Sigma tmin", number(dials.tmin()));
            if (Double.isFinite(dials.tmax())) {
                text.put("Sigma tmax", number(dials.tmax()));
            }
        }
        if (dials.noise() != 1) {
            text.put("Sigma noise", number(dials.noise()));
        }
        return text;
    }

    /** As Python writes a number that may be whole. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
