package dev.cupel.optimizer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aSecondHolderIsRefused() {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.space("x");

            assertThatThrownBy(() -> Ledger.open(file())).isInstanceOf(StudyException.class)
                    .hasMessageContaining("another cupel is running");
        }
    }

    private Path file() {
        return folder.resolve("search.sqlite");
    }
}
