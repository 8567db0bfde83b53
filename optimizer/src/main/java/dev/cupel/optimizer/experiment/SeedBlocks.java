package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Trial;

/**
 * Which seeds a trial draws: those of the suite, block 0; or, if the same merge is drawn again, the next block that it has not
 * drawn, so that trials which are drawn as often are compared on the same seeds.
 */
final class SeedBlocks {

    /** The origin of a trial that draws an earlier one's merge again. */
    static final String AGAIN = "replication";

    private SeedBlocks() {}

    static boolean isAgain(Trial trial) {
        return trial.origin().equals(AGAIN);
    }

    /** The block of a trial that was begun. */
    static int of(Trial trial, Study study) {
        return isAgain(trial)
                ? 1 + (int) study.trials(trial.weightsHash()).stream()
                        .filter(other -> isAgain(other) && other.index() < trial.index()).count()
                : 0;
    }

    /** The trial that drew the same merge first. */
    static int first(Trial trial, Study study) {
        return study.trials(trial.weightsHash()).getFirst().index();
    }
}
