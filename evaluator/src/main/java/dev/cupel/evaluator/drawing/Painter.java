package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.network.DeviceWeights;
import dev.cupel.evaluator.network.TextEncoder;
import dev.cupel.evaluator.network.UNet;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.merger.live.Weights;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws pictures with one model.
 *
 * <p>The model's weights may change between drawings (a live merge); each drawing uses them as they are when it starts.
 * Pictures of one call are drawn together in parts of fixed size. What a picture shows does not depend on the others,
 * except for the last places of the network's float32 sums; the same jobs in the same order give the same bits. A picture that is
 * broken (not a number, black, out of memory) leaves the others as they are.
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
    private final PromptReader reader;
    private final Weights model;
    private @Nullable Painter wide;
    private final PromptEncoder prompts;
    private final UNet unet;
    private final Autoencoder autoencoder;
    private final Enlarger enlarger;

    private Painter(Compute compute, PromptReader reader, Weights model, StepWeights steps) {
        this.reader = reader;
        this.model = model;
        this.compute = compute;
        this.steps = steps;
        this.weights = DeviceWeights.open(compute, model);
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
     * Starts the engine for pictures that are drawn each by itself: small ones side by side, large ones one after the other with all cores,
     * so that each has the bits that it has alone.
     *
     * @param cores see {@link #engine}
     * @param count of the pictures
     */
    public static Compute engineForSingles(Compute.Device device, int cores, int count, GenerationSettings settings) {
        boolean large = settings.largestCells() >= CELLS_WORTH_SHARING;
        return engine(device, cores, large ? 1 : count, settings);
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
     * Shows a model to the engine that may be another in each pass and at each step. Its pictures are drawn one part after the other.
     *
     * @param model see {@link #open(Compute, Tokenizer, Weights)}
     * @param steps changes the model's values; {@link StepWeights#NONE} if they stay
     */
    public static Painter open(Compute compute, PromptReader reader, Weights model, StepWeights steps) {
        return new Painter(compute, reader, model, steps);
    }

    /** Learns of pictures as soon as they are there. */
    @FunctionalInterface
    public interface Watcher {

        /**
         * A picture is drawn, or is not going to be. Workers may call it at the same time.
         *
         * @param number of the picture among all of the call, from 0
         */
        void finished(int number, Outcome outcome);
    }

    /**
     * Draws pictures together.
     *
     * @return what came of each job, in their order
     * @throws dev.cupel.evaluator.EvaluationException if the settings do not fit the model
     */
    public List<Outcome> draw(List<PictureJob> jobs, GenerationSettings settings) {
        return draw(new Sitting(jobs, settings));
    }

    /** The same for a sitting. */
    public List<Outcome> draw(Sitting sitting) {
        Outcome[] outcomes = new Outcome[sitting.jobs().size()];
        draw(List.of(sitting), (number, outcome) -> outcomes[number] = outcome);
        return List.of(outcomes);
    }

    /**
     * Draws sittings side by side.
     *
     * @param watcher is told what came of each picture, in no order, before this method returns
     * @throws dev.cupel.evaluator.EvaluationException if the settings do not fit the model; the other pictures are told before
     */
    public void draw(List<Sitting> sittings, Watcher watcher) {
        weights.sync();
        new Session(this, encoding(), watcher).draw(sittings);
    }

    /** Prompts as they are encoded with the weights of now; none yet. */
    EncodedPrompts encoding() {
        return new EncodedPrompts(prompts, shown());
    }

    /** How many pictures of a sitting are drawn in one part. */
    int together(GenerationSettings settings) {
        int cells = compute.device() == Compute.Device.CPU ? CELLS_ON_CPU : CELLS_ON_GPU;
        return settings.alone() ? 1 : cells / settings.largestCells();
    }

    /** Runs tasks on the workers; one after the other if each has to change the weights. */
    <T> List<T> all(List<Supplier<T>> tasks) {
        return steps == StepWeights.NONE
                ? compute.all(tasks)
                : tasks.stream().flatMap(task -> compute.all(List.of(task)).stream()).toList();
    }

    /** Whether it computes in fewer than 32 bits. */
    boolean isNarrow() {
        return compute.precision() != Compute.Precision.FP32;
    }

    /** The same model in float32, opened once it is needed. */
    synchronized Painter wide() {
        if (wide == null) {
            wide = open(compute.in(Compute.Precision.FP32), reader, model, steps);
        }
        return wide;
    }

    /** The passes of some pictures. */
    Passes passes(Sitting sitting, EncodedPrompts known) {
        return new Passes(unet, new PictureCodec(autoencoder, sitting.settings().network()), enlarger, compute, known,
                shown(), sitting);
    }

    /** The weights' changes, each of which the engine learns of. */
    private StepWeights shown() {
        return new StepWeights() {

            @Override
            public boolean read(DrawingPass pass) {
                return sync(steps.read(pass));
            }

            @Override
            public boolean at(DrawingPass pass, int done, int counted, int of) {
                return sync(steps.at(pass, done, counted, of));
            }
        };
    }

    private boolean sync(boolean changed) {
        if (changed) {
            weights.sync();
        }
        return changed;
    }

    @Override
    public void close() {
        if (wide != null) {
            wide.close();
        }
        enlarger.close();
        weights.close();
    }
}
