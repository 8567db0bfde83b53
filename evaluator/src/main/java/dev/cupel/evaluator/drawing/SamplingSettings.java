package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.Stochasticity;
import dev.cupel.evaluator.sampling.Variation;
import java.util.Optional;

/**
 * How a sampler goes its way, and where its noise is from.
 *
 * @param schedule   spacing of the noise levels
 * @param dials      how much fresh noise
 * @param rng        whose random numbers
 * @param variation  of the start noise
 * @param resizeFrom size of the picture whose composition is to be kept: its noise goes into the middle
 */
public record SamplingSettings(ScheduleType schedule, Stochasticity dials, RandomSource rng, Variation variation,
        Optional<Infotext.Size> resizeFrom) {

    private static final int LARGEST = 4096;

    public SamplingSettings {
        resizeFrom.filter(size -> Math.min(size.width(), size.height()) < 8
                || Math.max(size.width(), size.height()) > LARGEST).ifPresent(size -> {
                    throw new EvaluationException("""
                            seed resize from: sides must be 8 to 4096, but are %dx%d.
                            Give the size of the picture whose seed this is, such as 512x512.""".formatted(
                            size.width(), size.height()));
                });
    }

    /** What a sampler does if nothing is said: its own levels and noise, PyTorch's random numbers of a processor. */
    public static SamplingSettings usual(Sampler sampler) {
        return new SamplingSettings(ScheduleType.AUTOMATIC, sampler.usual(), RandomSource.CPU, Variation.NONE,
                Optional.empty());
    }

    /** The same with another spacing of noise levels. */
    public SamplingSettings withSchedule(ScheduleType other) {
        return new SamplingSettings(other, dials, rng, variation, resizeFrom);
    }

    /** The same with other fresh noise. */
    public SamplingSettings withDials(Stochasticity other) {
        return new SamplingSettings(schedule, other, rng, variation, resizeFrom);
    }

    /** The same with other random numbers. */
    public SamplingSettings withRng(RandomSource other) {
        return new SamplingSettings(schedule, dials, other, variation, resizeFrom);
    }

    /** The same with another variation. */
    public SamplingSettings withVariation(Variation other) {
        return new SamplingSettings(schedule, dials, rng, other, resizeFrom);
    }

    /** The same with noise of another size in the middle. */
    public SamplingSettings withResizeFrom(Infotext.Size other) {
        return new SamplingSettings(schedule, dials, rng, variation, Optional.of(other));
    }
}
