package dev.cupel.evaluator;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Outcome;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Sitting;
import dev.cupel.evaluator.objective.Drawn;
import dev.cupel.evaluator.objective.LoraUse;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Seen;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.lora.Lora;
import dev.cupel.merger.lora.LoraStrength;
import dev.cupel.merger.lora.LoraWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges one model: draws a suite's prompts and measures the pictures.
 *
 * <p>The model's weights may change between calls (a live merge); each call judges them as they are. The measures of a
 * batch depend on the weights, the assay and the batch alone: not on what was drawn before, nor on what a journal knows.
 */
public final class Evaluator implements AutoCloseable {

    private final Assay assay;
    private final Weights model;
    private final Painter painter;
    private final Map<LoraUse, Overlay> overlays = new LinkedHashMap<>();

    /** The model with a LoRA on, and who draws with it. */
    private record Overlay(LoraWeights weights, Painter painter) {}

    private long drawNanos;
    private long scoreNanos;

    private Evaluator(Assay assay, Weights model) {
        this.assay = assay;
        this.model = model;
        this.painter = Painter.open(assay.compute(), assay.reader(), model);
    }

    /**
     * Opens a model for judging.
     *
     * @param model must stay open longer than the evaluator
     */
    public static Evaluator open(Assay assay, Weights model) {
        return new Evaluator(assay, model);
    }

    /**
     * Takes this model as the one that candidates are compared with.
     *
     * @param journal should keep pictures: measures alone cannot be compared with, so without them all is drawn again
     */
    public Reference reference(Split split, Journal journal) {
        Reference reference = new Reference();
        for (Batch batch : assay.batches(split)) {
            List<Drawn> drawn = journal.pictures(batch).orElseGet(() -> draw(batch));
            List<Seen> seen = assay.measurer().see(drawn);
            List<PictureMeasures> measures = measure(batch, seen, seen);
            reference.add(batch.shots(), seen, measures);
            if (journal.measures(batch).isEmpty()) {
                journal.finished(batch, drawn, measures);
            }
        }
        return reference;
    }

    /**
     * Judges this model by a split.
     *
     * @param reference the tuned model's pictures of the same split
     * @return the measures of each shot, in the order of the batches
     * @throws dev.cupel.evaluator.drawing.BrokenPictureException if a picture is not a number somewhere, or all black
     */
    public List<PictureMeasures> evaluate(Split split, Reference reference, Journal journal) {
        return evaluate(assay.batches(split), reference, journal);
    }

    /**
     * Judges this model by some batches, such as those of a rung.
     *
     * @param reference the tuned model's pictures of the same split
     * @return the measures of each shot, in the order of the batches
     * @throws dev.cupel.evaluator.drawing.BrokenPictureException if a picture is not a number somewhere, or all black
     */
    public List<PictureMeasures> evaluate(List<Batch> batches, Reference reference, Journal journal) {
        List<PictureMeasures> all = new ArrayList<>();
        for (Batch batch : batches) {
            all.addAll(journal.measures(batch).orElseGet(() -> evaluate(batch, reference, journal)));
        }
        return all;
    }

    private List<PictureMeasures> evaluate(Batch batch, Reference reference, Journal journal) {
        List<Drawn> drawn = journal.pictures(batch).orElseGet(() -> draw(batch));
        List<Seen> tuned = batch.shots().stream().map(reference::of).toList();
        long begin = System.nanoTime();
        List<PictureMeasures> measures = measure(batch, assay.measurer().see(drawn), tuned);
        scoreNanos += System.nanoTime() - begin;
        journal.finished(batch, drawn, measures);
        return measures;
    }

    /**
     * Where the time went, for people: it decides nothing.
     *
     * @param draw seconds of drawing
     * @param score seconds of looking at pictures and measuring them
     */
    public record Seconds(double draw, double score) {

        /** What came after an earlier reading. */
        public Seconds since(Seconds earlier) {
            return new Seconds(draw - earlier.draw, score - earlier.score);
        }
    }

    /** The seconds spent by this evaluator so far. */
    public Seconds seconds() {
        return new Seconds(drawNanos / 1e9, scoreNanos / 1e9);
    }

    private List<PictureMeasures> measure(Batch batch, List<Seen> seen, List<Seen> tuned) {
        List<PictureMeasures> measures = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            Shot shot = batch.shots().get(i);
            measures.add(assay.measurer().measure(shot.prompt(), shot.seed(), seen.get(i), tuned.get(i)));
        }
        return measures;
    }

    /** Draws a batch; with a LoRA, each shot without and with it. */
    public List<Drawn> draw(Batch batch) {
        long begin = System.nanoTime();
        List<PictureJob> jobs = batch.shots().stream().map(Shot::job).toList();
        GenerationSettings settings = batch.settings().map(this::trained).orElseGet(assay::settings);
        Sitting sitting = new Sitting(jobs, settings, batch.language());
        List<Picture> plain = Outcome.pictures(painter.draw(sitting));
        Optional<List<Picture>> withLora = batch.lora().map(lora -> drawWith(lora, sitting));
        List<Drawn> drawn = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            int at = i;
            drawn.add(new Drawn(plain.get(i), withLora.map(pictures -> pictures.get(at))));
        }
        drawNanos += System.nanoTime() - begin;
        return drawn;
    }

    /** A picture's own settings do not know how the model was trained. */
    private GenerationSettings trained(GenerationSettings own) {
        return own.with(own.network().with(own.network().training().or(assay.settings().network().training())));
    }

    private Overlay overlay(LoraUse use) {
        return overlays.computeIfAbsent(use, missing -> {
            try (Lora lora = Lora.open(use.file())) {
                LoraWeights weights = LoraWeights.on(model, lora, LoraStrength.of(use.weight()));
                return new Overlay(weights, Painter.open(assay.compute(), assay.reader(), weights));
            }
        });
    }

    private List<Picture> drawWith(LoraUse use, Sitting sitting) {
        Overlay overlay = overlay(use);
        // the model may have changed since, and on a processor the engine looks at the overlay's memory itself
        overlay.weights.refresh();
        return Outcome.pictures(overlay.painter.draw(sitting));
    }

    @Override
    public void close() {
        for (Overlay overlay : overlays.values()) {
            overlay.painter.close();
            overlay.weights.close();
        }
        painter.close();
    }
}
