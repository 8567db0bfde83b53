package dev.cupel.merger.writing;

import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes files of tensors in one pass, some slices of tensors at a time. Memory: a few MiB for each thread, and those tensors
 * that can only be made as a whole.
 */
public final class TensorFileWriter {

    private static final Set<String> PICKLES = Set.of("ckpt", "pt", "pth", "bin");

    private TensorFileWriter() {}

    /**
     * The format that a file's name asks for: {@code .safetensors}, or {@code .ckpt}, {@code .pt}, {@code .pth} and {@code .bin}
     * for torch's.
     *
     * @throws TensorFileException if the name has another ending
     */
    public static TensorFile.Format format(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        if (ending.equals("safetensors")) {
            return TensorFile.Format.SAFETENSORS;
        }
        if (PICKLES.contains(ending)) {
            return TensorFile.Format.TORCH_ZIP;
        }
        throw new TensorFileException(file, -1, "a model's name must end in .safetensors or .ckpt, but this does not.",
                "Maybe add .safetensors, which every program reads and which cannot hold anything but tensors.");
    }

    /**
     * Writes a file in the format that its name asks for. It appears under its name only when it is complete; one that is there
     * is replaced.
     *
     * @param tensors what to write, in the order of the file (safetensors has the widest elements first, to keep them aligned)
     * @param metadata texts that the file carries: in safetensors {@code __metadata__}, in a pickle entries beside
     *            {@code state_dict}
     * @param threads how many threads work, from 1; the bytes do not depend on it
     * @throws TensorFileException if the name has another ending, or a value is too large for its type
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, List<Outgoing> tensors, Map<String, String> metadata, int threads)
            throws IOException {
        requireDistinct(tensors);
        TensorFile.Format format = format(file);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        part.toFile().deleteOnExit(); // if the program is interrupted
        try {
            try (SlicedFile out = new SlicedFile(part, file, threads)) {
                switch (format) {
                    case SAFETENSORS -> SafetensorsOutput.write(out, tensors, metadata);
                    case TORCH_ZIP -> TorchOutput.write(out, tensors, metadata);
                    case TORCH_LEGACY, DIFFUSERS -> throw new AssertionError("no name asks for it");
                }
                if (Files.exists(file)) {
                    out.force(); // a failure of power must not take both away; a new file is as safe as a copy
                }
            }
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void requireDistinct(List<Outgoing> tensors) {
        Set<String> names = new HashSet<>();
        for (Outgoing tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors have the name '%s'".formatted(tensor.name()));
            }
        }
    }

    private static void move(Path part, Path out) throws IOException {
        try {
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
