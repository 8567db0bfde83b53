package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.TestFiles.Pickle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchReaderTest {

    @TempDir
    Path folder;

    private Path torch(byte[] pickle, float... storage) {
        return TestFiles.write(folder.resolve("x.pt"),
                TestFiles.zip(false, Map.of("x/data.pkl", pickle, "x/data/0", TestFiles.floats(storage))));
    }

    /** {'w': tensor over storage 0}. */
    private static Pickle oneTensor(int count, int offset, int[] shape, int[] strides) {
        return new Pickle().op('}').text("w").tensor("FloatStorage", "0", count, offset, shape, strides).op('s');
    }

    private static float[] w(Path file) {
        try (TensorFile tensors = TensorFile.open(file)) {
            return tensors.tensors().get("w").toFloats();
        }
    }

    @Test
    void aTensorIsAViewOfItsStorage() {
        Path file = torch(oneTensor(6, 1, new int[]{2, 2}, new int[]{2, 1}).stop(), 0, 1, 2, 3, 4, 5);

        assertThat(w(file)).containsExactly(1, 2, 3, 4);
    }

    /** The bytes of 1f and 2f are 00 00 80 3f and 00 00 00 40. */
    @Test
    void eightBitFloatsLieInUntypedStorages() {
        Pickle pickle = new Pickle().op('}').text("w").untyped("float8_e4m3fn", "0", 8, new int[]{8}, new int[]{1})
                .op('s');

        assertThat(w(torch(pickle.stop(), 1, 2))).containsExactly(0, 0, -0f, 1.875f, 0, 0, 0, 2);
    }

    @Test
    void untypedStoragesOfPartOfANumberAreErrors() {
        Pickle half = new Pickle().op('}').text("w").untyped("uint64", "0", 4, new int[]{1}, new int[]{1}).op('s');
        Pickle none = new Pickle().op('}').text("w").untyped("float32", "0", 4, new int[]{1}, new int[]{1}).op('s');

        for (Pickle pickle : new Pickle[]{half, none}) {
            Path file = torch(pickle.stop(), 1);
            assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                    .hasMessageContaining("a storage of bytes and a known type");
        }
    }

    @Test
    void aTransposedTensorIsMadeContiguous() {
        Path file = torch(oneTensor(6, 0, new int[]{3, 2}, new int[]{1, 3}).stop(), 0, 1, 2, 3, 4, 5);

        assertThat(w(file)).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void anExpandedTensorIsWrittenOut() {
        assertThat(w(torch(oneTensor(2, 0, new int[]{2, 2}, new int[]{0, 1}).stop(), 7, 8))).containsExactly(7, 8, 7,
                8);
    }

    @Test
    void deflatedEntriesAreRead() {
        byte[] pickle = oneTensor(4, 0, new int[]{4}, new int[]{1}).stop();
        Path file = TestFiles.write(folder.resolve("x"),
                TestFiles.zip(true, Map.of("x/data.pkl", pickle, "x/data/0", TestFiles.floats(1, 2, 3, 4))));

        assertThat(w(file)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aZipBombIsRefused() {
        byte[] pickle = oneTensor(1 << 20, 0, new int[]{1 << 20}, new int[]{1}).stop();
        Path file = TestFiles.write(folder.resolve("x"),
                TestFiles.zip(true, Map.of("x/data.pkl", pickle, "x/data/0", new byte[4 << 20])));

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("more than a file of").hasMessageContaining("trap");
    }

    @Test
    void aTensorExpandedToGigabytesIsRefused() {
        Path file = torch(oneTensor(1, 0, new int[]{100_000, 100_000}, new int[]{0, 0}).stop(), 1);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("would take 40000000000 bytes");
    }

    @Test
    void theStateDictIsFoundAndTheRestIsDescribed() {
        Path file = torch(new Pickle().op('}', '(').text("epoch").number(3).text("state_dict").op('}').text("w")
                .tensor("FloatStorage", "0", 1, 0, new int[]{1}, new int[]{1}).op('s').text("callbacks").op('}')
                .global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint").text("x").op('s').op('u')
                .stop(), 9);

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.tensors().keySet()).containsExactly("w");
            assertThat(tensors.metadata()).containsExactly(Map.entry("epoch", "3"));
        }
    }

    @Test
    void anUnknownObjectOutsideOfTheWeightsIsToleratedInsideItIsNot() {
        Pickle outside = new Pickle().op('}', '(').text("loss").global("numpy.core.multiarray", "scalar").op(')', 'R')
                .text("state_dict").op('}').text("w").tensor("FloatStorage", "0", 1, 0, new int[]{1}, new int[]{1})
                .op('s', 'u');
        Pickle inside = new Pickle().op('}').text("state_dict").op('}').text("w")
                .global("numpy.core.multiarray", "scalar")
                .op(')', 'R').op('s', 's');

        assertThat(w(torch(outside.stop(), 5))).containsExactly(5);
        Path refused = torch(inside.stop(), 5);
        assertThatThrownBy(() -> TensorFile.open(refused)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("'w' in the state_dict must be a tensor");
    }

    @Test
    void aParameterIsItsTensor() {
        Path file = torch(new Pickle().op('}').text("w").global("torch._utils", "_rebuild_parameter").op('(')
                .tensor("FloatStorage", "0", 1, 0, new int[]{1}, new int[]{1}).op(0x88)
                .global("collections", "OrderedDict")
                .op(')', 'R', 't', 'R').op('s').stop(), 4);

        assertThat(w(file)).containsExactly(4);
    }

    @Test
    void aParameterDictOfAnEmbeddingIsUnderstood() {
        Path file = torch(new Pickle().op('}').text("string_to_param")
                .global("torch.nn.modules.container", "ParameterDict").op(')', 0x81).op('}').text("_parameters").op('}')
                .text("*")
                .tensor("FloatStorage", "0", 2, 0, new int[]{1, 2}, new int[]{2, 1}).op('s', 's', 'b').op('s').stop(),
                4, 5);

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.tensors().get("string_to_param.*").toFloats()).containsExactly(4, 5);
        }
    }

    @Test
    void aNameThatCouldRunSomethingIsRefusedWithItsPlace() {
        byte[] pickle = new Pickle().global("posix", "system").text("echo").op(0x85, 'R').stop();
        Path file = torch(pickle);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOfSatisfying(TensorFileException.class, e -> {
            assertThat(e).hasMessageContaining("'posix system'").hasMessageContaining("never runs");
            byte[] bytes = SafetensorsReaderTest.bytes(file);
            assertThat((char) bytes[(int) e.offset()]).isEqualTo('c'); // the opcode GLOBAL
            assertThat(new String(bytes, (int) e.offset() + 1, 5, StandardCharsets.US_ASCII)).isEqualTo("posix");
        });
    }

    @ParameterizedTest
    @CsvSource({"posix, system", "builtins, eval", "builtins, getattr", "__builtin__, exec", "os, system",
            "subprocess, Popen",
            "torch, load", "torch.hub, load", "numpy, load", "torch.storage, _load_from_bytes",
            "torch._utils, _rebuild_device_tensor_from_numpy", "collections, OrderedDict2", "numpy.testing, runstring"})
    void everyOtherNameIsRefusedByName(String module, String name) {
        Path stacked = torch(new Pickle().text(module).text(name).op(0x93).stop());
        assertThatThrownBy(() -> TensorFile.open(stacked)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("'" + module + " " + name + "'");

        Path old = TestFiles.write(folder.resolve("old"), new Pickle().global(module, name).stop());
        assertThatThrownBy(() -> TensorFile.open(old)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("'" + module + " " + name + "'");
    }

    @ParameterizedTest
    @CsvSource({"i", "o", "P", "82", "83", "84", "92", "96", "97", "98", "ff", "00"})
    void otherOpcodesAreRefused(String opcode) {
        int code = opcode.length() == 1 ? opcode.charAt(0) : Integer.parseInt(opcode, 16);
        Path file = torch(new Pickle().op('}', '(', code).stop());

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("opcode 0x%02x".formatted(code));
    }

    @Test
    void tensorsOutsideOfTheirStorageAreErrors() {
        for (Pickle pickle : new Pickle[]{oneTensor(4, 1, new int[]{4}, new int[]{1}),
                oneTensor(4, 0, new int[]{2}, new int[]{4}), oneTensor(4, 4, new int[]{1}, new int[]{1}),
                oneTensor(4, 0, new int[]{Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}, new int[]{1, 1, 1}),
                oneTensor(4, 0, new int[]{3, 3}, new int[]{Integer.MAX_VALUE, Integer.MAX_VALUE})}) {
            Path file = torch(pickle.stop(), 1, 2, 3, 4);

            assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                    .hasMessageContaining("reaches beyond its storage of 4 elements");
        }
    }

    @Test
    void negativeSizesAreErrors() {
        for (Pickle pickle : new Pickle[]{oneTensor(4, -1, new int[]{1}, new int[]{1}),
                oneTensor(4, 0, new int[]{-1}, new int[]{1}), oneTensor(4, 3, new int[]{4}, new int[]{-1}),
                oneTensor(-4, 0, new int[]{1}, new int[]{1})}) {
            Path file = torch(pickle.stop(), 1, 2, 3, 4);

            assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                    .hasMessageContaining("a size must be a whole number from 0, but is -");
        }
    }

    @Test
    void aStorageOfAnotherSizeThanDescribedIsAnError() {
        Path file = torch(oneTensor(1000, 0, new int[]{1000}, new int[]{1}).stop(), 1, 2);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("should have 1000 elements of F32, but has 8 bytes");
    }

    @Test
    void brokenProgramsAreErrors() {
        Pickle[] programs = {new Pickle().op('0'), new Pickle().op('t'), new Pickle().op('s'),
                new Pickle().op('}', 's'),
                new Pickle().op('}').number(1).op('s'), new Pickle().op('h', 7), new Pickle().op('}', 'R'),
                new Pickle().op('N', 'Q'), new Pickle().op('N', 'b'), new Pickle().op('X').int32(-1),
                new Pickle().op('X').int32(Integer.MAX_VALUE), new Pickle().op(0x8b).int32(-5),
                new Pickle().ascii("L" + "9".repeat(100_000) + "\n"), new Pickle().ascii("Ix\n"),
                new Pickle().ascii("F1e\n"),
                new Pickle().op('(', '}', 'u'), new Pickle().op(']', '}', 'u'), new Pickle(), new Pickle().op('N'),
                new Pickle().op('}', 'N', 'N'), new Pickle().op(']')};
        for (Pickle program : programs) {
            Path file = torch(program.stop(), 1);

            assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class);
        }
    }

    @Test
    void deepNestingAndSelfReferenceEnd() {
        Pickle deep = new Pickle();
        for (int i = 0; i < 100_000; i++) {
            deep.op('}').text("a");
        }
        deep.op('N');
        for (int i = 0; i < 100_000; i++) {
            deep.op('s');
        }
        Pickle circle = new Pickle().op('}', 'q', 1).text("self").op('h', 1, 's');
        Pickle laughs = new Pickle().op('}', 'q', 0);
        for (int i = 1; i < 200; i++) { // each dictionary holds the one before twice
            laughs.op('}', '(').text("a").op('h', i - 1).text("b").op('h', i - 1).op('u', 'q', i);
        }

        for (Pickle pickle : new Pickle[]{deep, circle, laughs}) {
            try (TensorFile file = TensorFile.open(torch(pickle.stop(), 1))) {
                assertThat(file.tensors()).isEmpty();
            }
        }
    }

    @Test
    void otherZipsAreRefused() {
        Path document = TestFiles.write(folder.resolve("x"),
                TestFiles.zip(true, Map.of("word/document.xml", new byte[3])));
        assertThatThrownBy(() -> TensorFile.open(document)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("no entry 'word/document.xml'");

        byte[] pickle = oneTensor(1, 0, new int[]{1}, new int[]{1}).stop();
        Path big = TestFiles.write(folder.resolve("y"), TestFiles.zip(false, Map.of("x/data.pkl", pickle, "x/data/0",
                TestFiles.floats(1), "x/byteorder", "big".getBytes(StandardCharsets.US_ASCII))));
        assertThatThrownBy(() -> TensorFile.open(big)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("byte order must be little, but is 'big'");
    }

    @Test
    void everyTruncationIsAnError() {
        byte[] bytes = SafetensorsReaderTest.bytes(torch(oneTensor(2, 0, new int[]{2}, new int[]{1}).stop(), 1, 2));

        for (int length = 0; length < bytes.length; length++) {
            Path cut = TestFiles.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> TensorFile.open(cut)).isInstanceOf(TensorFileException.class);
        }
    }

    @Test
    void theLayoutBeforeTorch16IsRead() {
        Path file = TestFiles.write(folder.resolve("x.ckpt"), TestFiles.legacy(1, 2, 3));

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.format()).isEqualTo(TensorFile.Format.TORCH_LEGACY);
            assertThat(tensors.tensors().get("w").toFloats()).containsExactly(2, 3);
        }
    }

    @Test
    void everyTruncationOfTheOldLayoutIsAnError() {
        byte[] bytes = TestFiles.legacy(1, 2, 3);

        for (int length = 0; length < bytes.length; length++) {
            Path cut = TestFiles.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> TensorFile.open(cut)).isInstanceOf(TensorFileException.class);
        }
    }

    @Test
    void damagedBytesAreErrorsOrReadNeverAnythingElse() {
        byte[] zip = SafetensorsReaderTest.bytes(torch(oneTensor(2, 0, new int[]{2}, new int[]{1}).stop(), 1, 2));
        for (byte[] sound : new byte[][]{zip, TestFiles.legacy(1, 2, 3)}) {
            for (int i = 0; i < sound.length; i++) {
                byte[] damaged = sound.clone();
                damaged[i] ^= (byte) (1 << (i % 8));
                try (TensorFile file = TensorFile.open(TestFiles.write(folder.resolve("damaged"), damaged))) {
                    assertThat(file.tensors().size()).isLessThanOrEqualTo(1);
                } catch (TensorFileException e) {
                    assertThat(e.getMessage()).contains("\n");
                }
            }
        }
    }

    @Test
    void theMiniaturesPicklesAreRead() {
        try (TensorFile checkpoint = TensorFile.open(Miniature.V1_4);
                TensorFile embedding = TensorFile.open(Miniature.EMBEDDING);
                TensorFile upscaler = TensorFile.open(Miniature.UPSCALER)) {

            assertThat(checkpoint.tensors()).hasSize(1631);
            assertThat(checkpoint.metadata()).containsEntry("global_step", "12345").containsEntry("epoch", "3");
            assertThat(embedding.tensors().get("string_to_param.*").shape()).containsExactly(2, 64);
            assertThat(embedding.metadata()).containsEntry("name", "bad");
            assertThat(upscaler.tensors().get("model.1.sub.0.RDB1.conv1.0.weight").shape()).hasSize(4);
        }
    }
}
