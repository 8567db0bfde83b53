package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.network.DeviceWeights;
import dev.cupel.evaluator.network.TextEncoder;
import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.NoiseSchedule;
import dev.cupel.evaluator.sampling.TorchRandom;
import dev.cupel.merger.live.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Draws pictures with one model.
 *
 * <p>The model's weights may change between drawings (a live merge); each drawing uses them as they are when it starts.
 * Pictures of one call are drawn together in parts of fixed size. What a picture shows does not depend on the others,
 * except for the last places of the network's float32 sums; the same jobs in the same order give the same bits.
 */
public final class Painter implements AutoCloseable {

    /**
     * Latent cells that one worker draws together on the processor: eight pictures of 64 x 64, or one large one. Fixed, so
     * that results do not depend on the number of workers.
     */
    private static final int CELLS_ON_CPU = 8 * 8 * 8;
    /** The same on a graphics card, which small batches do not fill: four pictures of 512 x 512. */
    private static final int CELLS_ON_GPU = 4 * 64 * 64;
    /** Latent cells of a picture, 256 x 256 pixels, from which on its networks gain by several threads. */
    private static final int CELLS_WORTH_SHARING = 32 * 32;
    /** Latent cells that are decoded together: one picture of 512 x 512 takes more than 1 GB. */
    private static final int CELLS_DECODED = 64 * 64;

    private final Compute compute;
    private final DeviceWeights weights;
    private final PromptEncoder prompts;
    private final UNet unet;
    private final Autoencoder autoencoder;
    private final NoiseSchedule schedule = new NoiseSchedule();

    private Painter(Compute compute, PromptReader reader, DeviceWeights weights) {
        this.compute = compute;
        this.weights = weights;
        this.prompts = new PromptEncoder(new TextEncoder(weights), reader);
        this.unet = new UNet(weights);
        this.autoencoder = new Autoencoder(weights);
    }

    /**
     * Starts the engine so that the cores of the processor are busy: small pictures are drawn side by side, as a network's single
     * steps are too short to share; large ones share the cores.
     *
     * @param cores    of the processor to use, at least 1; part of what makes a result reproducible
     * @param together pictures of one call of {@link #draw}
     */
    public static Compute engine(Compute.Device device, int cores, int together, GenerationSettings settings) {
        int workers = Math.clamp(together, 1, cores);
        boolean large = cells(settings) >= CELLS_WORTH_SHARING;
        return Compute.open(device, workers, large ? Math.max(1, cores / workers) : 1);
    }

    /**
     * Shows a model to the engine.
     *
     * @param tokenizer that of the model's text encoder
     * @param model     a complete model: U-Net, text encoder, autoencoder; must stay open longer than the painter
     * @throws dev.cupel.evaluator.EvaluationException if a part of the model is missing
     */
    public static Painter open(Compute compute, Tokenizer tokenizer, Weights model) {
        return open(compute, PromptReader.of(tokenizer), model);
    }

    /**
     * Shows a model to the engine, whose prompts may name embeddings or be in an older language.
     *
     * @param reader how prompts are read; its tokenizer is that of the model's text encoder
     * @param model  see {@link #open(Compute, Tokenizer, Weights)}
     */
    public static Painter open(Compute compute, PromptReader reader, Weights model) {
        return new Painter(compute, reader, DeviceWeights.open(compute, model));
    }

    /**
     * Draws pictures.
     *
     * @return one picture per job, in their order
     * @throws BrokenPictureException if a picture is not a number somewhere, or all black
     * @throws dev.cupel.evaluator.EvaluationException if the settings do not fit the model
     */
    public List<Picture> draw(List<PictureJob> jobs, GenerationSettings settings) {
        weights.sync();
        Map<String, PromptStates> texts = texts(jobs, settings);
        int together = compute.device() == Compute.Device.CPU ? CELLS_ON_CPU : CELLS_ON_GPU;
        List<Supplier<List<Picture>>> tasks = new ArrayList<>();
        for (List<PictureJob> part : parts(jobs, together / cells(settings))) {
            tasks.add(() -> decode(part, latents(part, texts, settings), settings));
        }
        return compute.all(tasks).stream().flatMap(List::stream).toList();
    }

