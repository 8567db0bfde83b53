package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.merger.live.LoadedWeights;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The miniature and one worker who draws with it, for all tests of a class. */
final class MiniatureStudio implements BeforeAllCallback, AfterAllCallback {

    private Compute compute;
    private LoadedWeights weights;
    private Tokenizer tokenizer;
    private Painter painter;

    @Override
    public void beforeAll(ExtensionContext context) {
        compute = Compute.open(Compute.Device.CPU, 1);
        weights = weights();
        tokenizer = Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"));
        painter = open(weights);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        painter.close();
        weights.close();
        compute.close();
    }

    /** The model's weights once more, for a test that changes them; the caller closes them. */
    static LoadedWeights weights() {
        return LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
    }

    Compute compute() {
        return compute;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    Painter painter() {
        return painter;
    }

    /** A painter of other weights; the caller closes it. */
    Painter open(LoadedWeights others) {
        return Painter.open(compute, tokenizer, others);
    }

    /** A painter of the same weights with another engine; the caller closes it. */
    Painter open(Compute other) {
        return Painter.open(other, tokenizer, weights);
    }

    /** A painter of the same weights who reads prompts otherwise; the caller closes it. */
    Painter open(PromptReader reader) {
        return Painter.open(compute, reader, weights);
    }

    Picture draw(PictureJob job, GenerationSettings settings) {
        return draw(List.of(job), settings).getFirst();
    }

    List<Picture> draw(List<PictureJob> jobs, GenerationSettings settings) {
        return Outcome.pictures(painter.draw(jobs, settings));
    }

    /** Grey levels that two pictures of the same size are apart at most. */
    static int difference(Picture first, Picture second) {
        byte[] one = first.rgb();
        byte[] other = second.rgb();
        int largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(Byte.toUnsignedInt(one[i]) - Byte.toUnsignedInt(other[i])));
        }
        return largest;
    }
}
