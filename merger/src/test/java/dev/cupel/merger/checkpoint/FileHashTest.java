package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashTest {

    @TempDir
    Path folder;

    @Test
    void theHashOfAbcIsThatOfTheStandard() {
        FileHash hash = FileHash.of(TestFiles.write(folder.resolve("x"), "abc".getBytes(StandardCharsets.US_ASCII)));

        assertThat(hash.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(hash.shortHash()).isEqualTo("ba7816bf8f");
    }

    @Test
    void theOldHashLooksAt64KibAfterTheFirstMib() {
        byte[] bytes = new byte[(1 << 20) + (1 << 16) + 5];
        Path file = TestFiles.write(folder.resolve("x"), bytes);
        String zeros = FileHash.old(file);
        bytes[0] = 1;
        bytes[bytes.length - 1] = 1;

        // SHA-256 of 65536 zero bytes
        assertThat(zeros).isEqualTo("de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31".substring(0, 8));
        assertThat(FileHash.old(TestFiles.write(file, bytes))).isEqualTo(zeros);
    }

    @Test
    void otherTextsAreNoHashes() {
        assertThatThrownBy(() -> new FileHash("abc")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'abc'");
    }
}
