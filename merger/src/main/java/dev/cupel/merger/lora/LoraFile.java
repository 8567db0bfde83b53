package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Svd;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.writing.Outgoing;
import dev.cupel.merger.writing.TensorFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A LoRA file in the making, in kohya's names. */
final class LoraFile {

    /** What is noted anew for every file, whatever it was made of. */
    static final List<String> DERIVED = List.of("ss_network_module", "ss_network_dim", "ss_network_alpha",
            "ss_network_args", "ss_output_name", "sshs_model_hash", "sshs_legacy_hash", "modelspec.title",
            "modelspec.hash_sha256", "lora_adapter_metadata", "format");

    private final DType dtype;
    private final List<Outgoing> tensors = new ArrayList<>();
    private final TreeSet<Integer> ranks = new TreeSet<>();
    private final TreeSet<Double> alphas = new TreeSet<>();
    private boolean plain = true;

    /** @param dtype F16, BF16 or F32: what values are rounded to */
    LoraFile(DType dtype) {
        this.dtype = dtype;
    }

    /**
     * Adds up = U diag(s) and down = Vᵀ.
     *
     * @param layer kohya's name
     * @param shape the layer's, (out, in) or (out, in, kernel, kernel)
     * @param scale by which the file's reader multiplies: alpha is scale * rank
     * @param clamp the size beyond which values of up and down are cut off
     */
    void addLowRank(String layer, Svd svd, long[] shape, double scale, double clamp) {
        Matrix up = new Matrix(svd.u().rows(), svd.s().length, svd.u().values().clone());
        for (int i = 0; i < up.values().length; i++) {
            up.values()[i] *= svd.s()[i % up.columns()];
        }
        addPair(layer, up, svd.v().transposed(), shape, scale, clamp);
    }

    /** Adds up, shape (out, r), and down, shape (r, …). */
    synchronized void addPair(String layer, Matrix up, Matrix down, long[] shape, double scale, double clamp) {
        int rank = up.columns();
        boolean convolution = shape.length == 4;
        add(layer + ".lora_down.weight",
                convolution ? new long[]{rank, shape[1], shape[2], shape[3]} : new long[]{rank, shape[1]},
                floats(down, clamp));
        add(layer + ".lora_up.weight", convolution ? new long[]{shape[0], rank, 1, 1} : new long[]{shape[0], rank},
                floats(up, clamp));
        add(layer + ".alpha", new long[0], (float) (scale * rank));
        ranks.add(rank);
        alphas.add(scale * rank);
    }

    private static float[] floats(Matrix matrix, double clamp) {
        float[] values = new float[matrix.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.clamp(matrix.values()[i], -clamp, clamp);
        }
        return values;
    }

    /**
     * The size beyond which kohya's program cuts off: the quantile of all values of up and down, with the sign that they have.
     *
     * @param share which, above 0 and at most 1; for 1 nothing is cut off
     */
    static double quantile(Svd svd, double share) {
        if (share == 1) {
            return Double.MAX_VALUE;
        }
        int rank = svd.s().length;
        double[] values = Arrays.copyOf(svd.u().values(), svd.u().values().length + svd.v().values().length);
        for (int i = 0; i < svd.u().values().length; i++) {
            values[i] *= svd.s()[i % rank];
        }
        System.arraycopy(svd.v().values(), 0, values, svd.u().values().length, svd.v().values().length);
        Arrays.sort(values);
        double place = share * (values.length - 1);
        int below = (int) place;
        return Math.abs(values[below] + (place - below) * (values[Math.min(below + 1, values.length - 1)]
                - values[below]));
    }

    /** Adds values under a name of LyCORIS. */
    synchronized void addOther(String name, long[] shape, float... values) {
        add(name, shape, values);
        plain = false;
    }

    private void add(String name, long[] shape, float... values) {
        tensors.add(new Outgoing.Rounded(new Made(name, shape, values), dtype));
    }

    /** A tensor whose values are there. */
    private record Made(String name, long[] shape, float[] values) implements FloatTensor {
        @Override
        public void widen(long first, float[] target, int length) {
            System.arraycopy(values, (int) first, target, 0, length);
        }
    }

    /**
     * Writes the file; the order of the tensors is that of their names.
     *
     * @param metadata what else to note
     * @throws MergeException if there is nothing to write, or a value is too large for its type
     * @throws IOException if the file cannot be written
     */
    void write(Path out, Map<String, String> metadata) throws IOException {
        if (tensors.isEmpty()) {
            throw new MergeException("a LoRA must change something, but every layer is the same.",
                    "Maybe the two files are copies of one model.");
        }
        if (TensorFileWriter.format(out) != TensorFile.Format.SAFETENSORS) {
            throw new MergeException("a LoRA is written as .safetensors, but not as %s.".formatted(out),
                    "Maybe change the ending: every program reads it.");
        }
        tensors.sort(Comparator.comparing(Outgoing::name));
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ss_network_module", plain ? "networks.lora" : "lycoris.kohya");
        all.put("ss_network_dim", ranks.size() == 1 ? String.valueOf(ranks.first()) : "Dynamic");
        all.put("ss_network_alpha", alphas.size() == 1 ? String.valueOf(alphas.first()) : "Dynamic");
        all.put("ss_v2", "False");
        all.put("ss_base_model_version", "sd_v1");
        all.put("ss_output_name", title(out));
        all.put("modelspec.sai_model_spec", "1.0.0");
        all.put("modelspec.architecture", "stable-diffusion-v1/lora");
        all.put("modelspec.title", title(out));
        all.putAll(metadata);
        TensorFileWriter.write(out, tensors, all, 1);
    }

    /** A file's name without its ending. */
    static String title(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".safetensors") ? name.substring(0, name.length() - ".safetensors".length()) : name;
    }
}
