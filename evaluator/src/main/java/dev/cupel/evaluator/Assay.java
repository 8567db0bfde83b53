package dev.cupel.evaluator;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.network.ClipModel;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.objective.Embedder;
import dev.cupel.evaluator.objective.Measurer;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.PromptReader;
import java.util.List;

/**
 * How models are judged, the same for all of them: engine, prompts, settings and scorer.
 *
 * <p>Start here, then open an {@link Evaluator} for each model.
 */
public final class Assay {

    private final Compute compute;
    private final PromptReader reader;
    private final Suite suite;
    private final GenerationSettings settings;
    private final int batchSize;
    private final List<Double> rungs;
    private final Measurer measurer;

    /**
     * @param compute engine that draws
     * @param reader how prompts are read; its tokenizer is that of the models' text encoder
     * @param scorer sees pictures and captions; it is asked for the suite's captions here
     * @param settings how every picture is drawn
     * @param batchSize shots that are drawn together, at least 1; part of what makes a result reproducible
     * @param rungs the shares of the search's prompts after which a model may be stopped, rising, within 0 and 1; none if it
     *     never is. They are part of what makes a result reproducible, too
     */
    public Assay(Compute compute, PromptReader reader, Embedder scorer, Suite suite, GenerationSettings settings,
            int batchSize, List<Double> rungs) {
        if (batchSize < 1) {
            throw new EvaluationException("""
                    batch: must be at least 1, but is %d.
                    Maybe 8, which is fast on a processor and on a graphics card.""".formatted(batchSize));
        }
        this.compute = compute;
        this.reader = reader;
        this.suite = suite;
        this.settings = settings;
        this.batchSize = batchSize;
        this.rungs = List.copyOf(rungs);
        this.measurer = new Measurer(scorer, suite);
    }

    private Assay(Assay other, Suite suite) {
        this.compute = other.compute;
        this.reader = other.reader;
        this.suite = suite;
        this.settings = other.settings;
        this.batchSize = other.batchSize;
        this.rungs = other.rungs;
        this.measurer = other.measurer;
    }

    /** The same with another block of seeds, as {@link Suite#redrawn}. */
    public Assay redrawn(int block) {
        return new Assay(this, suite.redrawn(block));
    }

    /** A CLIP as scorer; it stays the caller's to close. */
    public static Embedder scorer(ClipModel clip) {
        return new Embedder() {

            @Override
            public float[][] ofPictures(List<Picture> pictures) {
                return clip.imageEmbeddings(pictures);
            }

            @Override
            public float[][] ofTexts(List<String> texts) {
                return clip.textEmbeddings(texts);
            }

            @Override
            public double logitScale() {
                return clip.scale();
            }
        };
    }

    /** The batches of a split, in the order in which they are drawn. */
    public List<Batch> batches(Split split) {
        return rungs(split).stream().flatMap(List::stream).toList();
    }

    /** The same batches by the rungs after which a model may be stopped; one rung of what is held out. */
    public List<List<Batch>> rungs(Split split) {
        return Batch.of(suite, split, batchSize, split == Split.SEARCH ? rungs : List.of());
    }

    Compute compute() {
        return compute;
    }

    PromptReader reader() {
        return reader;
    }

    GenerationSettings settings() {
        return settings;
    }

    Measurer measurer() {
        return measurer;
    }
}
