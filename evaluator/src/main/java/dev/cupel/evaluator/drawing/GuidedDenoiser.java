package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.sampling.Denoiser;
import dev.cupel.evaluator.sampling.FloatLatents;
import dev.cupel.evaluator.sampling.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The U-Net as a denoiser, guided away from the negative prompts (classifier-free guidance, Ho and Salimans 2022).
 *
 * <pre>
 * c_in   1 / sqrt(sigma^2 + 1)                            the network saw latents of unit variance
 * eps    U-Net(c_in x, time of sigma, text)               predicted noise
 * D      x - sigma eps                                    expected clean latent
 * result D_negative + scale (D_prompt - D_negative)
 * </pre>
 */
final class GuidedDenoiser implements Denoiser<FloatLatents>, AutoCloseable {

    private final UNet unet;
    private final NoiseSchedule schedule;
    private final float scale;
    private final int height;
    private final int width;
    private final List<Call> calls = new ArrayList<>();

    /** One U-Net call: latents whose texts have the same length. A text t is of latent t modulo the batch. */
    private record Call(UNet.Condition condition, List<Integer> texts) {}

    /**
     * @param prompts   text states of each latent's prompt
     * @param negatives text states of each latent's negative prompt; not looked at if the scale is 1
     * @param height    of the latents
     * @param width     of the latents
     */
    GuidedDenoiser(UNet unet, NoiseSchedule schedule, List<float[]> prompts, List<float[]> negatives, double scale,
            int height, int width) {
        this.unet = unet;
        this.schedule = schedule;
        this.scale = (float) scale;
        this.height = height;
        this.width = width;
        List<float[]> texts = new ArrayList<>(prompts);
        if (scale != 1) {
            texts.addAll(negatives);
        }
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int t = 0; t < texts.size(); t++) {
            byLength.computeIfAbsent(texts.get(t).length, length -> new ArrayList<>()).add(t);
        }
        for (List<Integer> same : byLength.values()) {
            calls.add(new Call(unet.condition(same.stream().map(texts::get).toArray(float[][]::new)), same));
        }
    }

    @Override
    public FloatLatents denoise(FloatLatents latents, double level) {
        return FloatLatents.of(denoise(latents.values(), (float) level));
    }

    private float[][] denoise(float[][] x, float sigma) {
        float[][] clean = new float[calls.stream().mapToInt(call -> call.texts().size()).sum()][];
        for (Call call : calls) {
            predict(call, x, sigma, clean);
        }
        return clean.length == x.length ? clean : guide(clean, x.length);
    }

    private void predict(Call call, float[][] x, float sigma, float[][] clean) {
        int n = x[0].length;
        float[] scaled = new float[call.texts().size() * n];
        float root = (float) Math.sqrt(sigma * sigma + 1);
        for (int k = 0; k < call.texts().size(); k++) {
            float[] latent = x[call.texts().get(k) % x.length];
            for (int i = 0; i < n; i++) {
                scaled[k * n + i] = latent[i] / root;
            }
        }
        float[] noise = unet.noise(call.condition(), scaled, height, width, schedule.time(sigma));
        for (int k = 0; k < call.texts().size(); k++) {
            int text = call.texts().get(k);
            float[] latent = x[text % x.length];
            clean[text] = new float[n];
            for (int i = 0; i < n; i++) {
                clean[text][i] = latent[i] - sigma * noise[k * n + i];
            }
        }
    }

    private float[][] guide(float[][] clean, int batch) {
        float[][] guided = new float[batch][];
        for (int b = 0; b < batch; b++) {
            float[] wanted = clean[b];
            float[] unwanted = clean[batch + b];
            guided[b] = new float[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                guided[b][i] = unwanted[i] + scale * (wanted[i] - unwanted[i]);
            }
        }
        return guided;
    }

    @Override
    public void close() {
        calls.forEach(call -> call.condition().close());
    }
}
