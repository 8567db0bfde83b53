package dev.cupel.evaluator.sampling;

import java.util.Arrays;
import java.util.Optional;

/** How noise levels are spaced along the way, under AUTOMATIC1111's names. */
public enum ScheduleType {
    /** What the sampler has of its own: {@link #UNIFORM} for most. */
    AUTOMATIC("Automatic"),
    /** Evenly in the time of training, both its ends included. */
    UNIFORM("Uniform"),
    /** Evenly in the seventh root of the noise level, so that steps are short near the end (Karras et al. 2022). */
    KARRAS("Karras"),
    /** Evenly in the logarithm of the noise level. */
    EXPONENTIAL("Exponential"),
    /** Evenly in the logarithm of the noise level: k-diffusion's "polyexponential" with its usual rho of 1. */
    POLYEXPONENTIAL("Polyexponential"),
    /** Evenly in the time of training without its end, from which the last step goes to 0. */
    SGM_UNIFORM("SGM Uniform");

    private final String title;

    ScheduleType(String title) {
        this.title = title;
    }

    /** The name in settings and in a picture's infotext. */
    public String title() {
        return title;
    }

    /** The type of a title, upper and lower case alike. */
    public static Optional<ScheduleType> named(String title) {
        return Arrays.stream(values()).filter(type -> type.title.equalsIgnoreCase(title.strip())).findFirst();
    }

    /** steps + 1 levels, falling, the last one 0. */
    float[] sigmas(NoiseSchedule schedule, int steps) {
        return switch (this) {
            case AUTOMATIC, UNIFORM -> schedule.sigmas(steps);
            case KARRAS -> floats(Spacing.karras(steps, schedule.smallest(), schedule.largest()));
            case EXPONENTIAL, POLYEXPONENTIAL ->
                floats(Spacing.exponential(steps, schedule.smallest(), schedule.largest()));
            case SGM_UNIFORM -> withoutNextToLast(schedule.sigmas(steps + 1));
        };
    }

    static float[] withoutNextToLast(float[] sigmas) {
        float[] kept = Arrays.copyOf(sigmas, sigmas.length - 1);
        kept[kept.length - 1] = 0;
        return kept;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
