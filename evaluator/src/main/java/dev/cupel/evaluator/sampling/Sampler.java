package dev.cupel.evaluator.sampling;

import java.util.Arrays;
import java.util.Optional;

/**
 * A way from noise to a clean latent along falling noise levels.
 *
 * <pre>
 * symbol     meaning
 * x          latents, shape (batch, n)
 * D          what the denoiser makes of x
 * s, s'      noise level before and after a step
 * d          (x - D) / s: the direction in which noise grows
 * </pre>
 *
 * <p>Euler follows d to s' (Karras et al. 2022, algorithm 1 without its second half). Euler a goes down further, to
 * s_down, and adds fresh noise of s_up, with s_down^2 + s_up^2 = s'^2.
 */
public enum Sampler {
    /** Deterministic. */
    EULER("Euler"),
    /** Ancestral: fresh noise after each step but the last. */
    EULER_A("Euler a");

    private final String title;

    Sampler(String title) {
        this.title = title;
    }

    /** The name in settings and in a picture's infotext, as AUTOMATIC1111 writes it. */
    public String title() {
        return title;
    }

    /** The sampler of a title, upper and lower case alike. */
    public static Optional<Sampler> named(String title) {
        return Arrays.stream(values()).filter(sampler -> sampler.title.equalsIgnoreCase(title.strip())).findFirst();
    }

    /**
     * Walks from the first noise level to the last.
     *
     * @param x      noisy latents at the first level, shape (batch, n); not changed
     * @param sigmas falling levels, of which only the last may be 0
     * @param noise  asked once after each step that ends above 0, by a sampler that needs it
     * @return latents at the last level, same shape
     */
    public float[][] sample(Denoiser denoiser, float[][] x, float[] sigmas, NoiseSource noise) {
        for (int i = 0; i + 1 < sigmas.length; i++) {
            float[][] clean = denoiser.denoise(x, sigmas[i]);
            x = switch (this) {
                case EULER -> towards(x, clean, sigmas[i], sigmas[i + 1]);
                case EULER_A -> ancestral(x, clean, sigmas[i], sigmas[i + 1], noise);
            };
        }
        return x;
    }

    private static float[][] ancestral(float[][] x, float[][] clean, float from, float to, NoiseSource noise) {
        float up = Math.min(to, (float) Math.sqrt(to * to * (from * from - to * to) / (from * from)));
        float down = (float) Math.sqrt(to * to - up * up);
        float[][] next = towards(x, clean, from, down);
        if (to > 0) {
            float[][] fresh = noise.next();
            for (int b = 0; b < next.length; b++) {
                for (int i = 0; i < next[b].length; i++) {
                    next[b][i] += fresh[b][i] * up;
                }
            }
        }
        return next;
    }

    private static float[][] towards(float[][] x, float[][] clean, float from, float to) {
        float[][] next = new float[x.length][];
        for (int b = 0; b < x.length; b++) {
            next[b] = new float[x[b].length];
            for (int i = 0; i < x[b].length; i++) {
                float d = (x[b][i] - clean[b][i]) / from;
                next[b][i] = x[b][i] + d * (to - from);
            }
        }
        return next;
    }
}
