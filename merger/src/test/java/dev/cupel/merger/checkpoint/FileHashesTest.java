package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Long enough that the file's times are settled. */
    private static void settle() throws InterruptedException {
        Thread.sleep(2_200);
    }

    @Test
    void hashesAreThoseOfTheFiles() throws IOException {
        Path one = file("one", "one");
        Path two = file("two", "two");
        FileHashes hashes = FileHashes.inMemory();

        hashes.prepare(List.of(one, two));
        assertThat(hashes.of(one)).isEqualTo(FileHash.compute(one));
        assertThat(hashes.of(two)).isEqualTo(FileHash.compute(two));
    }

    @Test
    void anotherFileOfTheSameNameSizeAndTimeIsHashedAnew() throws IOException, InterruptedException {
        Path store = folder.resolve("cache/hashes.json");
        Path one = file("one", "one");
        settle();
        FileHash first = FileHashes.in(store).of(one);

        Path other = file("other", "two");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(one));
        Files.move(other, one, StandardCopyOption.REPLACE_EXISTING);

        assertThat(FileHashes.in(store).of(one)).isEqualTo(FileHash.compute(one)).isNotEqualTo(first);
    }

    @Test
    void whatIsKnownIsKeptInAFile() throws IOException, InterruptedException {
        Path store = folder.resolve("cache/hashes.json");
        Path one = file("one", "one");
        settle();
        FileHash hash = FileHashes.in(store).of(one);
        assertThat(store).content().contains(hash.sha256());

        String other = "f".repeat(64);
        Files.writeString(store, Files.readString(store).replace(hash.sha256(), other));
        assertThat(FileHashes.in(store).of(one).sha256()).isEqualTo(other);
    }

    @Test
    void aFileThatChangedJustNowIsNotRemembered() throws IOException {
        Path store = folder.resolve("cache/hashes.json");
        FileHashes.in(store).of(file("one", "one"));

        assertThat(store).doesNotExist();
    }

    @Test
    void aDamagedStoreDoesNoHarm() throws IOException {
        Path store = file("hashes.json", "{\"a\": 1");
        Path one = file("one", "one");

        assertThat(FileHashes.in(store).of(one)).isEqualTo(FileHash.compute(one));
    }

    @Test
    void aMissingFileIsAnError() {
        assertThatThrownBy(() -> FileHashes.inMemory().of(folder.resolve("none")))
                .isInstanceOf(TensorFileException.class).hasMessageContaining("there is no such file");
    }
}
