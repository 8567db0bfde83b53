package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.network.Interpolation;
import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.FloatLatents;
import dev.cupel.evaluator.sampling.LatentShape;
import dev.cupel.evaluator.sampling.NoiseSchedule;
import dev.cupel.evaluator.sampling.PartialWay;
import dev.cupel.evaluator.sampling.PictureNoise;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Stochasticity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ways that a sampler goes for some pictures: once, or a second time over the enlarged pictures.
 *
 * <p>A way that begins at a picture with denoising strength d ends like a whole way of n steps of which t + 1 are gone:
 *
 * <pre>
 *          n                              t
 * picture  steps                          floor(min(d, 0.999) steps)
 * hires    floor(steps / min(d, 0.999))   steps - 1
 * </pre>
 */
final class Passes {

    /** Largest share of a way that begins at a picture. */
    private static final double MOST = 0.999;

    private final UNet unet;
    private final PictureCodec codec;
    private final Enlarger enlarger;
    private final Compute compute;
    private final WebUiVersion version;
    private final NoiseSchedule schedule;
    private final GenerationSettings settings;
    private final Texts texts;
    private final Optional<Texts> secondTexts;
    private final StepWeights weights;

    /**
     * @param sitting all pictures that {@link #draw} will be asked for: their prompts are encoded here, if they are not yet
     */
    Passes(UNet unet, PictureCodec codec, Enlarger enlarger, Compute compute, EncodedPrompts prompts,
            StepWeights weights, Sitting sitting) {
        this.weights = weights;
        this.unet = unet;
        this.codec = codec;
        this.enlarger = enlarger;
        this.compute = compute;
        this.version = sitting.language().orElse(prompts.version());
        this.settings = sitting.settings();
        List<PictureJob> jobs = sitting.jobs();
        this.schedule = new NoiseSchedule(settings.network().training().levels());
        int calls = settings.steps() * (version == WebUiVersion.V1_3
                ? settings.sampler().callsPerStepUpTo15(settings.sampling().schedule())
                : settings.sampler().callsPerStep());
        this.texts = Texts.of(prompts, jobs, Workflow.HiresChanges.NONE, settings.clipSkip(),
                Timeline.of(version, calls), DrawingPass.FIRST);
        // up to 1.3 the web UI read the prompts of both passes before the first, with its networks
        DrawingPass reading = version == WebUiVersion.V1_3 ? DrawingPass.FIRST : DrawingPass.SECOND;
        this.secondTexts = settings.workflow() instanceof Workflow.Hires hires && hires.denoising() > 0
                ? Optional.of(Texts.of(prompts, jobs, hires.changes(), settings.clipSkip(), Timeline.hires(version,
                        calls, secondSteps(hires) * secondSampler(hires).sampler().callsPerStep()), reading))
                : Optional.empty();
    }

    /** The prompts of the first pass. */
    Texts texts() {
        return texts;
    }

    /** Draws some of the pictures together; what came of each, in their order. */
    List<Outcome> draw(List<PictureJob> jobs) {
        return switch (settings.workflow()) {
            case Workflow.FromNoise() -> decode(jobs, fromNoise(jobs, noise(jobs, shape())), shape());
            case Workflow.FromPicture from -> decode(jobs, fromPicture(jobs, from), shape());
            case Workflow.Hires hires -> enlarged(jobs, hires);
        };
    }

    /** The latents of pictures that begin as noise, shape (jobs, 4 * height / 8 * width / 8). */
    float[][] fromNoise(List<PictureJob> jobs, PictureNoise noise) {
        Sampler sampler = settings.sampler();
        float[] sigmas = version == WebUiVersion.V1_3
                ? sampler.sigmas(schedule, settings.sampling().schedule(), sampler.stepsUpTo15(settings.steps()))
                : sampler.upToNextToLast(
                        sampler.sigmas(schedule, settings.sampling().schedule(),
                                sampler.stepsFrom16(settings.steps())));
        FloatLatents start = noise.start().times(sampler.startLevel(sigmas[0]));
        return run(first(sampler, settings.steps()), jobs, start, sigmas, noise);
    }

    private Pass first(Sampler sampler, int steps) {
        return new Pass(DrawingPass.FIRST, sampler, steps, settings.cfgScale(), settings.network().merging().ratio(),
                texts, shape());
    }

