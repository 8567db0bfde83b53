package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds files by their SHA-256. Those that are called as then are read first; where the old short hash is known, which is of
 * 64 KiB, a file with another one is not read at all.
 */
final class ModelFinder {

    private static final int DEEPEST = 16;
    private static final List<String> ENDINGS = List.of(".safetensors", ".ckpt", ".pt", ".pth", ".bin");

    private final Map<String, String> oldHashes;

    /**
     * @param oldHashes the old short hash by SHA-256, as far as it is known
     */
    ModelFinder(Map<String, String> oldHashes) {
        this.oldHashes = oldHashes;
    }

    /** The files that were found, by SHA-256. */
    Map<String, Path> find(List<ModelSource> files, List<Path> folders) throws IOException {
        Map<String, Path> found = new HashMap<>();
        Set<String> wanted = new TreeSet<>();
        Set<String> names = new HashSet<>();
        files.forEach(file -> {
            wanted.add(file.hash().sha256());
            names.add(String.valueOf(file.path().getFileName()));
        });
        List<Path> candidates = candidates(folders);
        candidates.sort(Comparator.comparing(file -> !names.contains(String.valueOf(file.getFileName()))));
        for (Path candidate : candidates) {
            hash(candidate, wanted).ifPresent(hash -> {
                wanted.remove(hash);
                found.put(hash, candidate);
            });
        }
        return found;
    }

    /** The SHA-256 of a file if it is one of those that are wanted. */
    private Optional<String> hash(Path file, Set<String> wanted) {
        try {
            if (wanted.isEmpty() || oldHashes.keySet().containsAll(wanted)
                    && wanted.stream().map(oldHashes::get).noneMatch(FileHash.old(file)::equals)) {
                return Optional.empty();
            }
            return Optional.of(FileHash.of(file).sha256()).filter(wanted::contains);
        } catch (TensorFileException e) {
            return Optional.empty(); // a file that cannot be read is not the one
        }
    }

    private static List<Path> candidates(List<Path> folders) throws IOException {
        Set<Path> files = new TreeSet<>();
        for (Path folder : folders) {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
                    if (attributes.isRegularFile() && ENDINGS.stream().anyMatch(name::endsWith)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (file.equals(folder)) {
                        throw e;
                    }
                    return FileVisitResult.CONTINUE; // a folder that is locked, or that a link leads back to
                }
            });
        }
        return new ArrayList<>(files);
    }
}
