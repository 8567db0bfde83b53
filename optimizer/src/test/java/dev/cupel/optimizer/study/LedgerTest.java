package dev.cupel.optimizer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

    @TempDir
    private Path folder;

    @Test
    void whatWasToldComesFirstInTheOrderOfTheTelling() {
        try (Ledger ledger = Ledger.open(file())) {
            int space = ledger.space("x");
            for (int id = 0; id < 4; id++) {
                ledger.asked(id, space, "sobol", "[0.5]", "{}");
            }
            ledger.told(2, "1");
            ledger.told(0, "2");
        }

        try (Ledger ledger = Ledger.open(file())) {
            assertThat(ledger.entries()).extracting(Ledger.Entry::id).containsExactly(2, 0, 1, 3);
            assertThat(ledger.entries()).extracting(Ledger.Entry::outcome).containsExactly(Optional.of("1"),
                    Optional.of("2"), Optional.empty(), Optional.empty());
        }
    }

    @Test
    void aSpaceHasOneNumber() {
        try (Ledger ledger = Ledger.open(file())) {
            assertThat(ledger.space("x")).isEqualTo(ledger.space("x")).isNotEqualTo(ledger.space("y"));
        }
    }

    @Test
    void nothingIsAskedOrToldTwice() {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.asked(0, ledger.space("x"), "sobol", "[0.5]", "{}");
            ledger.told(0, "1");

            assertThatThrownBy(() -> ledger.told(0, "2")).isInstanceOf(StudyException.class);
            assertThatThrownBy(() -> ledger.asked(0, 1, "sobol", "[0.5]", "{}")).isInstanceOf(StudyException.class);
            assertThat(ledger.entries()).hasSize(1);
        }
    }

    @Test
    void theStudyOfAnExperimentIsRefusedAndTheOtherWayRound() {
        Study.open(folder.resolve("experiment.sqlite")).close();
        Ledger.open(file()).close();

        assertThatThrownBy(() -> Ledger.open(folder.resolve("experiment.sqlite"))).isInstanceOf(StudyException.class)
                .hasMessageContaining("it is of another").hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> Study.open(file())).isInstanceOf(StudyException.class)
                .hasMessageContaining("it is of another");
    }

    /** SQLite by itself would keep the first in memory, and the others in b.sqlite and c.sqlite. */
    @ParameterizedTest
    @ValueSource(strings = {":memory:", "file:b.sqlite", "c.sqlite?mode=memory", "d %20#.sqlite"})
    @DisabledOnOs(OS.WINDOWS)
    void theNameOfAFileIsTakenAsItIs(String name) throws IOException {
        Path file = Path.of(name); // in the working folder: with a folder before it the name is no longer a special one
        try {
            try (Ledger ledger = Ledger.open(file)) {
                ledger.space("x");
            }

            assertThat(file).isRegularFile();
            try (Ledger ledger = Ledger.read(file)) {
                assertThat(ledger.knownSpace("x")).isPresent();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void aSecondHolderIsRefused() {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.space("x");

            assertThatThrownBy(() -> Ledger.open(file())).isInstanceOf(StudyException.class)
                    .hasMessageContaining("another cupel is running");
        }
    }

    @Test
    void aLedgerIsReadWhileAnotherHoldsItAndAfterwards() throws IOException {
        try (Ledger ledger = Ledger.open(file())) {
            int space = ledger.space("x");
            ledger.asked(0, space, "sobol", "[0.5]", "{}");
            ledger.told(0, "1");

            try (Ledger reader = Ledger.read(file())) {
                ledger.asked(1, space, "sobol", "[0.5]", "{}");

                assertThat(reader.entries()).as("as it was at that moment").hasSize(1);
                assertThat(reader.knownSpace("x")).hasValue(space);
            }
            assertThatThrownBy(() -> Ledger.open(file())).as("it is still held").isInstanceOf(StudyException.class);
        }

        try (Ledger reader = Ledger.read(file())) {
            assertThat(reader.entries()).hasSize(2);
        }
    }

    @Test
    void whatIsReadIsNotWrittenNotEvenANewSpace() throws IOException {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.space("x");
        }
        byte[] before = Files.readAllBytes(file());

        try (Ledger reader = Ledger.read(file())) {
            assertThat(reader.knownSpace("y")).isEmpty();
            assertThatThrownBy(() -> reader.space("y")).isInstanceOf(StudyException.class);
        }

        assertThat(file()).hasBinaryContent(before);
        assertThat(folder.toFile().list()).containsExactly("search.sqlite");
    }

    @Test
    void whatAKilledProcessLeavesIsReadWithItsLogAndTheLogStays() throws IOException {
        Path killed = Files.createDirectory(folder.resolve("killed")).resolve("search.sqlite");
        try (Ledger ledger = Ledger.open(file())) {
            ledger.space("x");
            Files.copy(file(), killed);
            Files.copy(folder.resolve("search.sqlite-wal"), killed.resolveSibling("search.sqlite-wal"));
        }
        byte[] log = Files.readAllBytes(killed.resolveSibling("search.sqlite-wal"));

        try (Ledger reader = Ledger.read(killed)) {
            assertThat(reader.knownSpace("x")).isPresent();
        }

        assertThat(killed.resolveSibling("search.sqlite-wal")).hasBinaryContent(log);
    }

    @Test
    void aFileOfAnotherProgramIsRefusedAndStaysAsItWas() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bookmarks (url TEXT)");
        }
        byte[] before = Files.readAllBytes(file());

        for (ThrowingCallable opening : List.<ThrowingCallable>of(() -> Ledger.read(file()), () -> Ledger.open(file()),
                () -> Study.read(file()), () -> Study.open(file()))) {
            assertThatThrownBy(opening).isInstanceOf(StudyException.class).hasMessageContaining("[bookmarks]")
                    .hasMessageContaining("\nMaybe ");
        }
        assertThat(file()).hasBinaryContent(before);
    }

    @Test
    void whatIsMissingOrNoDatabaseCannotBeRead() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.sqlite"));
        Path text = Files.writeString(folder.resolve("text.sqlite"), "no database ".repeat(100));

        assertThatThrownBy(() -> Ledger.read(file())).isInstanceOf(StudyException.class)
                .hasMessageContaining("there is no study").hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> Ledger.read(folder)).isInstanceOf(StudyException.class);
        assertThatThrownBy(() -> Ledger.read(empty)).isInstanceOf(StudyException.class);
        assertThatThrownBy(() -> Ledger.read(text)).isInstanceOf(StudyException.class)
                .hasMessageContaining("another kind of file");
        assertThat(file()).doesNotExist();
    }

    @Test
    void anUnknownFormatIsRefused() throws Exception {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.space("x");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE search SET value = '9' WHERE name = 'format'");
        }

        assertThatThrownBy(() -> Ledger.open(file())).hasMessageContaining("has format 9");
        assertThatThrownBy(() -> Ledger.read(file())).hasMessageContaining("has format 9");
    }

    private Path file() {
        return folder.resolve("search.sqlite");
    }
}
