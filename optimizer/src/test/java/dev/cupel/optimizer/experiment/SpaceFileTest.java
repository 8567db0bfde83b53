package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Goal;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Condition;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.Scale;
import dev.cupel.optimizer.space.WholeAxis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceFileTest {

    @TempDir
    private Path folder;

    @Test
    void everyKindOfSettingIsRead() throws IOException {
        SearchSpace read = read("""
                x1: [0, 1]
                r: {log: [1e-4, 1]}
                n: {int: [1, 8]}
                m: {int: [1, 1024], scale: log}
                k: {choice: [a, b], prior: {a: 3}}
                g: {range: [-1, 1], when: {k: b}}
                w: {range: [0, 1], names: [u, v], default: 0.5, prior: {mean: 0.7, deviation: 0.2}}
                s: 3
                t: word
                constraints: [{sum: [x1, w], at_most: 1}, {sum: {x1: 2, w: -1}, is: 0.25}]
                smooth: [x1, w]
                limits: {broken: {at_most: 0.1}, size: {at_least: 2, at_most: 3}}
                reference: [0, -3]
                """);

        assertThat(read.space().axes()).containsExactly(Axis.linear("x1", 0, 1), Axis.log("r", 1e-4, 1),
                Axis.whole("n", 1, 8), new WholeAxis("m", 1, 1024, Scale.LOG), Axis.choice("k", "a", "b"),
                Axis.linear("g", -1, 1), Axis.linear("w", 0, 1));
        assertThat(read.space().conditions()).containsExactly(new Condition("g", "k", Set.of(1.0)));
        assertThat(read.space().constraints()).containsExactly(
                new Constraint(Map.of("x1", 1.0, "w", 1.0), Double.NEGATIVE_INFINITY, 1),
                new Constraint(Map.of("x1", 2.0, "w", -1.0), 0.25, 0.25));
        assertThat(read.fixed()).containsExactly(Map.entry("s", "3"), Map.entry("t", "word"));
        assertThat(read.groups()).containsExactly(Map.entry("w", List.of("u", "v")));
        assertThat(read.defaults()).containsExactly(Map.entry("w", 0.5));
        assertThat(read.beliefs()).containsExactly(new Belief.Weights("k", List.of(3.0, 1.0)),
                new Belief.Near("w", 0.7, 0.2), new Belief.Smooth(List.of("x1", "w"), 0.15));
        assertThat(read.goal()).isEqualTo(
                new Goal(List.of(0.0, -3.0), List.of(Limit.atMost("broken", 0.1), new Limit("size", 2, 3))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x: [1, 0] | low must be below high",
            "x: {rang: [0, 1]} | must have one of range",
            "x: {range: [0, 1], log: [1, 2]} | but has range, log", "x: {log: [0, 1]} | must be above 0",
            "x: {int: [0.5, 2]} | must be whole numbers", "k: {choice: [a]} | at least two options",
            "k: {choice: [2, 2.0]} | the same number",
            "x: {range: [0, 1], defaul: 1} | there is no such key",
            "x: {range: [0, 1], default: 2} | within [0.0, 1.0]",
            "x: {range: [0, 1], when: {k: b}} | there is no axis k above",
            "x: {range: [0, 1], names: [u, u]} | has a value already",
            "x: {range: [0, 1], prior: {mean: 3}} | must be between 0.0 and 1.0", "s: 3 | from 1 to 64 axes",
            "x: [0, 1, 2] | range of two numbers", "kept: [1] | range of two numbers, but has 1",
            "x: | must be a range of two numbers",
            "x: {log: [1, 2], scale: linear} | goes with range and int, but this is log",
            "k: {choice: [a, b], scale: log} | goes with range and int, but this is choice",
            "\"\": [0, 1] | must not be blank",
            "x: {range: 1} | must be a range"})
    void aMistakeIsNamedWithItsLineAndAWayOut(String line, String rule) throws IOException {
        InvalidExperimentException e = catchThrowableOfType(InvalidExperimentException.class, () -> read(line));

        assertThat(e.problems()).first().satisfies(problem -> {
            assertThat(problem.rule()).contains(rule);
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.fix()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"referense: [1] | reference", "smoth: [x, y, z] | smooth",
            "constraint: [x + y <= 1] | constraints", "limit: {broken: {at_most: 0.1}} | limits"})
    void aMisspeltKeyBesideTheAxesIsAnsweredWithTheNearestOne(String line, String meant) throws IOException {
        InvalidExperimentException e = catchThrowableOfType(InvalidExperimentException.class,
                () -> read("x: [0, 1]\ny: [0, 1]\n" + line));

        assertThat(e.problems()).singleElement()
                .satisfies(problem -> assertThat(problem.fix()).isEqualTo("Maybe " + meant + " is meant."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"constraints: [{sum: [x, z], is: 1}] | no axis or weight 'z'",
            "constraints: [x + z <= 1] | no axis or weight 'z'", "constraints: [x + y <= -1] | but none does",
            "constraints: [{sum: [x, y]}] | must say what the sum is",
            "constraints: [{sum: [x, y], is: 3}] | but none does",
            "constraints: [{sum: [x, y], is: 1, at_most: 1.5}] | but says both",
            "constraints: [{sum: [x, y], is: }] | must say what the sum is",
            "limits: {y: {at_least: 0, at_most: 0}} | the one below the other",
            "limits: {y: 3} | must say at_most", "limits: {y: {at_most: 0, at_least: 1}} | the one below the other",
            "limits: {y: {}} | must have at_least or at_most", "reference: [1] | two objectives",
            "smooth: [x, z] | no axis of numbers z", "smooth: [x] | two axes or more, all different",
            "constraints: [x + y <= 1e400] | no number above",
            "smooth: {over: [x, y], deviation: 0} | must be between"})
    void aConstraintIsCheckedAgainstTheAxes(String line, String rule) throws IOException {
        InvalidExperimentException e = catchThrowableOfType(InvalidExperimentException.class,
                () -> read("x: [0, 1]\ny: [0, 1]\n" + line));

        assertThat(e).hasMessageContaining(rule);
        // that no point is left is a mistake of the whole file
        assertThat(e.problems().getFirst().line()).isEqualTo(rule.equals("but none does") ? 1 : 3);
    }

    @Test
    void whatIsFixedMayStandInAConstraint() throws IOException {
        SearchSpace read = read("s: 3\nt: word\nx: [0, 1]\nconstraints: [s + x <= 3.5]");

        assertThat(read.space().constraints())
                .containsExactly(new Constraint(Map.of("x", 1.0), Double.NEGATIVE_INFINITY, 0.5));
        assertThat(read("1: 5\nx: [0, 1]\nconstraints: [x + 1 <= 1.5]").space().constraints())
                .as("a number is a number")
                .containsExactly(new Constraint(Map.of("x", 1.0), Double.NEGATIVE_INFINITY, 0.5));
    }

    @Test
    void aPriorOnRatiosIsByRatios() throws IOException {
        assertThat(read("r: {log: [1e-6, 1], prior: {}}").beliefs().getFirst())
                .isInstanceOfSatisfying(Belief.Near.class, near -> {
                    assertThat(near.mean()).isCloseTo(1e-3, within(1e-15));
                    assertThat(near.deviation()).isCloseTo(1e-3 * Math.log(1e6) / 5, within(1e-15));
                });
        assertThat(read("r: {log: [1e-6, 1], prior: {mean: 1e-5, deviation: 5e-6}}").beliefs())
                .containsExactly(new Belief.Near("r", 1e-5, 5e-6));
        assertThat(read("n: {int: [1, 2], prior: {}}").beliefs()).containsExactly(new Belief.Near("n", 1.5, 0.4));
    }

    private SearchSpace read(String text) throws IOException {
        return SearchSpace.read(Files.writeString(folder.resolve("space.yaml"), text));
    }
}
