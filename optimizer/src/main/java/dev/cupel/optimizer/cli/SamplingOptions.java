package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Noise, and the way out of it: options for what an infotext says by keys of its own. */
final class SamplingOptions {

    private static final String SCHEDULE = "Schedule type";
    private static final String SEED = "Variation seed";
    private static final String RANDOM = "-1";

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

    /**
     * Puts what the options say in the place of what an infotext says.
     *
     * @param pairs keys and values of an infotext
     */
    void overlay(Map<String, String> pairs) {
        if (sampler != null) {
            pairs.put("Sampler", sampler);
            pairs.remove(SCHEDULE); // it went with the other sampler
        }
        put(pairs, SCHEDULE, schedule);
        put(pairs, "Eta", eta);
        put(pairs, "Sigma churn", churn);
        put(pairs, "Sigma tmin", tmin);
        put(pairs, "Sigma tmax", tmax);
        put(pairs, "Sigma noise", noise);
        put(pairs, "RNG", rng);
        put(pairs, SEED, variationSeed);
        put(pairs, "Variation seed strength", variationStrength);
        if (pairs.containsKey("Variation seed strength") && pairs.getOrDefault(SEED, RANDOM).equals(RANDOM)) {
            put(pairs, SEED, ThreadLocalRandom.current().nextLong(0, PictureOptions.SEEDS));
        }
        put(pairs, "Seed resize from", seedResizeFrom == null
                ? null
                : SizeOption.text("--seed-resize-from", seedResizeFrom));
    }

    /** Sets a key if there is a value. */
    static void put(Map<String, String> pairs, String key, @Nullable Object value) {
        if (value != null) {
            pairs.put(key, value.toString());
        }
    }

    /** Refuses options that would be ignored: an infotext may say what its sampler does not take, an option may not. */
    void check(GenerationSettings settings) {
        Sampler chosen = settings.sampler();
        if (eta != null && !chosen.takesEta()) {
            throw new UsageException("""
                    --eta must be left out for %s, which does not take it, but is %s.
                    Ancestral and SDE samplers, DPM fast, DPM adaptive and DDIM take it.""".formatted(chosen.title(),
                    eta));
        }
        if (schedule != null && !chosen.followsSchedule()
                && ScheduleType.named(schedule).filter(ScheduleType.AUTOMATIC::equals).isEmpty()) {
            throw new UsageException("""
                    --schedule must be left out for %s, which has noise levels of its own, but is %s.
                    Leave it out, or choose another sampler.""".formatted(chosen.title(), schedule));
        }
    }
}
