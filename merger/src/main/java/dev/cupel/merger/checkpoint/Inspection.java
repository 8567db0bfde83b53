package dev.cupel.merger.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor file is, for people.
 *
 * @param path the file, as it was given
 * @param bytes its size
 * @param format how it keeps its tensors
 * @param kind what the tensors are for
 * @param layout facts about a checkpoint's layout, one sentence each; empty for other kinds
 * @param precision how many tensors there are of each type
 * @param parts tensors and parameters per block of a checkpoint, or per first part of the names for other kinds
 * @param hash SHA-256 of the file
 * @param oldHash the 8 digits that old infotexts have as the model hash; empty for a folder
 * @param metadata texts that the file carries
 */
public record Inspection(Path path, long bytes, TensorFile.Format format, FileKind kind, List<String> layout,
        Map<DType, Integer> precision, List<Part> parts, FileHash hash, String oldHash, Map<String, String> metadata) {

    /**
     * A group of tensors.
     *
     * @param name a block, or the first part of the names
     * @param tensors how many tensors
     * @param parameters how many numbers in them
     */
    public record Part(String name, int tensors, long parameters) {}

    private static final int LONGEST_METADATA = 300;

    /** Copies the collections. */
    public Inspection {
        layout = List.copyOf(layout);
        precision = Collections.unmodifiableMap(new EnumMap<>(precision));
        parts = List.copyOf(parts);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Looks at a file.
     *
     * @throws TensorFileException if it is no tensor file, or damaged
     */
    public static Inspection of(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            FileKind kind = FileKind.of(file.tensors());
            Architecture model = kind.architecture().orElse(null);
            Map<DType, Integer> precision = new EnumMap<>(DType.class);
            file.tensors().values().forEach(tensor -> precision.merge(tensor.dtype(), 1, Integer::sum));
            return new Inspection(path, size(path), file.format(), kind,
                    model == null ? List.of() : layout(file, model),
                    precision,
                    parts(file, model), FileHash.of(path), Files.isDirectory(path) ? "" : FileHash.old(path),
                    file.metadata());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was open a moment ago
        }
    }

    private static long size(Path path) throws IOException {
        long bytes = 0;
        for (Path file : Files.isDirectory(path) ? DiffusersFolder.files(path) : List.of(path)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static List<String> layout(TensorFile file, Architecture model) {
        List<String> facts = new ArrayList<>();
        var names = file.tensors().keySet();
        boolean ema = names.stream().anyMatch(name -> name.startsWith("model_ema."));
        facts.add(ema
                ? "full: has plain and EMA weights of the U-Net; the plain ones are used unless ema: true is given"
                : "pruned: has one set of weights, no EMA");
        boolean bare = names.stream().anyMatch(name -> !Checkpoint.canonical(name).equals(name));
        boolean text = names.stream().anyMatch(Checkpoint::isTextEncoder);
        facts.add(bare
                ? "has a text encoder with NovelAI names (without text_model)"
                : text ? "has a text encoder" : "has no text encoder");
        facts.add(names.stream().anyMatch(name -> name.startsWith(Checkpoint.VAE))
                ? "has an autoencoder (VAE)"
                : "has no autoencoder (VAE)");
        facts.add("predicts " + Prediction.of(model, names, file.metadata()).text());
        return facts;
    }

    private static List<Part> parts(TensorFile file, @Nullable Architecture model) {
        Map<String, List<Tensor>> groups = new LinkedHashMap<>();
        if (model != null) {
            for (String name : List.of("BASE text encoder", "BASE autoencoder")) {
                groups.put(name, new ArrayList<>());
            }
            for (Block block : model.blocks()) {
                groups.put(block.name(), new ArrayList<>());
            }
        }
        file.tensors().values().forEach(tensor -> groups
                .computeIfAbsent(model != null ? block(model, tensor.name()) : tensor.name().split("[._]")[0],
                        name -> new ArrayList<>())
                .add(tensor));
        return groups.entrySet().stream().filter(group -> !group.getValue().isEmpty())
                .map(group -> new Part(group.getKey(),
                        group.getValue().size(), group.getValue().stream().mapToLong(Tensor::count).sum()))
                .toList();
    }

    private static String block(Architecture model, String stored) {
        String name = Checkpoint.canonical(stored);
        if (name.startsWith(Checkpoint.UNET)) {
            Block block = model.find(name);
            return block == null ? "unknown part of the U-Net" : block.name();
        }
        if (Checkpoint.isTextEncoder(name)) {
            return "BASE text encoder";
        }
        if (name.startsWith(Checkpoint.VAE)) {
            return "BASE autoencoder";
        }
        return name.startsWith("model_ema.") ? "EMA copy of the U-Net" : "other";
    }

    /** The text that {@code inspect} prints, several lines. */
    public String render() {
        StringBuilder text = new StringBuilder();
        line(text, "file", path + " (" + String.format(Locale.ROOT, "%,d", bytes) + " bytes)");
        line(text, "kind", kind.text());
        line(text, "format", format.text());
        layout.forEach(fact -> line(text, "layout", fact));
        line(text, "precision", precision.entrySet().stream().map(e -> e.getValue() + " tensors " + e.getKey())
                .collect(Collectors.joining(", ")));
        line(text, "SHA-256", hash.sha256());
        line(text, "short hash",
                hash.shortHash() + " (AUTOMATIC1111)" + (oldHash.isEmpty() ? "" : ", " + oldHash + " (old)"));
        metadata.forEach((key, value) -> line(text, "metadata", key + ": "
                + (value.length() > LONGEST_METADATA ? value.substring(0, LONGEST_METADATA) + "…" : value)));
        text.append(String.format(Locale.ROOT, "%n%-24s %8s %14s%n", "part", "tensors", "parameters"));
        for (Part part : parts) {
            text.append(
                    String.format(Locale.ROOT, "%-24s %8d %,14d%n", part.name(), part.tensors(), part.parameters()));
        }
        text.append(String.format(Locale.ROOT, "%-24s %8d %,14d%n", "all",
                parts.stream().mapToInt(Part::tensors).sum(), parts.stream().mapToLong(Part::parameters).sum()));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        // texts from files may hold what moves a terminal's cursor
        text.append(String.format("%-11s %s%n", label, value.replaceAll("\\p{Cntrl}", "\uFFFD")));
    }
}