    private float[][] fromPicture(List<PictureJob> jobs, Workflow.FromPicture from) {
        PictureNoise noise = noise(jobs, shape());
        float[][] latents = first(from, noise);
        Sampler sampler = version == WebUiVersion.V1_3 ? settings.sampler().fromPictures() : settings.sampler();
        int last = (int) (Math.min(from.denoising(), MOST) * settings.steps());
        PartialWay way = end(new ScheduledSampler(sampler, settings.sampling().schedule()), settings.steps(), last);
        return over(first(sampler, last + 1), jobs, latents, way, noise);
    }

    private PartialWay end(ScheduledSampler sampler, int steps, int last) {
        if (version == WebUiVersion.V1_3) {
            return sampler.sampler().end(schedule, sampler.schedule(), sampler.sampler().stepsUpTo15(steps), last);
        }
        PartialWay way = sampler.sampler().end(schedule, sampler.schedule(), steps, last);
        return new PartialWay(sampler.sampler().upToNextToLast(way.sigmas()), way.picture(), way.noise());
    }

    /** The picture that all jobs begin with, encoded with each one's noise. */
    private float[][] first(Workflow.FromPicture from, PictureNoise noise) {
        Picture picture = switch (from.fit()) {
            case Workflow.Fit.Framed(var framing) ->
                framing.apply(from.picture(), settings.width(), settings.height());
            case Workflow.Fit.Latent() -> from.picture();
        };
        List<float[]> latents = new ArrayList<>();
        for (float[] own : noise.forEncoding(PictureCodec.count(picture.width(), picture.height()))) {
            latents.add(codec.encode(picture, own));
        }
        return switch (from.fit()) {
            case Workflow.Fit.Framed _ -> latents.toArray(float[][]::new);
            case Workflow.Fit.Latent() -> Interpolation.BILINEAR.resize(compute,
                    Parts.joined(latents), picture.height() / Autoencoder.FACTOR,
                    picture.width() / Autoencoder.FACTOR, shape().height(), shape().width());
        };
    }

    /**
     * Latents that were enlarged.
     *
     * @param broken what was no picture to enlarge, by its place: its latents are no numbers and keep its place among the others
     */
    private record Enlarged(float[][] latents, Map<Integer, Outcome> broken) {}

    private List<Outcome> enlarged(List<PictureJob> jobs, Workflow.Hires hires) {
        PictureNoise noise = noise(jobs, shape());
        Enlargement.Target target = hires.enlargement().of(settings.width(), settings.height());
        LatentShape large = new LatentShape(UNet.CHANNELS, target.rows(), target.columns());
        Enlarged enlarged = enlarge(jobs, fromNoise(jobs, noise), hires, noise, target);
        float[][] latents = secondTexts.isEmpty()
                ? enlarged.latents()
                : over(second(hires, secondTexts.get(), large), jobs, enlarged.latents(), secondWay(hires),
                        noise(jobs, large));
        List<Outcome> outcomes = new ArrayList<>(decode(jobs, latents, large));
        enlarged.broken().forEach(outcomes::set);
        return outcomes;
    }

    private Pass second(Workflow.Hires hires, Texts shown, LatentShape large) {
        return new Pass(DrawingPass.SECOND, secondSampler(hires).sampler(), secondSteps(hires),
                hires.changes().cfgScale().orElse(settings.cfgScale()),
                settings.network().merging().second(), shown, large);
    }

    private PartialWay secondWay(Workflow.Hires hires) {
        int steps = secondSteps(hires);
        return end(secondSampler(hires), (int) (steps / Math.min(hires.denoising(), MOST)), steps - 1);
    }

