package dev.cupel.optimizer.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks where results go before hours are spent on them. */
final class Outputs {

    private Outputs() {}

    /**
     * Refuses an output file that cannot be written.
     *
     * @throws UsageException if its folder is missing or not writable, or the file is a folder
     */
    static void check(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (Files.isDirectory(file)) {
            throw new UnwritableException(file + " is a folder.\nAdd the name of a file to it.");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UnwritableException(
                    file + " cannot be written: there is no folder " + folder + ".\nMake it, or choose another one.");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new UnwritableException(
                    file + " cannot be written: it is protected.\nChange its permissions, or choose another one.");
        }
    }
}
