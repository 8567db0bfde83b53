package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a LoRA's tensors mean for a layer's weight W, of shape (out, in…): a difference D of the same size, before alpha and the
 * user's weight.
 *
 * <p>The formulas are those of kohya-ss sd-scripts ({@code networks/lora.py}) and LyCORIS ({@code lycoris/modules}); r is
 * the rank, k runs over the kernel.
 */
sealed interface Delta {

    /** The family, as people call it. */
    String family();

    /** The rank by which alpha is divided; 0 if there is none, and then alpha does not count. */
    int rank();

    /**
     * The size that follows from the shapes.
     *
     * @throws Layout if they do not fit together
     */
    Size size();

    /** Computes what all rows need; the shapes fit together. */
    Rows rows();

    /** The tensors that it is made of. */
    List<Tensor> tensors();

    /**
     * LoRA and LoCon: D[o, i, k] = sum over n of up[o, n] * down[n, i, k]; with mid,
     * D[o, i, k] = sum over n and m of up[o, n] * mid[n, m, k] * down[m, i].
     *
     * @param down shape (r, in) or (r, in, kernel, kernel); with mid (r, in, 1, 1)
     * @param up shape (out, r) or (out, r, 1, 1)
     * @param mid shape (r, r, kernel, kernel), the core of a Tucker decomposition, or null
     */
    record LowRank(Tensor down, Tensor up, @Nullable Tensor mid) implements Delta {
        @Override
        public String family() {
            boolean kernel = down.shape().length == 4 && down.shape()[2] * down.shape()[3] > 1;
            return mid != null ? "LoCon with Tucker" : kernel ? "LoCon" : "LoRA";
        }

        /** Whether it is a product of two matrices. */
        boolean plain() {
            return mid == null;
        }

        @Override
        public int rank() {
            return (int) down.shape()[0];
        }

        @Override
        public Size size() {
            return mid == null ? Product.size(up, down) : Product.tuckerSize(mid, up, down, false);
        }

        @Override
        public Rows rows() {
            return mid == null ? Product.of(up, down) : Product.tucker(mid, up, down, false);
        }

        @Override
        public List<Tensor> tensors() {
            return mid == null ? List.of(down, up) : List.of(down, up, mid);
        }
    }

    /**
     * One factor of LoHa and LoKr: a whole matrix, a product a · b, or with a core the Tucker decomposition
     * F[o, i, k] = sum over p and q of core[p, q, k] * a[p, o] * b[q, i].
     *
     * @param a the whole matrix if b is null, else shape (out, r), or (r, out) with a core
     * @param b shape (r, in…), or null
     * @param core shape (r, r, kernel, kernel), or null
     */
    record Factor(Tensor a, @Nullable Tensor b, @Nullable Tensor core) {

        Size size() {
            if (b == null) {
                Layout.require(a.shape().length >= 2 && a.count() > 0, "%s must be a matrix", a);
                return new Size(a.shape()[0], a.count() / a.shape()[0]);
            }
            return core == null ? Product.size(a, b) : Product.tuckerSize(core, a, b, true);
        }

        Rows rows() {
            if (b == null) {
                return new Stored((int) size().rows(), (int) size().columns(), a.toFloats());
            }
            return core == null ? Product.of(a, b) : Product.tucker(core, a, b, true);
        }

        int rank() {
            return b == null ? 0 : (int) b.shape()[0];
        }

        List<Tensor> tensors() {
            return b == null ? List.of(a) : core == null ? List.of(a, b) : List.of(a, b, core);
        }
    }

    /** LoHa: D is the elementwise product of two factors. */
    record Hadamard(Factor first, Factor second) implements Delta {
        @Override
        public String family() {
            return first.core() == null ? "LoHa" : "LoHa with Tucker";
        }

        @Override
        public int rank() {
            return first.rank();
        }

        @Override
        public Size size() {
            Layout.require(first.size().equals(second.size()), "%s and %s must begin matrices of the same size",
                    first.a(), second.a());
            return first.size();
        }

        @Override
        public Rows rows() {
            return new Elementwise(first.rows(), second.rows(), new float[(int) size().columns()]);
        }

        @Override
        public List<Tensor> tensors() {
            return Stream.concat(first.tensors().stream(), second.tensors().stream()).toList();
        }
    }

    /** The rows of a LoHa. */
    record Elementwise(Rows first, Rows second, float[] other) implements Rows {
        @Override
        public int rows() {
            return first.rows();
        }

        @Override
        public int columns() {
            return first.columns();
        }

        @Override
        public void row(int index, float[] row) {
            first.row(index, row);
            second.row(index, other);
            for (int i = 0; i < other.length; i++) {
                row[i] *= other[i];
            }
        }
    }

    /** LoKr: D is the Kronecker product, D[o1 * p + o2, i1 * q + i2, k] = first[o1, i1] * second[o2, i2, k]. */
    record Kronecker(Factor first, Factor second) implements Delta {
        @Override
        public String family() {
            return second.core() == null ? "LoKr" : "LoKr with Tucker";
        }

        /** The second factor's if it is a product, else the first's; 0 if both are whole. */
        @Override
        public int rank() {
            return second.rank() > 0 ? second.rank() : first.rank();
        }

        @Override
        public Size size() {
            Size a = first.size();
            Size b = second.size();
            return new Size(a.rows() * b.rows(), a.columns() * b.columns());
        }

        @Override
        public Rows rows() {
            return new Blocks(first.rows(), second.rows(), new float[(int) first.size().columns()],
                    new float[(int) second.size().columns()]);
        }

        @Override
        public List<Tensor> tensors() {
            return Stream.concat(first.tensors().stream(), second.tensors().stream()).toList();
        }
    }

    /** The rows of a LoKr. */
    record Blocks(Rows first, Rows second, float[] outer, float[] inner) implements Rows {
        @Override
        public int rows() {
            return first.rows() * second.rows();
        }

        @Override
        public int columns() {
            return first.columns() * second.columns();
        }

        @Override
        public void row(int index, float[] row) {
            first.row(index / second.rows(), outer);
            second.row(index % second.rows(), inner);
            for (int i = 0; i < outer.length; i++) {
                for (int j = 0; j < inner.length; j++) {
                    row[i * inner.length + j] = outer[i] * inner[j];
                }
            }
        }
    }

    /**
     * A difference that is written out: D = diff. Of weights, biases and normalisations.
     *
     * @param diff the shape of the layer's tensor
     * @param family the family, as people call it
     */
    record FullDifference(Tensor diff, String family) implements Delta {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public Size size() {
            Layout.require(diff.shape().length >= 1 && diff.count() > 0, "%s must have numbers", diff);
            return new Size(diff.shape()[0], diff.count() / diff.shape()[0]);
        }

        @Override
        public Rows rows() {
            return new Stored((int) size().rows(), (int) size().columns(), diff.toFloats());
        }

        @Override
        public List<Tensor> tensors() {
            return List.of(diff);
        }
    }

    /** The rows of a difference that is written out. */
    record Stored(int rows, int columns, float[] values) implements Rows {
        @Override
        public void row(int index, float[] row) {
            System.arraycopy(values, index * columns, row, 0, columns);
        }
    }
}
