package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;

/**
 * How pictures are drawn.
 *
 * @param sampler  the way from noise to picture
 * @param steps    its steps, 1 to 1000
 * @param cfgScale how far away from the negative prompt: 1 ignores it, 7 is usual
 * @param width    in pixels, a multiple of 8, 8 to 4096
 * @param height   in pixels, a multiple of 8, 8 to 4096
 * @param clipSkip which layer of the text encoder counts: 1 the last, 2 the one before (usual for anime models)
 * @param ensd     "eta noise seed delta": if not 0, the noise of the steps comes from seed + ensd
 * @param sampling noise levels and noise in detail
 * @param network  how the networks are asked
 * @param workflow what the drawing begins with, and whether it is enlarged
 */
public record GenerationSettings(Sampler sampler, int steps, double cfgScale, int width, int height, int clipSkip,
        long ensd, SamplingSettings sampling, NetworkSettings network, Workflow workflow) {

    private static final int LARGEST = 4096;

    public GenerationSettings {
        check(steps >= 1 && steps <= 1000, "steps", "be 1 to 1000", steps, "20 is usual.");
        check(Double.isFinite(cfgScale), "cfg scale", "be a number", cfgScale, "7 is usual.");
        check(side(width), "width", "be a multiple of 8 from 8 to 4096", width,
                "512 is what the models were made for.");
        check(side(height), "height", "be a multiple of 8 from 8 to 4096", height,
                "512 is what the models were made for.");
        check(clipSkip >= 1, "clip skip", "be at least 1", clipSkip, "Use 1, or 2 for anime models.");
        checkEnlarged(width, height, workflow);
        Stochasticity dials = sampling.dials();
        check(sampler.takesEta() || dials.eta() == sampler.usual().eta(), "eta",
                "be left out for " + sampler.title() + ", which does not take it", dials.eta(),
                "Ancestral and SDE samplers, DPM fast, DPM adaptive and DDIM take it.");
        check(sampler.takesChurn() || dials.churn() == 0, "churn",
                "be left out for " + sampler.title() + ", which does not take it", dials.churn(),
                "Euler, Heun and DPM2 take it.");
        if (sampling.schedule() != ScheduleType.AUTOMATIC && !sampler.followsSchedule()) {
            throw new EvaluationException("""
                    schedule: %s has noise levels of its own, but schedule is %s.
                    Leave the schedule out, or choose another sampler.""".formatted(sampler.title(),
                    sampling.schedule().title()));
        }
    }

    /** From noise, with nothing out of the ordinary asked of the networks. */
    public GenerationSettings(Sampler sampler, int steps, double cfgScale, int width, int height, int clipSkip,
            long ensd, SamplingSettings sampling) {
        this(sampler, steps, cfgScale, width, height, clipSkip, ensd, sampling, NetworkSettings.USUAL,
                new Workflow.FromNoise());
    }

    /** With the sampler's usual levels and noise, too. */
    public GenerationSettings(Sampler sampler, int steps, double cfgScale, int width, int height, int clipSkip,
            long ensd) {
        this(sampler, steps, cfgScale, width, height, clipSkip, ensd, SamplingSettings.usual(sampler));
    }

    /** The same with other noise levels or noise. */
    public GenerationSettings with(SamplingSettings other) {
        return new GenerationSettings(sampler, steps, cfgScale, width, height, clipSkip, ensd, other, network,
                workflow);
    }

    /** The same with the networks asked otherwise. */
    public GenerationSettings with(NetworkSettings other) {
        return new GenerationSettings(sampler, steps, cfgScale, width, height, clipSkip, ensd, sampling, other,
                workflow);
    }

    /** The same with another beginning or enlargement. */
    public GenerationSettings with(Workflow other) {
        return new GenerationSettings(sampler, steps, cfgScale, width, height, clipSkip, ensd, sampling, network,
                other);
    }

    /** Latent cells of the largest latents on the way. */
    public int largestCells() {
        int cells = width / Autoencoder.FACTOR * (height / Autoencoder.FACTOR);
        return switch (workflow) {
            case Workflow.FromNoise() -> cells;
            case Workflow.FromPicture _ -> cells;
            case Workflow.Hires hires -> {
                Enlargement.Target target = hires.enlargement().of(width, height);
                yield Math.max(cells, target.rows() * target.columns());
            }
        };
    }

    /** The settings of the i-th picture of a row of variations: each has the next second seed. */
    public GenerationSettings withNextVariation(int i) {
        Variation variation = sampling.variation();
        return with(sampling.withVariation(new Variation(variation.seed() + i, variation.strength())));
    }

    private static void checkEnlarged(int width, int height, Workflow workflow) {
        if (workflow instanceof Workflow.Hires hires) {
            Enlargement.Target target = hires.enlargement().of(width, height);
            if (Math.min(target.rows(), target.columns()) < 1
                    || Math.max(target.width(), target.height()) > Enlargement.LARGEST) {
                throw new EvaluationException("""
                        hires size: sides must be 8 to %d, but %dx%d is enlarged to %dx%d.
                        Maybe enlarge it twice: 2 is usual.""".formatted(Enlargement.LARGEST, width, height,
                        target.width(), target.height()));
            }
        }
    }

    /** Whether pictures must be drawn one by one, as the steps of a sampler hang on the pictures. */
    boolean alone() {
        return sampler.alone() || workflow.changes().sampler().filter(second -> second.sampler().alone()).isPresent();
    }

    private static boolean side(int pixels) {
        return pixels >= 8 && pixels <= LARGEST && pixels % 8 == 0;
    }

    private static void check(boolean holds, String name, String rule, Number value, String advice) {
        if (!holds) {
            throw new EvaluationException("%s: must %s, but is %s.\n%s".formatted(name, rule, value, advice));
        }
    }
}
