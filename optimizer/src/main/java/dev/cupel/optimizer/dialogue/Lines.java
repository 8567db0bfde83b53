package dev.cupel.optimizer.dialogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads lines of a bounded length.
 *
 * @param in where they come from
 */
record Lines(BufferedReader in) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int LONGEST = 1 << 20;

    /**
     * The next line; empty at the end.
     *
     * @throws DialogueException if it is too long; it is passed over
     */
    Optional<String> next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean tooLong = false;
        int read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            tooLong |= line.length() >= LONGEST;
            if (!tooLong) {
                line.append((char) read);
            }
        }
        if (tooLong) {
            throw new DialogueException("""
                    a line must not be longer than %s characters, but it is.
                    Maybe something else was printed to this pipe.""".formatted(LONGEST));
        }
        if (!line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) { // PowerShell writes one before the first line
            line.deleteCharAt(0);
        }
        return Optional.of(line.toString().strip());
    }
}
