package dev.cupel.optimizer.grid;

import dev.cupel.merger.checkpoint.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures that an earlier run of a grid has finished, by what decided them.
 *
 * <p>Beside the pictures lies a list, {@value #LIST}, that grows by a line for each: the fingerprint of what decided it, the SHA-256 of the
 * file, its name. A line that a kill cut off counts nothing, and neither does one whose file is another now.
 */
public final class FinishedCells {

    private static final String LIST = "finished.txt";
    private static final int PARTS = 3;

    private final Path folder;
    private final Map<String, Finished> known;

    private record Finished(String name, byte[] file) {}

    private FinishedCells(Path folder, Map<String, Finished> known) {
        this.folder = folder;
        this.known = known;
    }

    /**
     * Reads what is there.
     *
     * @param folder of the pictures
     */
    public static FinishedCells in(Path folder) {
        Map<String, Finished> known = new HashMap<>();
        try {
            Path list = folder.resolve(LIST);
            for (String line : Files.exists(list) ? Files.readString(list).split("\n") : new String[0]) {
                String[] parts = line.split(" ");
                if (parts.length == PARTS) {
                    finished(folder, parts).ifPresent(finished -> known.put(parts[0], finished));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FinishedCells(folder, known);
    }

    private static Optional<Finished> finished(Path folder, String[] parts) {
        Path file = folder.resolve(Path.of(parts[2]).getFileName());
        try {
            byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            return Sha256.of(bytes).equals(parts[1]) ? Optional.of(new Finished(parts[2], bytes)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many there were. */
    public int count() {
        return known.size();
    }

    /**
     * Writes a finished picture again, maybe under another name.
     *
     * @param fingerprint what decides it
     * @return whether there is one
     */
    public boolean restore(String fingerprint, Path file) {
        Finished finished = known.get(fingerprint);
        if (finished == null) {
            return false;
        }
        try {
            Files.write(file, finished.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!file.endsWith(finished.name())) {
            keep(fingerprint, file);
        }
        return true;
    }

    /** Remembers a picture that was just written. */
    public synchronized void keep(String fingerprint, Path file) {
        try {
            // the line end goes first, as an earlier line may have been cut off
            String line = "\n%s %s %s".formatted(fingerprint, Sha256.of(Files.readAllBytes(file)), file.getFileName());
            Files.writeString(folder.resolve(LIST), line, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
