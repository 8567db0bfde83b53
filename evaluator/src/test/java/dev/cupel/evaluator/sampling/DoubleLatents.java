package dev.cupel.evaluator.sampling;

/** One latent in float64, so that an algorithm can be told from its rounding. */
record DoubleLatents(double... values) implements Latents<DoubleLatents> {

    @Override
    public DoubleLatents plus(double factor, DoubleLatents other) {
        double[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * other.values[i];
        }
        return new DoubleLatents(sum);
    }

    @Override
    public DoubleLatents minus(DoubleLatents other) {
        return plus(-1, other);
    }

    @Override
    public DoubleLatents times(double factor) {
        return new DoubleLatents(new double[values.length]).plus(factor, this);
    }

    @Override
    public DoubleLatents over(double divisor) {
        return times(1 / divisor);
    }

    @Override
    public double distance(DoubleLatents other, DoubleLatents before, double absolute, double relative) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double size = Math.max(Math.abs(values[i]), Math.abs(before.values[i]));
            double d = (values[i] - other.values[i]) / Math.max(absolute, relative * size);
            sum += d * d;
        }
        return Math.sqrt(sum / values.length);
    }
}
