package dev.cupel.evaluator.network;

import dev.cupel.evaluator.EvaluationException;
import java.util.List;
import java.util.Locale;

/** The engine could not get the memory that a computation needs; a smaller one may still fit. */
public final class NotEnoughMemoryException extends EvaluationException {

    private static final long serialVersionUID = 1L;

    /** How PyTorch says so, on a processor and on a graphics card. */
    private static final List<String> WORDS = List.of("out of memory", "not enough memory", "can't allocate memory",
            "cannot allocate memory", "bad_alloc");

    NotEnoughMemoryException(String where, Throwable cause) {
        super("""
                %s: there is not enough memory.
                Maybe a smaller batch or size helps, or other programs hold much.""".formatted(where), cause);
    }

    /** Whether a failure of the engine was for want of memory. */
    static boolean isMeantBy(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(message::contains);
    }
}
