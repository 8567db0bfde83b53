package dev.cupel.evaluator;

import dev.cupel.evaluator.objective.Drawn;
import dev.cupel.evaluator.objective.PictureMeasures;
import java.util.List;
import java.util.Optional;

/** Remembers what one model's batches gave, so that nothing is done twice. */
public interface Journal {

    /** A journal that knows nothing and keeps nothing. */
    Journal NONE = new Journal() {
    };

    /** The measures of a batch that was finished before, in the order of its shots; then it is not drawn again. */
    default Optional<List<PictureMeasures>> measures(Batch batch) {
        return Optional.empty();
    }

    /** The pictures of a batch that was drawn before, in the order of its shots; then they are only measured. */
    default Optional<List<Drawn>> pictures(Batch batch) {
        return Optional.empty();
    }

    /** Called once for each batch that was not known, as soon as it is measured. */
    default void finished(Batch batch, List<Drawn> pictures, List<PictureMeasures> measures) {}
}
