package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.picture.Framing;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import java.util.Optional;

/** What a drawing begins with, and how often its sampler goes its way. */
public sealed interface Workflow {

    /** What is different the second time, if there is one. */
    default HiresChanges changes() {
        return HiresChanges.NONE;
    }

    /** From noise, once. */
    record FromNoise() implements Workflow {}

    /**
     * From noise, then enlarged, and drawn over in the larger size: the web UI's "hires fix".
     *
     * @param enlargement how large
     * @param upscaler    by which means
     * @param denoising   how much is drawn anew: 0 nothing, 1 everything
     * @param steps       of the second way; 0 for as many as of the first
     * @param changes     what else is different the second time
     */
    record Hires(Enlargement enlargement, Upscaler upscaler, double denoising, int steps, HiresChanges changes)
            implements
                Workflow {

        public Hires {
            checkDenoising(denoising);
            if (steps < 0 || steps > 1000) {
                throw new EvaluationException("""
                        hires steps: must be 0 to 1000, but is %d.
                        Maybe leave it out: there are as many as in the first pass then.""".formatted(steps));
            }
        }
    }

    /**
     * What is different the second time.
     *
     * @param sampler        another sampler
     * @param prompt         another prompt; tags of extra networks in it are no text
     * @param negativePrompt another negative prompt
     * @param cfgScale       another strength of the prompt
     */
    record HiresChanges(Optional<ScheduledSampler> sampler, Optional<String> prompt, Optional<String> negativePrompt,
            Optional<Double> cfgScale) {

        /** Nothing. */
        public static final HiresChanges NONE = new HiresChanges(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /**
     * From a picture: "img2img".
     *
     * @param picture   what is drawn over
     * @param fit       how it is brought to the size that is drawn
     * @param denoising how much is drawn anew: 0 hardly anything, 1 nearly everything
     */
    record FromPicture(Picture picture, Fit fit, double denoising) implements Workflow {

        public FromPicture {
            checkDenoising(denoising);
        }
    }

    /** How a picture is brought to another size. */
    sealed interface Fit {

        /** As a picture. */
        record Framed(Framing framing) implements Fit {}

        /** As latents, stretched. */
        record Latent() implements Fit {}
    }

    private static void checkDenoising(double strength) {
        if (!(strength >= 0 && strength <= 1)) {
            throw new EvaluationException("""
                    denoising strength: must be 0 to 1, but is %s.
                    Maybe 0.7 with a latent upscaler, and 0.2 to 0.5 with another.""".formatted(strength));
        }
    }
}