    /** The latents of pictures, before decoding; shape (jobs, 4 * height / 8 * width / 8). */
    float[][] latents(List<PictureJob> jobs, Map<String, PromptStates> texts, GenerationSettings settings) {
        int n = UNet.CHANNELS * cells(settings);
        List<TorchRandom> random = new ArrayList<>();
        float[] sigmas = schedule.sigmas(settings.steps());
        float[][] x = new float[jobs.size()][];
        for (int b = 0; b < x.length; b++) {
            long seed = jobs.get(b).seed();
            TorchRandom own = new TorchRandom(seed);
            x[b] = own.normals(n);
            for (int i = 0; i < n; i++) {
                x[b][i] *= sigmas[0];
            }
            random.add(settings.ensd() == 0 ? own : new TorchRandom(seed + settings.ensd()));
        }
        try (GuidedDenoiser denoiser = new GuidedDenoiser(unet, schedule,
                jobs.stream().map(job -> texts.get(job.prompt())).toList(),
                jobs.stream().map(job -> texts.get(job.negativePrompt())).toList(), settings.cfgScale(),
                settings.height() / Autoencoder.FACTOR, settings.width() / Autoencoder.FACTOR)) {
            return settings.sampler().sample(denoiser, x, sigmas,
                    () -> random.stream().map(own -> own.normals(n)).toArray(float[][]::new));
        }
    }

    /** Every prompt and negative prompt, encoded once. */
    Map<String, PromptStates> texts(List<PictureJob> jobs, GenerationSettings settings) {
        Map<String, PromptStates> texts = new LinkedHashMap<>();
        for (PictureJob job : jobs) {
            for (String prompt : List.of(job.prompt(), job.negativePrompt())) {
                texts.computeIfAbsent(prompt, text -> prompts.states(text, settings.clipSkip(), settings.steps()));
            }
        }
        return texts;
    }

    private List<Picture> decode(List<PictureJob> jobs, float[][] latents, GenerationSettings settings) {
        int height = settings.height() / Autoencoder.FACTOR;
        int width = settings.width() / Autoencoder.FACTOR;
        List<Picture> pictures = new ArrayList<>();
        for (List<float[]> part : parts(List.of(latents), CELLS_DECODED / (height * width))) {
            for (float[] planes : autoencoder.decode(joined(part.toArray(float[][]::new)), height, width)) {
                pictures.add(picture(planes, jobs.get(pictures.size()), settings));
            }
        }
        return pictures;
    }

    private static Picture picture(float[] planes, PictureJob job, GenerationSettings settings) {
        int pixels = settings.width() * settings.height();
        byte[] rgb = new byte[3 * pixels];
        boolean black = true;
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < pixels; i++) {
                float value = planes[c * pixels + i];
                if (!Float.isFinite(value)) {
                    throw new BrokenPictureException(job, "the network's result is not a number (NaN)");
                }
                // truncated, not rounded, as the web UI does
                rgb[3 * i + c] = (byte) (255 * Math.clamp((value + 1) / 2, 0f, 1f));
                black &= rgb[3 * i + c] == 0;
            }
        }
        if (black) {
            throw new BrokenPictureException(job, "every pixel is black");
        }
        return new Picture(settings.width(), settings.height(), rgb);
    }

    private static int cells(GenerationSettings settings) {
        return settings.width() / Autoencoder.FACTOR * (settings.height() / Autoencoder.FACTOR);
    }

    private static <T> List<List<T>> parts(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        int step = Math.max(1, size);
        for (int from = 0; from < all.size(); from += step) {
            parts.add(all.subList(from, Math.min(all.size(), from + step)));
        }
        return parts;
    }

    private static float[] joined(float[][] rows) {
        int length = rows[0].length;
        float[] joined = new float[rows.length * length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, joined, i * length, length);
        }
        return joined;
    }

    @Override
    public void close() {
        weights.close();
    }
}
