package dev.cupel.optimizer.study;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A SQLite file as it is at one moment, to be read while another process may hold and write it.
 *
 * <p>A process that holds a file lets nobody else open it, and keeps what it wrote last in a log beside it. So the file and the log
 * are copied. Without a log nobody holds the file, and it is read where it lies.
 *
 * @param url where to read, and that nothing may be written there
 * @param copy the folder of the copy; empty if there is none
 */
record Snapshot(String url, Optional<Path> copy) implements AutoCloseable {
    private static final int ATTEMPTS = 20;
    private static final int HEADER = 32;

    /**
     * Takes one. Not of a file that this process holds: on Unix a process loses its locks on a file when it closes any stream of it.
     *
     * @throws IOException if the file cannot be read, or the copy not be written
     */
    static Snapshot of(Path file) throws IOException {
        Path real = file.toRealPath(); // beside which SQLite keeps the log
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!Files.exists(log(real))) {
                return new Snapshot("jdbc:sqlite:" + real.toUri() + "?mode=ro&immutable=1", Optional.empty());
            }
            Optional<Snapshot> copied = copied(real);
            if (copied.isPresent()) {
                return copied.get();
            }
        }
        throw new StudyException("""
                the study %s must rest for a moment to be read, but it is written all the time.
                Maybe wait until the other cupel has ended.""".formatted(file));
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** Empty if the log was begun anew or ended meanwhile: then the file may have got a part of what it held. */
    private static Optional<Snapshot> copied(Path file) throws IOException {
        Path folder = Files.createTempDirectory("cupel-study");
        Path copy = folder.resolve("study.sqlite");
        Snapshot snapshot = new Snapshot("jdbc:sqlite:" + copy, Optional.of(folder));
        boolean whole = false;
        try {
            byte[] before = header(log(file));
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            // after the file: what was moved there from the log while it was copied is still in the log
            Files.copy(log(file), log(copy), StandardCopyOption.REPLACE_EXISTING);
            whole = Arrays.equals(before, header(log(file)));
        } catch (NoSuchFileException e) {
            if (Files.exists(log(file))) {
                throw e;
            }
        } finally {
            if (!whole) {
                snapshot.close();
            }
        }
        return whole ? Optional.of(snapshot) : Optional.empty();
    }

    private static byte[] header(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            return in.readNBytes(HEADER);
        }
    }

    /** Removes the copy. */
    @Override
    public void close() throws IOException {
        if (copy.isPresent()) {
            List<Path> files;
            try (Stream<Path> listed = Files.list(copy.get())) {
                files = listed.toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(copy.get());
        }
    }
}
