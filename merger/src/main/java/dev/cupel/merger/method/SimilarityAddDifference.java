package dev.cupel.merger.method;

import java.util.List;

/**
 * Between the difference added and the sum, by how alike A and B are at each place: {@code (1 - s) (A + alpha (B - C)) + s ((1 -
 * alpha / 2) A + alpha / 2 B)} with {@code s = beta (A B / max(|A|, |B|)^2 + 1) / 2}, and s = beta where A and B are 0. As sd-meh
 * 0.9.5.
 *
 * @param compatibility sd-meh computes in the type of the files, in which the squares of small fp16 weights are 0 (so that s is
 *     beta for |A|, |B| below 2e-4); ours computes in float32. {@code sd-meh} rounds each operation to fp16, as for fp16 files
 */
public record SimilarityAddDifference(Compatibility compatibility) implements Formula {

    @Override
    public String name() {
        return "similarity_add_difference";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean hasBeta() {
        return true;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public Settings settings() {
        return compatibility.settings();
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        float[] a = values.a();
        float[] b = values.b();
        float[] c = values.c();
        float alpha = (float) coefficient.alpha();
        float beta = (float) coefficient.beta();
        float half = (float) (coefficient.alpha() / 2);
        float rest = (float) (1 - coefficient.alpha() / 2);
        for (int i = 0; i < values.length(); i++) {
            a[i] = compatibility == Compatibility.SD_MEH
                    ? inHalves(a[i], b[i], c[i], alpha, beta, half, rest)
                    : merged(a[i], b[i], c[i], alpha, beta, half, rest);
        }
        return a;
    }

    private static float merged(float a, float b, float c, float alpha, float beta, float half, float rest) {
        float top = Math.max(Math.abs(a), Math.abs(b));
        float similarity = top == 0 ? beta : ((a / top) * (b / top) + 1) / 2 * beta; // no square that underflows
        return (1 - similarity) * (a + alpha * (b - c)) + similarity * (rest * a + half * b);
    }

    private static float inHalves(float widerA, float widerB, float widerC, float alpha, float beta, float half,
            float rest) {
        float a = rounded(widerA);
        float b = rounded(widerB);
        float c = rounded(widerC);
        float top = Math.max(Math.abs(a), Math.abs(b));
        float quotient = rounded(rounded(a * b) / rounded(top * top));
        float alike = rounded(rounded(rounded(quotient + 1) / 2) * beta);
        float similarity = Float.isNaN(alike) ? rounded(beta) : alike;
        float difference = rounded(a + rounded(alpha * rounded(b - c)));
        float sum = rounded(rounded(rest * a) + rounded(half * b));
        return rounded(rounded(rounded(1 - similarity) * difference) + rounded(similarity * sum));
    }

    private static float rounded(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }
}
