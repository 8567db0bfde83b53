package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;
import java.util.List;

/** A model such as CLIP that puts pictures and texts into one space, where an angle is a likeness. */
public interface Embedder {

    /** One vector for each picture, of any length, all of the same dimension. */
    float[][] ofPictures(List<Picture> pictures);

    /** One vector for each text, of the same dimension as those of pictures. */
    float[][] ofTexts(List<String> texts);

    /** What a cosine is multiplied with to become a logit: the model's learned scale, 100 for most. */
    double logitScale();
}
