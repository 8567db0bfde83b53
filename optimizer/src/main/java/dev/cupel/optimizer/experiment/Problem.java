package dev.cupel.optimizer.experiment;

import java.nio.file.Path;

/**
 * Something wrong in a configuration file.
 *
 * @param file the file
 * @param line the line, from 1; 0 if the file as a whole is meant
 * @param key  the key as a dotted path, such as {@code merge.alpha}; empty if the file as a whole is meant
 * @param rule what must hold, and what is there instead
 * @param fix  what to do about it
 */
public record Problem(Path file, int line, String key, String rule, String fix) {

    @Override
    public String toString() {
        String where = line > 0 ? file + ":" + line : file.toString();
        return where + ": " + (key.isEmpty() ? "" : key + ": ") + rule + "\n    " + fix;
    }
}
