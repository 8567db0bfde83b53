package dev.cupel.evaluator.sampling;

/**
 * A picture beside another: the start noise turned from that of one seed towards that of a second.
 *
 * @param seed     the second seed
 * @param strength 0 for the noise of the picture's own seed, 1 for that of the second
 */
public record Variation(long seed, double strength) {

    /** The picture's own seed alone. */
    public static final Variation NONE = new Variation(0, 0);

    /** Mean cosine from which on the noises are taken for equal. */
    private static final double EQUAL = 0.9995;

    public Variation {
        if (!(strength >= 0 && strength <= 1)) {
            throw new SamplingException("""
                    variation strength: must be 0 to 1, but is %s.
                    Maybe leave it out: 0 is usual.""".formatted(strength));
        }
    }

    /**
     * Spherical interpolation of columns: each column of each channel keeps its own angle, as in AUTOMATIC1111.
     *
     * @param low    noise of the picture's own seed, shape (channels, height, width)
     * @param high   noise of the second seed, same shape
     * @param height rows of a channel
     * @param width  columns of a channel
     */
    float[] between(float[] low, float[] high, int height, int width) {
        int columns = low.length / height;
        double[] cosines = new double[columns];
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            cosines[k] = cosine(low, high, k / width * height * width + k % width, height, width);
            sum += cosines[k];
        }
        float[] mixed = new float[low.length];
        for (int i = 0; i < mixed.length; i++) {
            double cosine = cosines[i / (height * width) * width + i % width];
            mixed[i] = sum / columns > EQUAL
                    // the strength is on the other side here: so it is in the program, where it hardly matters
                    ? (float) (low[i] * strength + high[i] * (1 - strength))
                    : slerp(low[i], high[i], Math.acos(cosine));
        }
        return mixed;
    }

    private float slerp(float low, float high, double angle) {
        return (float) ((Math.sin((1 - strength) * angle) * low + Math.sin(strength * angle) * high)
                / Math.sin(angle));
    }

    private static double cosine(float[] low, float[] high, int first, int height, int width) {
        double dot = 0;
        double lowSquare = 0;
        double highSquare = 0;
        for (int y = 0; y < height; y++) {
            double a = low[first + y * width];
            double b = high[first + y * width];
            dot += a * b;
            lowSquare += a * a;
            highSquare += b * b;
        }
        return dot / Math.sqrt(lowSquare * highSquare);
    }
}