    private Enlarged enlarge(List<PictureJob> jobs, float[][] latents, Workflow.Hires hires, PictureNoise noise,
            Enlargement.Target target) {
        int height = target.height() / Autoencoder.FACTOR;
        int width = target.width() / Autoencoder.FACTOR;
        Enlarged large = switch (hires.upscaler()) {
            case Upscaler.Latent(var interpolation) ->
                new Enlarged(interpolation.resize(compute, Parts.joined(List.of(latents)), shape().height(),
                        shape().width(), height, width), Map.of());
            case Upscaler.Plain plain -> byPictures(jobs, latents, plain, noise, target);
            case Upscaler.Network network -> byPictures(jobs, latents, network, noise, target);
        };
        float[][] cut = new float[jobs.size()][];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = Enlarger.cut(large.latents()[i], height, width, target);
        }
        return new Enlarged(cut, large.broken());
    }

    private Enlarged byPictures(List<PictureJob> jobs, float[][] latents, Upscaler upscaler, PictureNoise noise,
            Enlargement.Target target) {
        List<Outcome> first = decode(jobs, latents, shape());
        int count = PictureCodec.count(target.width(), target.height());
        float[][] own = version == WebUiVersion.V1_3
                ? noise.forEncodingAfter(settings.steps(),
                        settings.sampler().unusedDraws(settings.sampling().dials(), settings.steps()), count)
                : noise.forEncoding(count);
        float[][] encoded = new float[own.length][];
        Map<Integer, Outcome> broken = new TreeMap<>();
        for (int i = 0; i < own.length; i++) {
            switch (first.get(i)) {
                case Outcome.Drawn drawn -> encoded[i] = codec.encode(
                        enlarger.enlarge(drawn.picture(), upscaler, target.width(), target.height()), own[i]);
                case Outcome.Broken _ -> {
                    encoded[i] = new float[count];
                    Arrays.fill(encoded[i], Float.NaN);
                    broken.put(i, first.get(i));
                }
            }
        }
        return new Enlarged(encoded, broken);
    }

    private int secondSteps(Workflow.Hires hires) {
        return hires.steps() > 0 ? hires.steps() : settings.steps();
    }

    private ScheduledSampler secondSampler(Workflow.Hires hires) {
        ScheduledSampler chosen = hires.changes().sampler()
                .orElse(new ScheduledSampler(settings.sampler(), settings.sampling().schedule()));
        if (version == WebUiVersion.V1_3 && settings.sampler().fromPictures() != settings.sampler()) {
            return new ScheduledSampler(settings.sampler().fromPictures(), ScheduleType.AUTOMATIC); // whatever was chosen
        }
        return chosen;
    }

    private List<Outcome> decode(List<PictureJob> jobs, float[][] latents, LatentShape shape) {
        return codec.decode(jobs, latents, shape.height(), shape.width());
    }

    private LatentShape shape() {
        return shape(settings.width(), settings.height());
    }

    private static LatentShape shape(int width, int height) {
        return new LatentShape(UNet.CHANNELS, height / Autoencoder.FACTOR, width / Autoencoder.FACTOR);
    }

    PictureNoise noise(List<PictureJob> jobs, LatentShape shape) {
        SamplingSettings sampling = settings.sampling();
        // up to 1.5 the web UI resized no seed for its second pass
        boolean resized = version != WebUiVersion.V1_3 || shape.equals(shape());
        return new PictureNoise(sampling.rng(), shape, jobs.stream().map(PictureJob::seed).toList(), settings.ensd(),
                sampling.variation(), sampling.resizeFrom().filter(size -> resized)
                        .map(size -> shape(size.width(), size.height())));
    }

    /**
     * One way.
     *
     * @param which  whose weights its U-Net has
     * @param steps  as they are asked for; the sampler may go more or less
     * @param scale  how far away from the negative prompt
     * @param merged share of the U-Net's tokens to merge
     * @param shown  what its pictures are to show
     * @param shape  of its latents
     */
    private record Pass(DrawingPass which, Sampler sampler, int steps, double scale, double merged, Texts shown,
            LatentShape shape) {}

    /** Goes a way from latents without noise. */
    private float[][] over(Pass pass, List<PictureJob> jobs, float[][] latents, PartialWay way, PictureNoise noise) {
        FloatLatents start = FloatLatents.of(latents).times(way.picture()).plus(way.noise(), noise.start());
        return run(pass, jobs, start, way.sigmas(), noise);
    }

    /** Goes a way from latents with noise of the first level. */
    private float[][] run(Pass pass, List<PictureJob> jobs, FloatLatents start, float[] sigmas, PictureNoise noise) {
        Sampler sampler = pass.sampler();
        // the dials are set for the sampler of the settings
        Stochasticity dials = sampler == settings.sampler() ? settings.sampling().dials() : sampler.usual();
        try (GuidedDenoiser denoiser = new GuidedDenoiser(unet, level -> sampler.time(schedule, (float) level),
                settings.network(), pass.merged(), pass.shown().wanted(jobs), pass.shown().unwanted(jobs), pass.scale(),
                pass.shape(),
                call -> weights.at(pass.which(), call / sampler.callsPerStep(), sampler.counted(call), pass.steps()))) {
            return sampler.sample(denoiser, start, sigmas, noise.steps(sampler, sigmas), dials).values();
        }
    }
}
