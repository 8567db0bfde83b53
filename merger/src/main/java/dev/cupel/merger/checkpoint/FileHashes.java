package dev.cupel.merger.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.merger.threads.Awaited;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of files, each computed once as long as the file stays as it is.
 *
 * <p>A file is taken for the same if its path, size, number in the file system, and both times are: that of its last write and
 * that of its last change of any kind, which a program cannot set. Where a system does not tell that time or that number, nothing
 * is remembered from one start to the next.
 *
 * <p>May be used by several threads at once.
 */
public final class FileHashes {

    private static final String STORE = "cupel.hashes";
    private static final String CHANGED = "unix:ctime";
    private static final Duration GRAIN = Duration.ofSeconds(2);
    private static final int MOST = 2000;
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final FileHashes SHARED = ofProgram();

    private final @Nullable Path store;
    private final Map<String, FileHash> known = new ConcurrentHashMap<>();

    private static FileHashes ofProgram() {
        String file = System.getProperty(STORE);
        return file == null || file.isBlank() ? inMemory() : in(Path.of(file));
    }

    private FileHashes(@Nullable Path store) {
        this.store = store;
        if (store != null && Files.exists(store)) {
            known.putAll(read(store));
        }
    }

    /**
     * The hashes of this program, kept in the file that the system property {@code cupel.hashes} names; without it, as long as
     * the program runs.
     */
    public static FileHashes shared() {
        return SHARED;
    }

    /** Hashes that are kept as long as this object is. */
    public static FileHashes inMemory() {
        return new FileHashes(null);
    }

    /**
     * Hashes that are kept from one start of the program to the next. A file that cannot be read or written does no harm: it is
     * as if nothing were known.
     *
     * @param store the file that keeps them
     */
    public static FileHashes in(Path store) {
        return new FileHashes(store);
    }

    /**
     * The hash of a file.
     *
     * @throws TensorFileException if it cannot be read
     */
    public FileHash of(Path file) {
        return of(file, "", FileHash::compute);
    }

    /**
     * The hash of what a safetensors file holds, see {@link FileHash#ofContents}.
     *
     * @throws TensorFileException if it cannot be read
     */
    FileHash ofContents(Path safetensors) {
        return of(safetensors, "contents|", FileHash::computeContents);
    }

    private FileHash of(Path file, String kind, Function<Path, FileHash> compute) {
        Optional<String> before = identity(file);
        FileHash found = before.map(identity -> known.get(kind + identity)).orElse(null);
        if (found != null) {
            return found;
        }
        FileHash computed = compute.apply(file);
        if (before.isPresent() && before.equals(identity(file)) && settled(file)) { // it did not change meanwhile
            known.put(kind + before.get(), computed);
            keep();
        }
        return computed;
    }

    /**
     * Hashes several files at the same time, so that {@link #of} then knows them.
     *
     * @throws TensorFileException if one cannot be read
     */
    public void prepare(Collection<Path> files) {
        // a thread for each, however many cores: three files on two take one and a half times as long as one, not twice
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            files.stream().distinct().map(file -> threads.submit(() -> of(file))).toList().forEach(Awaited::result);
        }
    }

    /** Whether the last change is so long ago that another one would have another time, however coarse the system's clock. */
    private static boolean settled(Path file) {
        try {
            FileTime changed = supportsChanged(file)
                    ? (FileTime) Files.getAttribute(file, CHANGED)
                    : Files.getLastModifiedTime(file);
            return changed.toInstant().plus(GRAIN).isBefore(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> identity(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            String changed = store == null && !supportsChanged(file)
                    ? ""
                    : String.valueOf(Files.getAttribute(file, CHANGED));
            return Optional.of(String.join("|", file.toRealPath().toString(), String.valueOf(attributes.size()),
                    attributes.lastModifiedTime().toString(), changed, String.valueOf(attributes.fileKey())));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty(); // hashing says what is wrong with the file, if anything is
        }
    }

    private static boolean supportsChanged(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static Map<String, FileHash> read(Path store) {
        Map<String, FileHash> hashes = new TreeMap<>();
        try {
            JsonNode json = MAPPER.readTree(store.toFile());
            for (Map.Entry<String, JsonNode> entry : json.properties()) {
                hashes.put(entry.getKey(), new FileHash(entry.getValue().asText()));
            }
            return hashes.size() > MOST ? Map.of() : hashes;
        } catch (IOException | IllegalArgumentException e) {
            return Map.of();
        }
    }

    private synchronized void keep() {
        if (store == null) {
            return;
        }
        ObjectNode json = MAPPER.createObjectNode();
        known.forEach((identity, hash) -> json.put(identity, hash.sha256()));
        try {
            Files.createDirectories(store.toAbsolutePath().getParent());
            Path part = Files.createTempFile(store.toAbsolutePath().getParent(), "hashes", ".part");
            Files.writeString(part, MAPPER.writeValueAsString(json));
            Files.move(part, store, StandardCopyOption.REPLACE_EXISTING);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts can be written", e);
        } catch (IOException e) {
            // it is computed again the next time
        }
    }
}
