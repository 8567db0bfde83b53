package dev.cupel.merger.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open file of tensors, memory-mapped: the tensors are views of it and end with {@link #close}.
 *
 * <p>The format is told by the content, never by the file name. The file must not be changed while it is open.
 */
public final class TensorFile implements AutoCloseable {

    /** How a file keeps its tensors. */
    public enum Format {
        SAFETENSORS("safetensors"), TORCH_ZIP("torch pickle, zip layout"), TORCH_LEGACY(
                "torch pickle, layout before 1.6"), DIFFUSERS(
                        "folder of diffusers");

        private final String text;

        Format(String text) {
            this.text = text;
        }

        /** The format in words. */
        public String text() {
            return text;
        }
    }

    /** More tensors than any model has; a file of a hundred megabytes could name millions. */
    static final int MOST_TENSORS = 200_000;

    /** What a reader found. */
    record Content(List<Tensor> tensors, Map<String, String> metadata) {}

    private final Path path;
    private final Format format;
    private final Arena arena;
    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;

    private TensorFile(Path path, Format format, Arena arena, Content content) {
        this.path = path;
        this.format = format;
        this.arena = arena;
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor tensor : content.tensors()) {
            byName.put(tensor.name(), tensor);
        }
        this.tensors = Collections.unmodifiableMap(byName);
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(content.metadata()));
    }

    /**
     * Opens a safetensors file, a torch pickle, or a folder of diffusers with the parts of a Stable Diffusion 1.x model; its
     * tensors get the names that they have in one file.
     *
     * @throws TensorFileException if the file cannot be read, is no tensor file, or breaks a rule of its format
     */
    public static TensorFile open(Path path) {
        Arena arena = Arena.ofShared(); // merging and hashing read from several threads
        try {
            if (Files.isDirectory(path) && DiffusersFolder.is(path)) {
                return new TensorFile(path, Format.DIFFUSERS, arena,
                        DiffusersFolder.read(path, file -> one(file, arena).content()));
            }
            FormattedContent one = one(path, arena);
            return new TensorFile(path, one.format(), arena, one.content());
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private record FormattedContent(Format format, Content content) {}

    private static FormattedContent one(Path path, Arena arena) {
        MemorySegment bytes = map(path, arena);
        Format format = format(path, bytes);
        return new FormattedContent(format, switch (format) {
            case SAFETENSORS -> SafetensorsReader.read(path, bytes);
            case TORCH_ZIP -> TorchReader.readZip(path, bytes, arena);
            case TORCH_LEGACY -> TorchReader.readLegacy(path, bytes, arena);
            case DIFFUSERS -> throw new AssertionError("a file is no folder");
        });
    }

    private static MemorySegment map(Path path, Arena arena) {
        if (Files.isDirectory(path)) {
            throw new TensorFileException(path, -1, "a tensor file is needed, but this is a folder.",
                    "Maybe you meant a .safetensors or .ckpt file in it, or the folder with model_index.json.");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            throw new TensorFileException(path, -1, "there is no such file.",
                    "Maybe the path is misspelt; relative paths start at " + Path.of("").toAbsolutePath() + ".", e);
        } catch (IOException e) {
            throw new TensorFileException(path, -1, "the file cannot be read: " + e.getMessage(),
                    "Maybe its permissions do not allow it.", e);
        }
    }

    private static Format format(Path path, MemorySegment bytes) {
        if (bytes.byteSize() < 8) {
            throw new TensorFileException(path, 0,
                    "a tensor file has at least 8 bytes, but this has " + bytes.byteSize() + ".",
                    "Maybe the download was cut off: fetch the file again.");
        }
        byte first = bytes.get(ValueLayout.JAVA_BYTE, 0);
        byte second = bytes.get(ValueLayout.JAVA_BYTE, 1);
        if (first == 'P' && second == 'K') {
            return Format.TORCH_ZIP;
        }
        // a safetensors header of 0x…0280 bytes could start alike: its ninth byte is then the brace of the header
        boolean brace = bytes.byteSize() > 8 && bytes.get(ValueLayout.JAVA_BYTE, 8) == '{';
        if (first == (byte) 0x80 && second >= 2 && second <= 5 && !brace) {
            return Format.TORCH_LEGACY;
        }
        return Format.SAFETENSORS;
    }

    /** The file, as it was given. */
    public Path path() {
        return path;
    }

    /** The format, as told by the content. */
    public Format format() {
        return format;
    }

    /** All tensors by name, in the order in which the file keeps them. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Texts that the file carries: safetensors metadata, or the plain values beside a pickle's tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Ends the mapping; the tensors must not be read any more. */
    @Override
    public void close() {
        arena.close();
    }
}
