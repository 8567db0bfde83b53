package dev.cupel.evaluator.sampling;

/**
 * The noise levels on which Stable Diffusion 1.x was trained.
 *
 * <pre>
 * symbol    meaning                                                       shape, range
 * beta_i    (linspace(sqrt 0.00085, sqrt 0.012, 1000)_i)^2                (1000)
 * abar_i    product of 1 - beta_j for j up to i                           (1000), 0.9991 down to 0.0047
 * sigma_i   sqrt((1 - abar_i) / abar_i): noise per unit of signal         (1000), 0.0292 up to 14.6146
 * t         time, a position in this table, also between its entries      0 to 999
 * </pre>
 *
 * <p>Between entries ln sigma is linear in t. Arithmetic is float32, as in the programs whose pictures are to be met.
 */
public final class NoiseSchedule {

    /** Times of training. */
    static final int TIMES = 1000;
    /** The last of the fifty times of a latent consistency model, counted from 0. */
    private static final int LAST_CONSISTENT = 49;
    /** What rounding leaves of no difference, where logarithms of levels are 0.06 and more apart. */
    private static final float HALFWAY = 1e-5f;
    /** abar of the last time where there is to be no signal: 0 would be a level without bound. The web UI's number. */
    private static final float NO_SIGNAL = 4.8973451890853435e-08f;

    /** Departures from the levels of Stable Diffusion 1.x as it was published. */
    public enum Variant {
        /** None. */
        PUBLISHED,
        /**
         * As the web UI had them up to 1.6 with its networks in half precision, which it also was for abar: every
         * operation rounds to float16. Levels go from 0.0313 to 14.609.
         */
        HALVED,
        /** No signal at the last time, for models trained so (Lin et al. 2023, algorithm 1). */
        ZERO_TERMINAL
    }

    private final float[] alphas = new float[TIMES];
    private final float[] logSigmas = new float[TIMES];
    private final boolean halved;

    /** The schedule of Stable Diffusion 1.x. */
    public NoiseSchedule() {
        this(Variant.PUBLISHED);
    }

    /** A schedule that departs from it. */
    public NoiseSchedule(Variant variant) {
        double first = Math.sqrt(0.00085);
        double last = Math.sqrt(0.012);
        double product = 1;
        for (int i = 0; i < TIMES; i++) {
            double root = first + (last - first) * i / (TIMES - 1);
            product *= 1 - root * root;
            alphas[i] = (float) product;
        }
        this.halved = variant == Variant.HALVED;
        switch (variant) {
            case PUBLISHED -> {}
            case HALVED -> {
                for (int i = 0; i < TIMES; i++) {
                    alphas[i] = half(alphas[i]);
                }
            }
            case ZERO_TERMINAL -> endWithoutSignal();
        }
        for (int i = 0; i < TIMES; i++) {
            float log = (float) Math.log(level(alphas[i]));
            logSigmas[i] = halved ? half(log) : log;
        }
    }

