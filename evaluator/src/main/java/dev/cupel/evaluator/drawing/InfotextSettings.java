package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
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
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings as an infotext says them, both ways: what is written here is read here as the same settings.
 *
 * <p>A key that is missing has the web UI's default, which for {@code RNG} is the graphics card's.
 */
public final class InfotextSettings {

    private static final Set<String> PLAIN = Set.of("Steps", "Sampler", "Schedule type", "CFG scale", "Size",
            "Variation seed", "Variation seed strength", "Seed resize from", "Clip skip", "ENSD", "RNG", "Eta",
            "Eta DDIM", "Sigma churn", "Sigma tmin", "Sigma tmax", "Sigma noise");

    private static final Set<String> KEYS = Stream.of(PLAIN, InfotextHires.KEYS, InfotextNetwork.KEYS)
            .flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private static final Infotext.Size USUAL_SIZE = new Infotext.Size(512, 512);

    private InfotextSettings() {}

    /** Whether a key says something about settings; other keys are not looked at. */
    public static boolean follows(String key) {
        return KEYS.contains(key);
    }

    /** As {@link #read(Infotext, Function)}, without upscalers that need files. */
    public static GenerationSettings read(Infotext text) {
        return read(text, name -> Optional.empty());
    }

    /** The keys that say something about settings. */
    public static Set<String> keys() {
        return Stream.of(KEYS, InfotextHires.KEYS, InfotextNetwork.KEYS).flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What an infotext says. It does not say which picture a drawing began with.
     *
     * @param upscalers those that need files, by name
     * @throws EvaluationException if a name is unknown, with the nearest one, or a number out of its range
     */
    public static GenerationSettings read(Infotext text, Function<String, Optional<Upscaler>> upscalers) {
        ScheduledSampler chosen = sampler(text.sampler().orElse(Sampler.EULER_A.title()),
                text.value("Schedule type"));
        Infotext.Size size = InfotextHires.firstPass(text).or(text::size).orElse(USUAL_SIZE);
        SamplingSettings sampling = new SamplingSettings(chosen.schedule(), dials(chosen.sampler(), text),
                source(text), variation(text), text.seedResizeFrom());
        return new GenerationSettings(chosen.sampler(), text.steps().orElse(20), text.cfgScale().orElse(7.0),
                size.width(), size.height(), text.clipSkip(), text.ensd(), sampling,
                InfotextNetwork.read(text), InfotextHires.read(text, upscalers));
    }

    static ScheduledSampler sampler(String name, Optional<String> type) {
        ScheduledSampler named = ScheduledSampler.named(name)
                .orElseThrow(() -> unknown("sampler", name, ScheduledSampler.names()));
        if (type.isEmpty() || !named.sampler().followsSchedule()) {
            return named; // the web UI, too, passes over a schedule that its sampler does not follow
        }
        ScheduleType followed = ScheduleType.named(type.get()).orElseThrow(() -> unknown("schedule", type.get(),
                Arrays.stream(ScheduleType.values()).map(ScheduleType::title).toList()));
        return followed == ScheduleType.AUTOMATIC ? named : new ScheduledSampler(named.sampler(), followed);
    }

    private static EvaluationException unknown(String what, String name, List<String> known) {
        return new EvaluationException("%s: must be one of %s, but is %s.\n%s".formatted(what,
                String.join(", ", known), name, Spelling.nearest(name, known)
                        .map(near -> "Maybe " + near + " is meant.").orElse("Choose one of them.")));
    }

    private static Stochasticity dials(Sampler sampler, Infotext text) {
        Optional<Double> eta = number(text, "Eta").or(() -> number(text, "Eta DDIM"))
                .filter(value -> sampler.takesEta());
        return new Stochasticity(eta.orElse(sampler.usual().eta()), number(text, "Sigma churn").orElse(0.0),
                number(text, "Sigma tmin").orElse(0.0), number(text, "Sigma tmax").orElse(Double.POSITIVE_INFINITY),
                number(text, "Sigma noise").orElse(1.0));
    }

    private static Optional<Double> number(Infotext text, String key) {
        return text.number(key, Double::valueOf);
    }

    private static RandomSource source(Infotext text) {
        String name = text.value("RNG").orElse(RandomSource.GPU.name());
        return RandomSource.named(name).orElseThrow(() -> unknown("rng", name, List.of("cpu", "nv", "gpu")));
    }

    private static Variation variation(Infotext text) {
        double strength = number(text, "Variation seed strength").orElse(0.0);
        return strength == 0
                ? Variation.NONE
                : new Variation(text.number("Variation seed", Long::valueOf).orElse(0L), strength);
    }

    /**
     * The pairs of an infotext, in the web UI's order.
     *
     * @param seed  of the picture
     * @param model what is said of the model: its hash, its name
     */
    public static SequencedMap<String, String> pairs(GenerationSettings settings, long seed,
            SequencedMap<String, String> model) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        pairs.put("Steps", String.valueOf(settings.steps()));
        pairs.putAll(samplerPairs(settings));
        pairs.put("CFG scale", number(settings.cfgScale()));
        pairs.put("Seed", String.valueOf(seed));
        pairs.put("Size", settings.width() + "x" + settings.height());
        pairs.putAll(model);
        pairs.putAll(variationPairs(settings.sampling()));
        pairs.putAll(InfotextHires.denoising(settings.workflow()));
        if (settings.clipSkip() > 1) {
            pairs.put("Clip skip", String.valueOf(settings.clipSkip()));
        }
        if (settings.ensd() != 0) {
            pairs.put("ENSD", String.valueOf(settings.ensd()));
        }
        pairs.putAll(InfotextNetwork.mergingPairs(settings));
        pairs.putAll(noisePairs(settings));
        pairs.putAll(InfotextNetwork.pairs(settings.network()));
        pairs.putAll(InfotextHires.pairs(settings.workflow()));
        return pairs;
    }

