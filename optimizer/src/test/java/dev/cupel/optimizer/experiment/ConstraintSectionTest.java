package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Searcher;
import dev.cupel.optimizer.space.Constraint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstraintSectionTest {

    private static final double ANY = Double.POSITIVE_INFINITY;

    @TempDir
    private Path folder;

    private Experiment read(String constraints, String search) {
        return Experiment.read(TinyExperiment.write(folder, TinyExperiment.text()
                .replace("suite:", "  constraints: " + constraints + "\nsuite:")
                .replace("OUT00..OUT11: {range: [0.0, 1.5], group: out}",
                        "OUT00..OUT08: {range: [0.0, 1.5], group: out-fine}\n    OUT09: [0, 1]\n    OUT10: 0.25")
                .replace("uniform: [0, 1]", "uniform: [0, 1]" + search)));
    }

    private List<Constraint> constraints(String constraints) {
        return read("[" + constraints + "]", "").merge().constraints();
    }

    @Test
    void aSumIsWrittenAsOneDoesOnPaper() {
        assertThat(constraints("\"in + OUT09 <= 1.2\"")).containsExactly(
                new Constraint(Map.of("in", 1.0, "OUT09", 1.0), -ANY, 1.2));
        assertThat(constraints("\"0.5 in - 2*out-fine + 1 >= OUT09\"")).containsExactly(
                new Constraint(Map.of("in", 0.5, "out-fine", -2.0, "OUT09", -1.0), -1, ANY));
        assertThat(constraints("in = OUT09, {sum: [in, OUT09], at_most: 1}")).containsExactly(
                new Constraint(Map.of("in", 1.0, "OUT09", -1.0), 0, 0),
                new Constraint(Map.of("in", 1.0, "OUT09", 1.0), -ANY, 1));
    }

    /** A block has the weight of its group, and what is fixed is a number. */
    @Test
    void blocksMayBeNamedThatShareAnAxisOrAreFixed() {
        assertThat(constraints("\"IN03 + OUT09 + OUT10 <= 1.25\"")).containsExactly(
                new Constraint(Map.of("in", 1.0, "OUT09", 1.0), -ANY, 1.0));
    }

    @Test
    void everyProposalKeepsIt() {
        Experiment experiment = read("[\"in + OUT09 <= 0.5\"]", "");
        Searcher searcher = Candidates.of(experiment, List.of()).searcher();
        for (int i = 0; i < 12; i++) {
            Proposal proposal = searcher.ask();
            searcher.tell(proposal.index(), proposal.values().get("in"));

            assertThat(proposal.values().get("in") + proposal.values().get("OUT09")).isLessThan(0.5 + 1e-9);
        }
        // a uniform merge that breaks it is measured at the end, but is no trial
        assertThat(experiment.merge().place(1)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsToldWithItsLine() {
        assertThatThrownBy(() -> constraints("in + OUT9 <= 1, in + OUT09, OUT10 <= 1, 1 < in <= 2 <= 3, in OUT09 <= 1"))
                .hasMessageContainingAll("5 problems", "experiment.yaml:17: merge.constraints[0]: there is no axis or "
                        + "weight 'OUT9'", "Maybe OUT09 is meant",
                        "merge.constraints[1]: must compare two sums by <=, >= or =, but is in + OUT09",
                        "merge.constraints[2]: must be of weights that are searched, but all of it is fixed",
                        "merge.constraints[3]: must compare two sums, but compares more",
                        "merge.constraints[4]: must have + or - between terms, but has none before 'OUT09'");
        assertThatThrownBy(() -> constraints("in + OUT09 >= 3")).hasMessageContainingAll("1 problem",
                "merge.constraints: space: some point must satisfy all constraints, but none does",
                "Maybe a sum is out of reach");
        assertThatThrownBy(() -> read("[in + OUT09 <= 0.5]", ", enqueue: [{in: 0.2, OUT09: 0.2}, {in: 1}]"))
                .hasMessageContainingAll("1 problem", "search.enqueue[1]: the point breaks a constraint");
    }
}
