package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Svd;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.threads.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a LoRA of the difference between two checkpoints: for each layer, up · down is the nearest matrix of its rank to
 * tuned - base, by a truncated singular value decomposition.
 *
 * <p>Layers are worked on by several threads, each with one difference in float64 at a time; the result does not depend on
 * their number.
 */
public final class LoraExtraction {

    /**
     * What to extract.
     *
     * @param matrices the rank of matrices and 1x1 convolutions
     * @param convolutions the rank of larger convolutions; if there is none, only attention parts and text encoder are extracted,
     *     as in a LoRA without convolutions
     * @param everything whether to add what is left of U-Net and text encoder, as full differences with LyCORIS' names
     * @param smallest layers in which no weight changes by more than this are left out, from 0
     * @param clamp the quantile of up's and down's values beyond which these are cut off, above 0 and at most 1, where
     *     nothing is; kohya's program takes 0.99
     * @param dtype F16, BF16 or F32: of the file
     * @param seed of the random vectors that large layers are searched with
     * @param threads how many, from 1
     */
    public record Settings(RankRule matrices, Optional<RankRule> convolutions, boolean everything, double smallest,
            double clamp, DType dtype, long seed, int threads) {
        /** Checks the numbers. */
        public Settings {
            if (!(clamp > 0 && clamp <= 1 && smallest >= 0 && threads >= 1)) {
                throw new IllegalArgumentException(
                        "clamp must be above 0 and at most 1, the least difference 0 or more, and threads 1 or more, but are %s, %s and %d.\nMaybe a percentage was written."
                                .formatted(clamp, smallest, threads));
            }
        }
    }

    /**
     * What became of the difference.
     *
     * @param layers how many tensors of the model the LoRA changes
     * @param smallestRank of those layers that have one; 0 if none has
     * @param largestRank likewise
     * @param kept the share of the squares of these layers' differences that the LoRA has, as far as ranks go
     * @param covered the share of the squares of all differences that lies in these layers
     * @param leftOut how many tensors differ and are not in the LoRA, by what they are
     */
    public record Summary(int layers, int smallestRank, int largestRank, double kept, double covered,
            Map<String, Integer> leftOut) {
        /** Copies the map. */
        public Summary {
            leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        }
    }

    /**
     * What became of one tensor.
     *
     * @param squares of its difference, 0 for the autoencoder
     * @param kept what of them is in the LoRA
     * @param rank 0 for a full difference
     */
    private record Part(LayerKind kind, boolean differs, boolean extracted, double squares, double kept, int rank) {

        static Part leftOut(LayerKind kind, boolean differs, double squares) {
            return new Part(kind, differs, false, squares, 0, 0);
        }
    }

    private static final int CHUNK = 1 << 16;

    private final Map<String, Tensor> tuned;
    private final Path tunedFile;
    private final Settings settings;
    private final LoraFile file;

    private LoraExtraction(Checkpoint tuned, Settings settings) {
        this.tuned = tuned.tensors();
        this.tunedFile = tuned.path();
        this.settings = settings;
        this.file = new LoraFile(settings.dtype());
    }

    /**
     * Extracts a LoRA and writes it.
     *
     * @param tuned the model that the LoRA shall lead to
     * @param base the model that it starts from
     * @param out the file to write, none of the two
     * @throws TensorFileException if a file is damaged, or no Stable Diffusion 1.x checkpoint
     * @throws MergeException if the models have not the same layers, or do not differ
     * @throws IOException if the file cannot be written
     */
    public static Summary write(Path tuned, Path base, Settings settings, Path out) throws IOException {
        LoraMerge.refuseToReplace(List.of(tuned, base), out);
        try (Checkpoint to = Checkpoint.open(tuned); Checkpoint from = Checkpoint.open(base)) {
            LoraMerge.requireSd1(from);
            LoraMerge.requireSd1(to);
            LoraExtraction extraction = new LoraExtraction(to, settings);
            List<Part> parts = new Workers(settings.threads()).map(List.copyOf(from.tensors().values()),
                    extraction::extract);
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("ss_sd_model_name", base.getFileName().toString());
            metadata.put("modelspec.merged_from", "%s - %s".formatted(tuned.getFileName(), base.getFileName()));
            extraction.file.write(out, metadata);
            return summary(parts);
        }
    }

