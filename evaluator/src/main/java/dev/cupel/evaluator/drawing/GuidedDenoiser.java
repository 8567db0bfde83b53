package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.sampling.Denoiser;
import dev.cupel.evaluator.sampling.FloatLatents;
import dev.cupel.evaluator.sampling.LatentShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The U-Net as a denoiser, guided away from the negative prompts (classifier-free guidance, Ho and Salimans 2022).
 *
 * <pre>
 * c_in   1 / sqrt(sigma^2 + 1)                            the network saw latents of unit variance
 * p      U-Net(c_in x, time of sigma, text)               predicted noise or velocity
 * D      c_skip x - c_out p                               expected clean latent, see Scalings
 * result D_negative + scale * sum over the prompt's parts of weight (D_part - D_negative)
 * </pre>
 *
 * <p>Guidance may be brought back to the deviation of the prompt alone, and leave the negative prompt out for some calls
 * ({@link NetworkSettings.Guidance}).
 *
 * <p>A prompt whose editing changes it has another text for other calls.
 */
final class GuidedDenoiser implements Denoiser<FloatLatents>, AutoCloseable {

    private final UNet unet;
    private final UNet.Manner manner;
    private final DoubleUnaryOperator times;
    private final NetworkSettings settings;
    private final int height;
    private final int width;
    /** Parts of all latents' prompts, then the negative prompts if they count, one for each latent. */
    private final List<Text> texts = new ArrayList<>();
    private final int parts;
    private final double scale;
    private final List<Call> calls = new ArrayList<>();
    /** The states that the calls were made for. */
    private List<float[]> current = List.of();
    private int asked;
    /** Told of each call before it; whether it changed the weights, with which all that was prepared is void. */
    private final IntPredicate changes;

    /**
     * A text for one latent.
     *
     * @param weight of its pull
     */
    private record Text(int latent, double weight, ScheduledText states) {}

    /** One U-Net call: texts of the same length, by their places in the list of all. */
    private record Call(UNet.Condition condition, List<Integer> texts) {}

    /**
     * @param times     the time at which the U-Net is asked about a noise level
     * @param merged    share of the U-Net's tokens to merge
     * @param prompts   each latent's prompt
     * @param negatives each latent's negative prompt; not looked at if the scale is 1 and no part has a weight
     * @param shape     of the latents
     * @param changes   is told of each call before it, by its number from 0, and says whether it changed the weights
     */
    GuidedDenoiser(UNet unet, DoubleUnaryOperator times, NetworkSettings settings, double merged,
            List<PromptStates> prompts, List<PromptStates> negatives, double scale, LatentShape shape,
            IntPredicate changes) {
        this.unet = unet;
        this.manner = new UNet.Manner(settings.tiling(), merged);
        this.times = times;
        this.settings = settings;
        this.scale = scale;
        this.changes = changes;
        this.height = shape.height();
        this.width = shape.width();
        for (int b = 0; b < prompts.size(); b++) {
            for (PromptStates.Part part : prompts.get(b).parts()) {
                texts.add(new Text(b, part.weight(), part.text()));
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
    public FloatLatents denoise(FloatLatents latents, double level) {
        return FloatLatents.of(denoise(latents.values(), (float) level));
    }

    private float[][] denoise(float[][] x, float sigma) {
        if (changes.test(asked)) {
            close();
        }
        boolean unguided = asked % 2 == 1 && sigma < settings.guidance().skipBelow();
        prepare(asked++, unguided ? parts : texts.size());
        float[][] clean = new float[texts.size()][];
        for (Call call : calls) {
            predict(call, x, sigma, clean);
        }
        if (texts.size() == parts) {
            return clean;
        }
        if (unguided) {
            // the web UI lets the first part stand in for the negative prompt, with a scale of 1
            return combined(clean, firstParts(x.length), 1, x.length);
        }
        int[] negatives = IntStream.range(parts, texts.size()).toArray();
        float[][] guided = combined(clean, negatives, scale, x.length);
        double rescale = settings.guidance().rescale();
        if (rescale > 0) {
            float[][] wanted = combined(clean, negatives, 1, x.length);
            for (int b = 0; b < guided.length; b++) {
                scalings(sigma).rescale(guided[b], wanted[b], x[b], rescale);
            }
        }
        return guided;
    }

    private int[] firstParts(int batch) {
        return IntStream.range(0, batch)
                .map(b -> IntStream.range(0, parts).filter(t -> texts.get(t).latent() == b).findFirst().orElseThrow())
                .toArray();
    }

    /** Groups the texts of a call by length; most prompts do not change, and what was prepared for the first call lasts. */
    private void prepare(int call, int count) {
        List<float[]> states = texts.subList(0, count).stream().map(text -> text.states().at(call)).toList();
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
            float[][] together = same.stream().map(states::get).toArray(float[][]::new);
            calls.add(new Call(unet.condition(together, manner), same));
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
        float[] predicted = unet.noise(call.condition(), scaled, height, width, (float) times.applyAsDouble(sigma));
        for (int k = 0; k < call.texts().size(); k++) {
            int text = call.texts().get(k);
            float[] latent = x[texts.get(text).latent()];
            clean[text] = scalings(sigma).clean(latent, predicted, k * n);
        }
    }

    private Scalings scalings(float sigma) {
        return Scalings.of(settings.training().predicted(), sigma);
    }

    /** What the parts make of others' results: base + factor * sum of weight (D_part - base). */
    private float[][] combined(float[][] clean, int[] base, double factor, int batch) {
        float[][] sums = new float[batch][];
        for (int b = 0; b < batch; b++) {
            sums[b] = clean[base[b]].clone();
        }
        for (int t = 0; t < parts; t++) {
            Text text = texts.get(t);
            float pull = (float) (factor * text.weight());
            float[] unwanted = clean[base[text.latent()]];
            float[] sum = sums[text.latent()];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += pull * (clean[t][i] - unwanted[i]);
            }
        }
        return sums;
    }

    @Override
    public void close() {
        calls.forEach(call -> call.condition().close());
        calls.clear();
        current = List.of();
    }
}