    /** Shifts the roots of abar so that the last is 0, and scales them so that the first stays. */
    private void endWithoutSignal() {
        float first = (float) Math.sqrt(alphas[0]);
        float last = (float) Math.sqrt(alphas[TIMES - 1]);
        for (int i = 0; i < TIMES; i++) {
            float root = ((float) Math.sqrt(alphas[i]) - last) * (first / (first - last));
            alphas[i] = root * root;
        }
        alphas[TIMES - 1] = NO_SIGNAL;
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    /** abar at a time of the table, 0 to 999. */
    float alpha(int time) {
        return alphas[time];
    }

    /**
     * The noise level at a time.
     *
     * @param time 0 to 999, fractions included
     */
    public float sigma(float time) {
        int low = (int) Math.floor(time);
        int high = (int) Math.ceil(time);
        float w = time - low;
        return (float) Math.exp((1 - w) * logSigmas[low] + w * logSigmas[high]);
    }

    /**
     * The time of a noise level, fractions included; levels beyond the table get its ends.
     *
     * @param sigma above 0
     */
    public float time(float sigma) {
        float log = (float) Math.log(sigma);
        int low = 0;
        while (low < TIMES - 2 && logSigmas[low + 1] <= log) {
            low++;
        }
        float w = (logSigmas[low] - log) / (logSigmas[low] - logSigmas[low + 1]);
        w = Math.clamp(w, 0f, 1f);
        return (1 - w) * low + w * (low + 1);
    }

    /** The smallest level of the table. */
    public float smallest() {
        return level(alphas[0]);
    }

    /** The largest level of the table. */
    public float largest() {
        return level(alphas[TIMES - 1]);
    }

    /**
     * Noise levels for a number of steps, at times evenly spaced from 999 down to 0, and a final 0.
     *
     * @param steps at least 1
     * @return steps + 1 levels, falling
     */
    public float[] sigmas(int steps) {
        check(steps);
        float[] sigmas = new float[steps + 1];
        float spacing = steps == 1 ? 0 : -(TIMES - 1f) / (steps - 1);
        for (int k = 0; k < steps; k++) {
            // from both ends towards the middle, so that the last time is 0 exactly
            boolean front = steps == 1 || k < steps / 2;
            sigmas[k] = sigma(front ? TIMES - 1 + spacing * k : -spacing * (steps - 1 - k));
        }
        return sigmas;
    }

    /**
     * Levels of whole times, as DDIM and PLMS have them: each 1000 / steps rounded down, plus 1, and time 0 at the end. If
     * steps does not divide 1000 there are more levels than asked for.
     *
     * @param steps 1 to 1000
     * @return steps + 1 levels or more, falling, the last one above 0
     */
    float[] wholeTimes(int steps) {
        check(steps);
        int spacing = Math.max(1, TIMES / steps);
        int count = (TIMES + spacing - 1) / spacing;
        float[] sigmas = new float[count + 1];
        for (int k = 0; k < count; k++) {
            sigmas[count - 1 - k] = wholeLevel(steps, k);
        }
        sigmas[count] = level(alphas[0]);
        return sigmas;
    }

    /**
     * One of those times.
     *
     * @param index counted from the end; 0 is the last but time 0
     */
    static int wholeTime(int steps, int index) {
        return Math.min(index * Math.max(1, TIMES / steps) + 1, TIMES - 1);
    }

    /** The level of one of those times. */
    float wholeLevel(int steps, int index) {
        return level(alphas[wholeTime(steps, index)]);
    }

    /** As {@link #continuousTimes(int, int)}, for a drawing from nothing. */
    float[] continuousTimes(int steps) {
        return continuousTimes(steps, TIMES - 1);
    }

    /**
     * Levels of times evenly spaced down to 0, between which ln abar is linear, as UniPC has them.
     *
     * @param from the first time, above 0
     * @return steps + 1 levels, falling, the last one above 0
     */
    float[] continuousTimes(int steps, int from) {
        check(steps);
        float[] sigmas = new float[steps + 1];
        for (int k = 0; k <= steps; k++) {
            double time = (double) from * (steps - k) / steps;
            int low = Math.min((int) time, TIMES - 2);
            double w = time - low;
            double alpha = Math.exp((1 - w) * Math.log(alphas[low]) + w * Math.log(alphas[low + 1]));
            sigmas[k] = (float) Math.sqrt((1 - alpha) / alpha);
        }
        return sigmas;
    }

    /**
     * Levels evenly spaced among those of the fifty times 19, 39, ... 999 that a latent consistency model was made for, between which
     * ln sigma is linear, and a final 0.
     *
     * @return steps + 1 levels, falling
     */
    float[] consistencyTimes(int steps) {
        check(steps);
        float[] sigmas = new float[steps + 1];
        for (int k = 0; k < steps; k++) {
            float place = steps == 1 ? LAST_CONSISTENT : (float) LAST_CONSISTENT * (steps - 1 - k) / (steps - 1);
            float w = place - (int) place;
            sigmas[k] = (float) Math.exp((1 - w) * consistentLog((int) place)
                    + w * consistentLog((int) Math.ceil(place)));
        }
        return sigmas;
    }

    /** The one of those fifty times whose level is nearest to a level, by their logarithms; halfway between two the smaller. */
    float consistencyTime(float sigma) {
        float log = (float) Math.log(sigma);
        int nearest = 0;
        for (int i = 1; i <= LAST_CONSISTENT; i++) {
            if (Math.abs(log - consistentLog(i)) < Math.abs(log - consistentLog(nearest)) - HALFWAY) {
                nearest = i;
            }
        }
        return 20 * nearest + 19;
    }

    private float consistentLog(int place) {
        return logSigmas[20 * place + 19];
    }

    private float level(float alpha) {
        return halved ? half((float) Math.sqrt(half(half(1 - alpha) / alpha))) : (float) Math.sqrt((1 - alpha) / alpha);
    }

    private static void check(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: must be at least 1, but is " + steps);
        }
    }
}
