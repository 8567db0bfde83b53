package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsReaderTest {

    @TempDir
    Path folder;

    @Test
    void tensorsComeInTheOrderOfTheirData() {
        Path file = TestFiles.safetensors(folder.resolve("x"), """
                {"b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},
                 "__metadata__":{"who":"me"},
                 "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
                 "none":{"dtype":"I8","shape":[0,7],"data_offsets":[12,12]}}\s\s\s""", TestFiles.floats(1, 2, 3));

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.format()).isEqualTo(TensorFile.Format.SAFETENSORS);
            assertThat(tensors.tensors().keySet()).containsExactly("a", "b", "none");
            assertThat(tensors.tensors().get("a").shape()).isEmpty();
            assertThat(tensors.tensors().get("a").toFloats()).containsExactly(1);
            assertThat(tensors.tensors().get("b").toFloats()).containsExactly(2, 3);
            assertThat(tensors.tensors().get("none").count()).isZero();
            assertThat(tensors.metadata()).containsExactlyEntriesOf(Map.of("who", "me"));
        }
    }

    /** Every malformed header is an error that says the file and the byte. Offsets count from the start of the file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}         | 12 | does not take the 8 bytes
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}         | 12 | an end not before it
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}           | 12 | an end not before it
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}       | 12 | an end not before it
            {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}        | 12 | has only 71 bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}         | 66 | 4 more bytes follow
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}         | 12 | gap
            {"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}         | 21 | dtype must be one of
            {"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}             | 21 | dtype must be a text
            {"a":{"shape":[2],"data_offsets":[0,8]}}                       | 12 | dtype is missing
            {"a":{"dtype":"F32","data_offsets":[0,8]}}                     | 12 | shape is missing
            {"a":{"dtype":"F32","shape":[2]}}                              | 12 | data_offsets is missing
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}        | 36 | has -2
            {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}       | 36 | whole numbers
            {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}           | 35 | must be a list
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | 12 | does not take the 0 bytes
            {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}  | 36 | 0 to 2^63-1
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}   | 65 | unknown key 'x'
            {"a":[]}                                                       | 12 | must be an object
            {"__metadata__":{"x":1}}                                       | 29 | must be a text
            {"__metadata__":"x"}                                           | 23 | must be an object
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}{}       | 62 | nothing may follow
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]           | 60 | not valid JSON
            {a:1}                                                          |  9 | not valid JSON
            """)
    void aMalformedHeaderIsAnErrorWithItsPlace(String header, long offset, String rule) {
        Path file = TestFiles.safetensors(folder.resolve("x"), header.strip(), new byte[8]);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOfSatisfying(TensorFileException.class, e -> {
            assertThat(e.file()).isEqualTo(file);
            assertThat(e.getMessage()).startsWith(file + " at byte " + e.offset()).contains(rule).contains("\nMaybe ");
            assertThat(e.offset()).isBetween(offset - 1, offset + 1);
        });
    }

    @Test
    void twoTensorsOfOneNameAreAnError() {
        String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
        Path file = TestFiles.safetensors(folder.resolve("x"),
                "{" + entry.formatted(0, 4) + "," + entry.formatted(4, 8) + "}", new byte[8]);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("Duplicate");
    }

    @Test
    void overlappingTensorsAreAnError() {
        Path file = TestFiles.safetensors(folder.resolve("x"),
                """
                        {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
                new byte[8]);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("overlap");
    }

    @ParameterizedTest
    @CsvSource({"0, header's length must be", "1, header's length must be", "100000001, header's length must be",
            "-1, header's length must be", "9223372036854775807, header's length must be", "3, the file has only 2"})
    void aLengthThatIsNoneIsAnError(long length, String rule) {
        byte[] bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put((byte) '{')
                .put((byte) '}')
                .array();
        Path file = TestFiles.write(folder.resolve("x"), bytes);

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void aTextFileIsNoTensorFile() {
        Path file = TestFiles.write(folder.resolve("x"), "<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("3c 21 44").hasMessageContaining("error page");
    }

    @Test
    void everyTruncationIsAnError() {
        Path whole = TestFiles.of().with("a", 1, 2, 3).with("b", 4).write(folder.resolve("x"));
        byte[] bytes = bytes(whole);

        for (int length = 0; length < bytes.length; length++) {
            Path cut = TestFiles.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> TensorFile.open(cut)).isInstanceOf(TensorFileException.class);
        }
    }

    @Test
    void aFolderAndAMissingFileAreErrors() {
        assertThatThrownBy(() -> TensorFile.open(folder)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("folder");
        assertThatThrownBy(() -> TensorFile.open(folder.resolve("no"))).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("no such file");
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
