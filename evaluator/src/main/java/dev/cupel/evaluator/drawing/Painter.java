package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.network.DeviceWeights;
import dev.cupel.evaluator.network.NotEnoughMemoryException;
import dev.cupel.evaluator.network.TextEncoder;
import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.merger.live.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final Compute compute;
    private final DeviceWeights weights;
    private final StepWeights steps;
    private final PromptEncoder prompts;
    private final UNet unet;
    private final Autoencoder autoencoder;
    private final Enlarger enlarger;

    private Painter(Compute compute, PromptReader reader, DeviceWeights weights, StepWeights steps) {
        this.compute = compute;
        this.steps = steps;
        this.weights = weights;
        this.prompts = new PromptEncoder(new TextEncoder(weights), reader);
        this.unet = new UNet(weights);
        this.autoencoder = new Autoencoder(weights);
        this.enlarger = new Enlarger(compute);
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
        boolean large = settings.largestCells() >= CELLS_WORTH_SHARING;
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
        return open(compute, reader, model, StepWeights.NONE);
    }

    /**
     * Shows a model to the engine that may be another at each step. Its pictures are drawn one part after the other.
     *
     * @param model see {@link #open(Compute, Tokenizer, Weights)}
     * @param steps changes the model's values; {@link StepWeights#NONE} if they stay
     */
    public static Painter open(Compute compute, PromptReader reader, Weights model, StepWeights steps) {
        return new Painter(compute, reader, DeviceWeights.open(compute, model), steps);
    }

    /**
     * Draws pictures.
     *
     * @return one picture per job, in their order
     * @throws BrokenPictureException if a picture is not a number somewhere, or all black
     * @throws dev.cupel.evaluator.EvaluationException if the settings do not fit the model
     */
    public List<Picture> draw(List<PictureJob> jobs, GenerationSettings settings) {
        steps.at(0, settings.steps()); // the prompts are read with the weights of the first step
        weights.sync();
        Passes passes = passes(jobs, settings);
        int together = compute.device() == Compute.Device.CPU ? CELLS_ON_CPU : CELLS_ON_GPU;
        int size = settings.alone() ? 1 : together / settings.largestCells();
        List<List<PictureJob>> parts = Parts.of(jobs, size);
        List<Supplier<Optional<List<Picture>>>> tasks = new ArrayList<>();
        for (List<PictureJob> part : parts) {
            tasks.add(() -> drawn(passes, part));
        }
        List<Optional<List<Picture>>> drawn = steps == StepWeights.NONE
                ? compute.all(tasks)
                : tasks.stream().flatMap(task -> compute.all(List.of(task)).stream()).toList();
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<PictureJob> part = parts.get(i);
            pictures.addAll(drawn.get(i).orElseGet(() -> inHalves(passes, part)));
        }
        return pictures;
    }

    /** The pictures of a part, or nothing if there is not enough memory for it. */
    private static Optional<List<Picture>> drawn(Passes passes, List<PictureJob> part) {
        try {
            return Optional.of(passes.draw(part));
        } catch (NotEnoughMemoryException e) {
            return Optional.empty();
        }
    }

    /** Draws what needed too much memory: alone, then in smaller and smaller parts. */
    private List<Picture> inHalves(Passes passes, List<PictureJob> jobs) {
        List<Picture> pictures = new ArrayList<>();
        for (List<PictureJob> part : Parts.of(jobs, (jobs.size() + 1) / 2)) {
            Optional<List<Picture>> drawn = compute.<Optional<List<Picture>>>all(List.of(() -> drawn(passes, part)))
                    .getFirst();
            if (drawn.isEmpty() && part.size() == 1) {
                throw BrokenPictureException.forMemory(part.getFirst());
            }
            pictures.addAll(drawn.orElseGet(() -> inHalves(passes, part)));
        }
        return pictures;
    }

    /** The passes of a drawing, with every prompt encoded once. */
    Passes passes(List<PictureJob> jobs, GenerationSettings settings) {
        return new Passes(unet, new PictureCodec(autoencoder, settings.network()), enlarger, compute, prompts,
                this::change, settings, jobs);
    }

    private boolean change(int step, int of) {
        boolean changed = steps.at(step, of);
        if (changed) {
            weights.sync();
        }
        return changed;
    }

    @Override
    public void close() {
        enlarger.close();
        weights.close();
    }
}