    /** Karras' and exponential levels are part of the sampler's name, as of old. */
    private static Map<String, String> samplerPairs(GenerationSettings settings) {
        String title = settings.sampler().title();
        ScheduleType type = settings.sampling().schedule();
        return switch (type) {
            case AUTOMATIC -> Map.of("Sampler", title);
            case KARRAS, EXPONENTIAL -> Map.of("Sampler", title + " " + type.title());
            case UNIFORM, POLYEXPONENTIAL, SGM_UNIFORM -> {
                Map<String, String> pairs = new LinkedHashMap<>();
                pairs.put("Sampler", title);
                pairs.put("Schedule type", type.title());
                yield pairs;
            }
        };
    }

    /** Of the start noise, if it is not that of the seed alone. */
    private static Map<String, String> variationPairs(SamplingSettings sampling) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Variation variation = sampling.variation();
        if (variation.strength() > 0) {
            pairs.put("Variation seed", String.valueOf(variation.seed()));
            pairs.put("Variation seed strength", number(variation.strength()));
        }
        sampling.resizeFrom().ifPresent(size -> pairs.put("Seed resize from", size.width() + "x" + size.height()));
        return pairs;
    }

    /** Of random numbers and fresh noise, if they are not the web UI's usual ones. */
    private static Map<String, String> noisePairs(GenerationSettings settings) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (settings.sampling().rng() != RandomSource.GPU) {
            pairs.put("RNG", settings.sampling().rng().name());
        }
        Stochasticity dials = settings.sampling().dials();
        if (dials.eta() != settings.sampler().usual().eta()) {
            pairs.put("Eta", number(dials.eta()));
        }
        if (dials.churn() != 0) {
            pairs.put("Sigma churn", number(dials.churn()));
            pairs.put("Sigma tmin", number(dials.tmin()));
            if (Double.isFinite(dials.tmax())) {
                pairs.put("Sigma tmax", number(dials.tmax()));
            }
        }
        if (dials.noise() != 1) {
            pairs.put("Sigma noise", number(dials.noise()));
        }
        return pairs;
    }

    /** As Python writes a number that may be whole. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
