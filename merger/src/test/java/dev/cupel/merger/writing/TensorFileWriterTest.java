package dev.cupel.merger.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileWriterTest {

    @TempDir
    Path folder;

    private static Tensor bytes(String name, DType dtype, int count) {
        byte[] data = new byte[count * dtype.bytes()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (dtype == DType.BOOL ? i % 2 : 7 * i + 1);
        }
        return new Tensor(name, dtype, new long[]{count}, MemorySegment.ofArray(data));
    }

    /** Values 0, 1/8, 2/8, … up to 15/8 and again, of any number. */
    private static FloatTensor eighths(String name, long... shape) {
        return new FloatTensor() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long[] shape() {
                return shape;
            }

            @Override
            public void widen(long first, float[] target, int length) {
                for (int i = 0; i < length; i++) {
                    target[i] = (first + i) % 16 / 8f;
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.safetensors", "x.ckpt"})
    void everyTypeIsReadBackAsItWasWritten(String name) throws IOException {
        List<Outgoing> tensors = new ArrayList<>();
        for (DType dtype : DType.values()) {
            tensors.add(new Outgoing.Copied(bytes("copied " + dtype, dtype, 5)));
        }
        for (DType dtype : List.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2)) {
            tensors.add(new Outgoing.Rounded(eighths("rounded " + dtype, 3, 70_000), dtype));
        }
        tensors.add(new Outgoing.Rearranged(bytes("reversed", DType.U8, 300), (tensor, memory) -> {
            MemorySegment made = memory.allocate(tensor.count());
            for (long i = 0; i < tensor.count(); i++) {
                made.set(ValueLayout.JAVA_BYTE, i, tensor.data().get(ValueLayout.JAVA_BYTE, tensor.count() - 1 - i));
            }
            return new Tensor(tensor.name(), tensor.dtype(), tensor.shape(), made);
        }));
        tensors.add(new Outgoing.Counted("positions", new long[]{1, 77}));
        tensors.add(new Outgoing.Copied(new Tensor("number", DType.F32, new long[0],
                MemorySegment.ofArray(new byte[]{0, 0, (byte) 0x80, 0x3f}))));
        tensors.add(new Outgoing.Copied(new Tensor("nothing", DType.F16, new long[]{0, 3},
                MemorySegment.ofArray(new byte[0]))));
        Path file = folder.resolve(name);
        TensorFileWriter.write(file, tensors, Map.of("title", "Kätzchen"), 2);

        try (TensorFile read = TensorFile.open(file)) {
            assertThat(read.metadata()).containsEntry("title", "Kätzchen");
            assertThat(read.tensors()).hasSize(tensors.size());
            for (Outgoing written : tensors) {
                Tensor tensor = read.tensors().get(written.name());
                assertThat(tensor.dtype()).isEqualTo(written.dtype());
                assertThat(tensor.shape()).isEqualTo(written.shape());
                switch (written) {
                    case Outgoing.Copied(Tensor same) -> assertThat(same.data().mismatch(tensor.data())).isEqualTo(-1);
                    case Outgoing.Rounded(FloatTensor same, DType dtype) -> {
                        float[] values = new float[(int) same.count()];
                        same.widen(0, values, values.length);
                        Narrowing.round(dtype, values, values.length);
                        assertThat(tensor.toFloats()).isEqualTo(values);
                    }
                    case Outgoing.Rearranged(Tensor other, var _) -> assertThat(tensor.toFloats())
                            .isEqualTo(reversed(other.toFloats()));
                    case Outgoing.Counted _ -> assertThat(tensor.toFloats()).startsWith(0, 1, 2).endsWith(75, 76);
                }
            }
        }
    }

    private static float[] reversed(float[] values) {
        float[] reversed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.safetensors", "x.ckpt"})
    void theSameTensorsGiveTheSameBytesWhateverTheNumberOfThreads(String name) throws IOException {
        List<Outgoing> tensors = List.of(new Outgoing.Rounded(eighths("a", 2_000_001), DType.F16),
                new Outgoing.Rounded(eighths("b", 7), DType.F32));
        TensorFileWriter.write(folder.resolve(name), tensors, Map.of(), 1);
        byte[] first = Files.readAllBytes(folder.resolve(name));
        TensorFileWriter.write(folder.resolve(name), tensors, Map.of(), 5);

        assertThat(folder.resolve(name)).hasBinaryContent(first);
        assertThat(folder.toFile().list()).containsExactly(name);
    }

    /** As torch's own files: stored, check sums right, and data where they can be mapped. */
    @Test
    void thePicklesZipIsAnOrdinaryOneWithAlignedData() throws IOException {
        Path file = folder.resolve("x.pt");
        TensorFileWriter.write(file, List.of(new Outgoing.Copied(bytes("a", DType.U8, 3)),
                new Outgoing.Rounded(eighths("b", 16), DType.F32)), Map.of(), 2);
        byte[] bytes = Files.readAllBytes(file);

        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("archive/data.pkl", "archive/byteorder",
                    "archive/data/0", "archive/data/1", "archive/version");
            assertThat(zip.stream()).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
            ZipEntry second = zip.getEntry("archive/data/1");
            byte[] data = zip.getInputStream(second).readAllBytes(); // checks the sum
            int at = indexOf(bytes, data);
            assertThat(data).hasSize(64);
            assertThat(at % 64).isZero();
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /** More entries than a count of 16 bits can say: the directory needs the fields of Zip64. */
    @Test
    void seventyThousandTensorsAreRead() throws IOException {
        List<Outgoing> tensors = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            tensors.add(new Outgoing.Copied(bytes("t" + i, DType.U8, 1)));
        }
        Path file = folder.resolve("x.ckpt");

        // 70,000 tensors have more opcodes than a pickle may have here: other programs read it, and the zip is sound
        TensorFileWriter.write(file, tensors, Map.of(), 2);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(70_003);
            assertThat(zip.getInputStream(zip.getEntry("archive/data/69999")).readAllBytes()).containsExactly(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"F16, 65520", "F8_E4M3, 465", "F8_E5M2, 61440"})
    void aValueThatIsTooLargeIsAnErrorThatNamesItsTensor(DType dtype, float value) {
        FloatTensor large = new Tensor("w", DType.F32, new long[]{1},
                MemorySegment.ofArray(new int[]{Float.floatToRawIntBits(value)}));
        Path file = folder.resolve("x.safetensors");

        assertThatThrownBy(() -> TensorFileWriter.write(file, List.of(new Outgoing.Rounded(large, dtype)), Map.of(), 2))
                .isInstanceOf(TensorFileException.class).hasMessageStartingWith(file + ": ").hasMessageContaining("'w'")
                .hasMessageContaining("too large for " + dtype);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theNameSaysTheFormat() {
        assertThat(TensorFileWriter.format(Path.of("a.b.CKPT"))).isEqualTo(TensorFile.Format.TORCH_ZIP);
        assertThat(TensorFileWriter.format(Path.of("a.safetensors"))).isEqualTo(TensorFile.Format.SAFETENSORS);
        assertThatThrownBy(() -> TensorFileWriter.format(Path.of("safetensors.zip")))
                .isInstanceOf(TensorFileException.class).hasMessageContaining("must end in .safetensors or .ckpt");
    }
}
