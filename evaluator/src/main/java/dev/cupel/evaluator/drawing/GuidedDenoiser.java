package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.sampling.Denoiser;
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
 * result D_negative + scale * sum over the prompt's parts of weight (D_part - D_negative)
 * </pre>
 *
 * <p>A prompt whose editing changes it has another text for other calls.
 */
final class GuidedDenoiser implements Denoiser, AutoCloseable {

    private final UNet unet;
    private final NoiseSchedule schedule;
    private final int height;
    private final int width;
    /** Parts of all latents' prompts, then the negative prompts if they count, one for each latent. */
    private final List<Text> texts = new ArrayList<>();
    private final int parts;
    private final List<Call> calls = new ArrayList<>();
    /** The states that the calls were made for. */
    private List<float[]> current = List.of();
    private int asked;

    /**
     * A text for one latent.
     *
     * @param factor of its pull, scale times weight
     */
    private record Text(int latent, float factor, ScheduledText states) {}

    /** One U-Net call: texts of the same length, by their places in the list of all. */
    private record Call(UNet.Condition condition, List<Integer> texts) {}

    /**
     * @param prompts   each latent's prompt
     * @param negatives each latent's negative prompt; not looked at if the scale is 1 and no part has a weight
     * @param height    of the latents
     * @param width     of the latents
     */
    GuidedDenoiser(UNet unet, NoiseSchedule schedule, List<PromptStates> prompts, List<PromptStates> negatives,
            double scale, int height, int width) {
        this.unet = unet;
        this.schedule = schedule;
        this.height = height;
        this.width = width;
        for (int b = 0; b < prompts.size(); b++) {
            for (PromptStates.Part part : prompts.get(b).parts()) {
                texts.add(new Text(b, (float) (scale * part.weight()), part.text()));
            }
        }
        this.parts = texts.size();
        if (scale != 1 || !prompts.stream().allMatch(PromptStates::simple)) {
            for (int b = 0; b < negatives.size(); b++) {
                texts.add(new Text(b, 0, negatives.get(b).whole()));
            }
        }
    }

    @Override
    public float[][] denoise(float[][] x, float sigma) {
        prepare(asked++);
        float[][] clean = new float[texts.size()][];
        for (Call call : calls) {
            predict(call, x, sigma, clean);
        }
        return texts.size() == parts ? clean : guide(clean, x.length);
    }

    /** Groups the texts of a call by length; most prompts do not change, and what was prepared for the first call lasts. */
    private void prepare(int call) {
        List<float[]> states = texts.stream().map(text -> text.states().at(call)).toList();
        if (states.equals(current)) { // the same arrays
            return;
        }
        close();
        current = states;
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int t = 0; t < states.size(); t++) {
            byLength.computeIfAbsent(states.get(t).length, length -> new ArrayList<>()).add(t);
        }
        for (List<Integer> same : byLength.values()) {
            calls.add(new Call(unet.condition(same.stream().map(states::get).toArray(float[][]::new)), same));
        }
    }

    private void predict(Call call, float[][] x, float sigma, float[][] clean) {
        int n = x[0].length;
        float[] scaled = new float[call.texts().size() * n];
        float root = (float) Math.sqrt(sigma * sigma + 1);
        for (int k = 0; k < call.texts().size(); k++) {
            float[] latent = x[texts.get(call.texts().get(k)).latent()];
            for (int i = 0; i < n; i++) {
                scaled[k * n + i] = latent[i] / root;
            }
        }
        float[] noise = unet.noise(call.condition(), scaled, height, width, schedule.time(sigma));
        for (int k = 0; k < call.texts().size(); k++) {
            int text = call.texts().get(k);
            float[] latent = x[texts.get(text).latent()];
            clean[text] = new float[n];
            for (int i = 0; i < n; i++) {
                clean[text][i] = latent[i] - sigma * noise[k * n + i];
            }
        }
    }

    private float[][] guide(float[][] clean, int batch) {
        float[][] guided = new float[batch][];
        for (int b = 0; b < batch; b++) {
            guided[b] = clean[parts + b].clone();
        }
        for (int t = 0; t < parts; t++) {
            Text text = texts.get(t);
            float[] wanted = clean[t];
            float[] unwanted = clean[parts + text.latent()];
            float[] sum = guided[text.latent()];
            for (int i = 0; i < wanted.length; i++) {
                sum[i] += text.factor() * (wanted[i] - unwanted[i]);
            }
        }
        return guided;
    }

    @Override
    public void close() {
        calls.forEach(call -> call.condition().close());
        calls.clear();
    }
}