    private Part extract(Tensor from) {
        Tensor to = tuned.get(from.name());
        if (to == null || !Arrays.equals(to.shape(), from.shape())) {
            throw new MergeException("both models must have the same layers, but '%s' is %s in %s and %s in the base."
                    .formatted(from.name(), to == null ? "missing" : Arrays.toString(to.shape()), tunedFile,
                            Arrays.toString(from.shape())),
                    "Maybe one is of another architecture, or an inpainting model.");
        }
        long[] shape = from.shape();
        LayerKind kind = LayerKind.of(from.name(), shape.length == 4 ? shape[2] * shape[3] : 1);
        if (!differ(from, to)) {
            return Part.leftOut(kind, false, 0);
        }
        Optional<RankRule> rule = rule(kind);
        if (rule.isEmpty() && !(settings.everything() && kind != LayerKind.AUTOENCODER)) {
            return Part.leftOut(kind, true, kind == LayerKind.AUTOENCODER ? 0 : difference(from, to).energy());
        }
        Matrix difference = difference(from, to);
        double squares = difference.energy();
        if (rule.isEmpty()) {
            addFull(kind, from, difference);
            return new Part(kind, true, true, squares, squares, 0);
        }
        Svd svd = rule.get().apply(difference, settings.seed() ^ from.name().hashCode());
        file.addLowRank(KohyaNames.layer(from.name()), svd, shape, 1, LoraFile.quantile(svd, settings.clamp()));
        return new Part(kind, true, true, squares, Arrays.stream(svd.s()).map(s -> s * s).sum(), svd.s().length);
    }

    private Optional<RankRule> rule(LayerKind kind) {
        return switch (kind) {
            case ATTENTION -> Optional.of(settings.matrices());
            case CONVOLUTION -> settings.convolutions();
            case RESIDUAL -> settings.convolutions().map(_ -> settings.matrices());
            case END, NORM, BIAS, EMBEDDING, AUTOENCODER -> Optional.empty();
        };
    }

    private boolean differ(Tensor from, Tensor to) {
        float[] a = new float[CHUNK];
        float[] b = new float[CHUNK];
        for (long first = 0; first < from.count(); first += CHUNK) {
            int length = (int) Math.min(CHUNK, from.count() - first);
            from.widen(first, a, length);
            to.widen(first, b, length);
            for (int i = 0; i < length; i++) {
                if (!(Math.abs(b[i] - a[i]) <= settings.smallest())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** tuned - base in float32, with all but the first dimension as columns. */
    private static Matrix difference(Tensor from, Tensor to) {
        int rows = from.shape().length == 0 ? 1 : (int) from.shape()[0];
        Matrix difference = Matrix.zeros(rows, (int) (from.count() / rows));
        float[] a = new float[CHUNK];
        float[] b = new float[CHUNK];
        for (int first = 0; first < difference.values().length; first += CHUNK) {
            int length = Math.min(CHUNK, difference.values().length - first);
            from.widen(first, a, length);
            to.widen(first, b, length);
            for (int i = 0; i < length; i++) {
                difference.values()[first + i] = b[i] - a[i];
                if (!Float.isFinite(b[i] - a[i])) {
                    throw new MergeException("'%s' must differ by finite numbers, but has %s and %s."
                            .formatted(from.name(), a[i], b[i]), "Maybe a training or a merge failed before.");
                }
            }
        }
        return difference;
    }

    private void addFull(LayerKind kind, Tensor from, Matrix difference) {
        float[] values = new float[difference.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) difference.values()[i];
        }
        boolean bias = from.name().endsWith(".bias");
        String part = kind == LayerKind.NORM ? bias ? ".b_norm" : ".w_norm" : bias ? ".diff_b" : ".diff";
        file.addOther(KohyaNames.layer(from.name()) + part, from.shape(), values);
    }

    private static Summary summary(List<Part> parts) {
        List<Part> extracted = parts.stream().filter(Part::extracted).toList();
        double all = parts.stream().mapToDouble(Part::squares).sum();
        double inside = extracted.stream().mapToDouble(Part::squares).sum();
        Map<String, Integer> leftOut = new LinkedHashMap<>();
        parts.stream().filter(part -> part.differs() && !part.extracted())
                .forEach(part -> leftOut.merge(part.kind().text(), 1, Integer::sum));
        List<Integer> ranks = extracted.stream().map(Part::rank).filter(rank -> rank > 0).sorted().toList();
        return new Summary(extracted.size(),
                ranks.isEmpty() ? 0 : ranks.getFirst(), ranks.isEmpty() ? 0 : ranks.getLast(),
                inside == 0 ? 0 : extracted.stream().mapToDouble(Part::kept).sum() / inside,
                all == 0 ? 0 : inside / all, leftOut);
    }
}
