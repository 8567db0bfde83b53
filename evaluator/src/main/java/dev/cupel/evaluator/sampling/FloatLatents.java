package dev.cupel.evaluator.sampling;

/** Latents in float32, each operation rounded as other programs round it. */
public final class FloatLatents implements Latents<FloatLatents> {

    private final float[][] values;

    private FloatLatents(float[][] values) {
        this.values = values;
    }

    /** @param values shape (batch, n); not copied, not to be changed from now on */
    public static FloatLatents of(float[][] values) {
        return new FloatLatents(values);
    }

    /** Shape (batch, n); not to be changed. */
    public float[][] values() {
        return values;
    }

    @Override
    public FloatLatents plus(double factor, FloatLatents other) {
        float f = (float) factor;
        return map(other, (a, b) -> a + b * f);
    }

    @Override
    public FloatLatents minus(FloatLatents other) {
        return map(other, (a, b) -> a - b);
    }

    @Override
    public FloatLatents times(double factor) {
        float f = (float) factor;
        return map(this, (a, b) -> a * f);
    }

    @Override
    public FloatLatents over(double divisor) {
        float d = (float) divisor;
        return map(this, (a, b) -> a / d);
    }

    @Override
    public double distance(FloatLatents other, FloatLatents before, double absolute, double relative) {
        double sum = 0;
        long count = 0;
        for (int b = 0; b < values.length; b++) {
            for (int i = 0; i < values[b].length; i++) {
                float size = Math.max(Math.abs(values[b][i]), Math.abs(before.values[b][i]));
                double d = (values[b][i] - other.values[b][i]) / Math.max(absolute, relative * size);
                sum += d * d;
            }
            count += values[b].length;
        }
        return Math.sqrt(sum / count);
    }

    private interface Operation {
        float apply(float a, float b);
    }

    private FloatLatents map(FloatLatents other, Operation operation) {
        float[][] result = new float[values.length][];
        for (int b = 0; b < values.length; b++) {
            float[] mine = values[b];
            float[] theirs = other.values[b];
            float[] row = new float[mine.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = operation.apply(mine[i], theirs[i]);
            }
            result[b] = row;
        }
        return new FloatLatents(result);
    }
}
