package dev.cupel.evaluator.drawing;

/**
 * From what a U-Net predicts to the clean latent behind a noisy one, and back.
 *
 * <pre>
 * symbol   meaning                      noise predicted    velocity predicted
 * x        noisy latent
 * p        prediction
 * D        clean latent, skip x - out p
 * skip                                  1                  1 / (sigma^2 + 1)
 * out                                   sigma              sigma / sqrt(sigma^2 + 1)
 * </pre>
 */
record Scalings(float skip, float out) {

    static Scalings of(NetworkSettings.Predicted predicted, float sigma) {
        return switch (predicted) {
            case NOISE -> new Scalings(1, sigma);
            case VELOCITY -> new Scalings(1 / (sigma * sigma + 1), sigma / (float) Math.sqrt(sigma * sigma + 1));
        };
    }

    /**
     * D.
     *
     * @param predicted has p from a place on
     */
    float[] clean(float[] x, float[] predicted, int from) {
        float[] clean = new float[x.length];
        for (int i = 0; i < clean.length; i++) {
            clean[i] = skip * x[i] - out * predicted[from + i];
        }
        return clean;
    }

    /**
     * Brings the deviation of a guided prediction back to that of the prompt alone (Lin et al. 2023, equations 15 and 16).
     *
     * @param guided D with guidance; changed
     * @param wanted D of the prompt alone
     * @param share  how much of the way, 0 to 1
     */
    void rescale(float[] guided, float[] wanted, float[] x, double share) {
        float factor = (float) (share * deviation(wanted, x) / deviation(guided, x) + (1 - share));
        for (int i = 0; i < guided.length; i++) {
            // what D takes away from skip x is p but for a factor
            guided[i] = skip * x[i] - factor * (skip * x[i] - guided[i]);
        }
    }

    /** Standard deviation of p, but for a factor. */
    private double deviation(float[] clean, float[] x) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            double p = (double) skip * x[i] - clean[i];
            sum += p;
            squares += p * p;
        }
        return Math.sqrt(squares / x.length - sum / x.length * (sum / x.length));
    }
}
