package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.TestFiles.Pickle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm: each is refused with a sentence that names what was refused. */
class MaliciousFilesTest {

    private static final int LARGE = 200_000;

    @TempDir
    Path folder;

    private void refused(byte[] bytes, String... words) {
        Path file = TestFiles.write(folder.resolve("model.ckpt"), bytes);
        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOfSatisfying(TensorFileException.class, e -> {
            assertThat(e.getMessage()).startsWith(file + " at byte ").hasLineCount(2).contains(words);
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        });
    }

    private static byte[] zip(Pickle pickle) {
        return TestFiles.zip(false, entries("archive/data.pkl", pickle.stop()));
    }

    private static Map<String, byte[]> entries(Object... namesAndBytes) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndBytes.length; i += 2) {
            entries.put((String) namesAndBytes[i], (byte[]) namesAndBytes[i + 1]);
        }
        return entries;
    }

    private static byte[] sound() {
        return new Pickle().op('}').text("w").tensor("FloatStorage", "0", 2, 0, new int[]{2}, new int[]{1}).op('s')
                .stop();
    }

    // pickles that call

    @ParameterizedTest
    @CsvSource({"os, system", "posix, system", "nt, system", "builtins, eval", "builtins, exec", "builtins, getattr",
            "builtins, __import__", "__builtin__, apply", "subprocess, Popen", "runpy, _run_code", "socket, socket",
            "webbrowser, open", "operator, attrgetter", "functools, partial", "pickle, loads", "torch, load",
            "torch.jit, load", "numpy, load", "numpy.testing._private.utils, runstring", "pty, spawn",
            "shutil, rmtree"})
    void aCallOfAnythingElseIsRefusedByItsName(String module, String name) {
        String words = "'" + module + " " + name + "'";

        refused(zip(new Pickle().global(module, name).text("echo").op(0x85, 'R')), words, "never runs");
        refused(zip(new Pickle().text(module).text(name).op(0x93).text("echo").op(0x85, 'R')), words); // STACK_GLOBAL
        refused(zip(new Pickle().op(0x8c, module.length()).ascii(module).op(0x94, 0x8c, name.length()).ascii(name)
                .op(0x94, 0x93)), words);
        refused(new Pickle().global(module, name).stop(), words); // without a zip
    }

    @Test
    void aCallHiddenInTheArgumentsOfAnInnocentCallIsRefused() {
        refused(zip(new Pickle().global("collections", "OrderedDict").op('(', ']', '(').text("a")
                .global("os", "system").text("echo").op(0x85, 'R', 't', 'a', 't', 'R')), "'os system'");
        refused(zip(new Pickle().global("torch._utils", "_rebuild_parameter").op('(').global("builtins", "eval")
                .text("1").op(0x85, 'R', 't', 'R')), "'builtins eval'");
        refused(zip(new Pickle().global("torch._utils", "_rebuild_tensor_v2").op('(').global("os", "popen")),
                "'os popen'");
    }

    @Test
    void namesThatPretendAreRefused() {
        refused(zip(new Pickle().global("pytorch_lightning_evil", "x")), "'pytorch_lightning_evil x'");
        refused(zip(new Pickle().global("torch", "FloatStorage.__class__")), "'torch FloatStorage.__class__'");
        refused(zip(new Pickle().global("collections.OrderedDict", "__reduce__")),
                "'collections.OrderedDict __reduce__'");
        refused(zip(new Pickle().op('}', 'q', 1).text("x").op(0x93)), "a name must be a text");
        refused(zip(new Pickle().global("\u001b[2Jos", "system")), "'\uFFFD[2Jos system'");
    }

    /** Names of harmless objects give an object that nobody looks into, whatever is done with it. */
    @Test
    void nothingOfAnObjectThatIsNotUnderstoodIsUsed() {
        Pickle pickle = new Pickle().op('}').text("a").global("pytorch_lightning", "os.system").text("echo")
                .op(0x85, 'R').text("b").op(0x85, 'R', 's');

        try (TensorFile file = TensorFile.open(TestFiles.write(folder.resolve("x"), zip(pickle)))) {
            assertThat(file.tensors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"i", "o", "P", "\u0082", "\u0092", "\u0097"})
    void opcodesThatCallOrReachOutsideAreRefused(String opcode) {
        refused(zip(new Pickle().op('(').text("x").op(opcode.charAt(0))), "opcode 0x%02x".formatted(
                (int) opcode.charAt(0)));
    }

    // pickles that grow

    /** Each list holds the one before ten times: 10^40 entries, if anyone counted them. */
    @Test
    void aBillionLaughsAreNotLaughed() {
        Pickle laughs = new Pickle().op(']', 'q', 0);
        for (int i = 1; i <= 40; i++) {
            laughs.op(']', '(');
            for (int j = 0; j < 10; j++) {
                laughs.op('h', i - 1);
            }
            laughs.op('e', 'q', i);
        }

        refused(zip(laughs), "must describe a dictionary of tensors");
    }

    @Test
    void aListThatIsCopiedAgainAndAgainIsRefused() {
        Pickle pickle = new Pickle().op(']', 'q', 0, '(');
        for (int i = 0; i < LARGE; i++) {
            pickle.op('N', 'N', 0x86);
        }
        pickle.op('e').global("collections", "OrderedDict").op('q', 1);
        for (int i = 0; i < LARGE; i++) {
            pickle.op('h', 1, 'h', 0, 0x85, 'R');
        }

        refused(zip(pickle), "copies", "trap");
    }

    @Test
    void aStateThatIsAdoptedAgainAndAgainIsRefused() {
        Pickle pickle = new Pickle().op('}', 'q', 0, '(');
        for (int i = 0; i < LARGE / 10; i++) {
            pickle.text("k" + i).op('N');
        }
        pickle.op('u');
        for (int i = 0; i < LARGE; i++) {
            pickle.op('}', 'h', 0, 'b');
        }

        refused(zip(pickle), "copies", "trap");
    }

    @Test
    void aLongNameThatIsUsedAgainAndAgainIsRefused() {
        Pickle pickle = new Pickle().text("n".repeat(LARGE)).op('q', 0, '0', '}', '(');
        for (int i = 0; i < LARGE / 10; i++) {
            pickle.text("k" + i).op('}', '(', 'h', 0, 'N', 'u');
        }

        refused(zip(pickle.op('u')), "names of all tensors", "trap");
    }

    @Test
    void millionsOfOpcodesAreRefused() {
        Pickle pickle = new Pickle();
        for (int i = 0; i < 1_000_001; i++) {
            pickle.op('}');
        }

        refused(zip(pickle), "more than 1000000 opcodes", "trap");
    }

    @Test
    void aShapeOfAHundredThousandDimensionsIsRefused() {
        Pickle pickle = new Pickle().op('}').text("w").tensor("FloatStorage", "0", 1, 0, new int[LARGE],
                new int[LARGE]);

        refused(zip(pickle), "may have 64 dimensions, but has " + LARGE);
    }

    @Test
    void numbersWithMillionsOfDigitsAreRefused() {
        refused(zip(new Pickle().op(0x8b).int32(LARGE).ascii("9".repeat(LARGE))), "a whole number must have",
                "" + LARGE);
        refused(zip(new Pickle().ascii("L" + "9".repeat(LARGE) + "\n")), "a whole number is needed");
        refused(zip(new Pickle().ascii("F" + "9".repeat(LARGE) + "x\n")), "a number is needed");
        refused(zip(new Pickle().ascii("p" + "9".repeat(LARGE) + "\n")), "an index is needed");
    }

    @Test
    void twoTensorsOfOneNameAreRefused() {
        Pickle pickle = new Pickle().op('}', '(').text("a").op('}').text("b")
                .tensor("FloatStorage", "0", 1, 0, new int[]{1}, new int[]{1}).op('s').text("a.b")
                .tensor("FloatStorage", "0", 1, 0, new int[]{1}, new int[]{1}).op('u');

        refused(zip(pickle), "two tensors have the name 'a.b'");
    }

    // zips

    @ParameterizedTest
    @ValueSource(strings = {"../data.pkl", "./data.pkl", "/data.pkl", "archive/../../etc/passwd", "..\\x/data.pkl",
            "C:/data.pkl", "archive/data/../0", "archive/data/x", "archive/code/__torch__.py", "data.pkl", "../",
            "archive/x.py"})
    void entriesWithOtherNamesAreRefusedByTheirNames(String name) {
        refused(TestFiles.zip(false, entries(name, sound(), "archive/data.pkl", sound())), "no entry '" + name + "'");
    }

    @Test
    void twoFilesInOneZipAreRefused() {
        refused(TestFiles.zip(false, entries("a/data.pkl", sound(), "b/data.pkl", sound())), "one folder 'a/'",
                "'b/data.pkl'");
    }

    @Test
    void zipBombsAreRefused() {
        Pickle zeros = new Pickle().op('}').text("w").tensor("FloatStorage", "0", LARGE * 10, 0,
                new int[]{LARGE * 10}, new int[]{1}).op('s');
        byte[] bomb = TestFiles.zip(true, entries("x/data.pkl", zeros.stop(), "x/data/0", new byte[40 * LARGE]));

        refused(bomb, "'x/data/0'", "would take 8000000 bytes", "trap");
    }

    private static byte[] changed(byte[] zip, UnaryOperator<ByteBuffer> change) {
        change.apply(ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN));
        return zip;
    }

    /** Where the central directory describes each entry. */
    private static List<Integer> directory(ByteBuffer zip) {
        List<Integer> places = new ArrayList<>();
        int at = zip.getInt(zip.capacity() - 6);
        while (zip.getInt(at) == 0x02014b50) {
            places.add(at);
            at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
        }
        return places;
    }

    @Test
    void sizesThatLieAreRefused() {
        Map<String, byte[]> entries = entries("x/data.pkl", sound(), "x/data/0", TestFiles.floats(1, 2));
        for (int lie : new int[]{4, 12, Integer.MAX_VALUE}) {
            refused(changed(TestFiles.zip(true, entries), zip -> zip.putInt(directory(zip).get(1) + 24, lie)),
                    "'x/data/0'");
            refused(changed(TestFiles.zip(false, entries), zip -> zip.putInt(directory(zip).get(1) + 24, lie)),
                    "'x/data/0' has two sizes");
        }
    }

    @Test
    void overlappingEntriesAreRefused() {
        Map<String, byte[]> entries = entries("x/data.pkl", sound(), "x/data/0", TestFiles.floats(1, 2), "x/data/1",
                TestFiles.floats(3, 4));

        // one entry's data reach into the next entry, and into the directory
        refused(changed(TestFiles.zip(false, entries), zip -> {
            int at = directory(zip).get(1);
            return zip.putInt(at + 20, 60).putInt(at + 24, 60);
        }), "'x/data/0' must end before 'x/data/1'", "trap");
        refused(changed(TestFiles.zip(false, entries), zip -> {
            int at = directory(zip).get(2);
            return zip.putInt(at + 20, 60).putInt(at + 24, 60);
        }), "'x/data/1' must end before the directory", "trap");
        // two names for one entry
        refused(changed(TestFiles.zip(false, entries), zip -> zip.putInt(directory(zip).get(2) + 42,
                zip.getInt(directory(zip).get(1) + 42))), "'x/data/1' calls itself 'x/data/0'", "trap");
    }

    @Test
    void aPickleWithAnotherCheckSumIsRefused() {
        refused(changed(TestFiles.zip(false, entries("x/data.pkl", sound(), "x/data/0", TestFiles.floats(1, 2))),
                zip -> zip.putInt(directory(zip).get(0) + 16, 7)), "'x/data.pkl' should have the check sum 00000007");
    }

    // safetensors

    private static byte[] safetensors(long length, String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text)
                .array();
    }

    private static byte[] safetensors(String header, int data) {
        return safetensors(header.getBytes(StandardCharsets.UTF_8).length, header, data);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 0, 1})
    void headersOfWrongLengthAreRefused(long length) {
        refused(safetensors(length, "{}", 0), "the header's length must be 2 to 100000000 bytes",
                Long.toUnsignedString(length));
    }

    static List<Arguments> headers() {
        String a = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        return List.of(
                Arguments.of(a + ",\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", "'a'"),
                Arguments.of(a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                        "'b' must begin at data byte 8"),
                Arguments.of(a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "overlap"),
                Arguments.of(a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],"
                        + "\"data_offsets\":[8,8]}}", "'b'"),
                Arguments.of(a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,1000000000000]}}", "'b'"),
                Arguments.of("{\"a\":" + "[".repeat(100_000), "'a' must be an object"),
                Arguments.of("{\"__metadata__\":" + "{\"a\":".repeat(100_000), "__metadata__ 'a' must be a text"),
                Arguments.of("{\"a\":{\"shape\":[" + "9".repeat(5_000) + "]}}", "JSON"),
                Arguments.of("{\"abc\u0000\":1}", "JSON"), Arguments.of("{\u0000\"a\":1}", "zero byte"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void headersThatLieAreRefused(String header, String words) {
        refused(safetensors(header, 16), words);
    }

    @Test
    void millionsOfTensorsAreRefused() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= TensorFile.MOST_TENSORS; i++) {
            header.append(i == 0 ? "" : ",").append('"').append(i)
                    .append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }

        refused(safetensors(header.append("}").toString(), 0), "more than 200000 tensors", "trap");
    }

    @Test
    void namesInMessagesCannotMoveTheCursorAndAreCut() {
        String name = "\\u001b[31m\\n" + "x".repeat(5000);
        Path file = TestFiles.write(folder.resolve("model"),
                safetensors("{\"%s\":{\"dtype\":\"X\"}}".formatted(name), 0));

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(2).hasSizeLessThan(1000).contains("\uFFFD[31m")
                        .doesNotContain("\u001b"));
    }

    @Test
    void aWebPageIsNoModel() {
        refused(Arrays.copyOf("<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII), 40), "error page");
    }
}
