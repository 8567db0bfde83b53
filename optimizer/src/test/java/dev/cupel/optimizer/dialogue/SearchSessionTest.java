package dev.cupel.optimizer.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cupel.optimizer.experiment.SearchSpace;
import dev.cupel.optimizer.search.Method;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.search.SearchSettings;
import dev.cupel.optimizer.study.Ledger;
import dev.cupel.optimizer.study.StudyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another program sees. */
class SearchSessionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPACE = """
            x: [0, 1]
            n: {int: [1, 8]}
            k: {choice: [a, b]}
            gain: {range: [-1, 1], when: {k: b}}
            pair: {range: [0, 2], names: [u, v]}
            size: 512
            """;

    @TempDir
    private Path folder;

    @Test
    void anAskHasEverySettingAndATellIsFollowedByTheNext() throws IOException {
        List<JsonNode> printed = talk(1, 3, "{\"id\":0,\"tell\":1.25}",
                "{\"id\":1,\"tell\":{\"value\":2,\"variance\":0.5}}",
                "{\"id\":2,\"tell\":\"failed\"}");

        assertThat(printed).hasSize(4);
        for (int id = 0; id < 3; id++) {
            JsonNode ask = printed.get(id).get("ask");
            assertThat(printed.get(id).get("id").asInt()).isEqualTo(id);
            assertThat(ask.get("x").doubleValue()).isBetween(0.0, 1.0);
            assertThat(ask.get("n").isIntegralNumber()).isTrue();
            assertThat(ask.get("k").textValue()).isIn("a", "b");
            assertThat(ask.has("gain")).isEqualTo(ask.get("k").textValue().equals("b"));
            assertThat(ask.get("u")).isEqualTo(ask.get("v"));
            assertThat(ask.get("size").intValue()).isEqualTo(512);
        }
        assertThat(printed.getLast().get("best").get("id").asInt()).isEqualTo(1);
        assertThat(printed.getLast().get("best").get("values")).isEqualTo(printed.get(1).get("ask"));
    }

    @Test
    void asManyAsksAsThereAreWorkersArePrintedAhead() throws IOException {
        List<JsonNode> printed = talk(3, 5, "{\"id\":1,\"tell\":1}", "{\"ask\":true}", "{\"id\":2,\"tell\":1}");

        // 0, 1, 2 ahead, 3 after the first tell, 4 as it is asked for; then five are told or pending
        assertThat(printed).extracting(line -> line.get("id").asInt()).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "3", "[1]", "{", "{}", "{\"tell\":1}", "{\"id\":0,\"tell\":\"bad\"}",
            "{\"id\":0,\"tell\":null}", "{\"id\":0,\"tell\":NaN}", "{\"id\":0,\"tell\":1}{\"id\":1,\"tell\":2}",
            "{\"id\":0,\"tell\":1,\"id\":1}", "{\"ask\":false}", "{\"best\":false}",
            "{\"id\":7,\"tell\":1}", "{\"id\":\"0\",\"tell\":1}", "{\"id\":0,\"tell\":1e999}",
            "{\"id\":0,\"tell\":[1,\"failed\"]}",
            "{\"id\":0,\"tell\":[]}", "{\"ask\":0}", "{\"ask\":\"x\"}",
            "{\"id\":0,\"tell\":{\"value\":1,\"limits\":{\"y\":1}}}",
            "{\"id\":0,\"tell\":{\"value\":1,\"limits\":3}}",
            "{\"id\":0,\"tell\":{\"value\":1,\"limits\":{\"broken\":\"0\"}}}",
            "{\"id\":0,\"tell\":{\"value\":1,\"variance\":-1}}",
            "{\"enqueue\":{\"x\":0.5}}",
            "{\"enqueue\":3}", "{\"enqueue\":{\"x\":2,\"n\":1,\"k\":\"a\",\"u\":1}}",
            "{\"enqueue\":{\"x\":0.5,\"n\":1.5,\"k\":\"a\",\"u\":1}}",
            "{\"enqueue\":{\"x\":0.5,\"n\":1,\"k\":\"c\",\"u\":1}}",
            "{\"enqueue\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1,\"v\":2}}",
            "{\"enqueue\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1,\"gain\":0}}",
            "{\"enqueue\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1,\"size\":64}}",
            "{\"enqueue\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1,\"y\":0}}",
            "{\"values\":{\"x\":0.5},\"tell\":1}", "{\"values\":3,\"tell\":1}",
            "{\"values\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1},\"tell\":NaN}",
            "{\"values\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1},\"tell\":\"bad\"}",
            "{\"values\":{\"x\":0.5,\"n\":1,\"k\":\"a\",\"u\":1},\"tell\":{\"value\":1,\"limits\":{\"y\":1}}}",
            "{\"best\":true}"})
    void whatCannotBeUsedIsAnsweredWithAWayOutAndChangesNothing(String line) throws IOException {
        List<JsonNode> printed = talk(1, 2, line, "{\"id\":0,\"tell\":1}", "{\"id\":1,\"tell\":2}");

        assertThat(printed).hasSize(4);
        assertThat(printed.get(1).get("error").textValue()).isNotBlank();
        assertThat(printed.get(1).get("hint").textValue()).startsWith("Maybe ");
        assertThat(printed.get(3).get("best").get("id").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{`id`:0,`tell`:1,`variance`:4} | 'variance'", "{`id`:0,`tell`:{`value`:1,`varianc`:4}} | 'varianc'",
            "{`id`:0,`tell`:[{`value`:1,`limits`:{`a`:2}}]} | 'limits'",
            "{`id`:0,`tell`:{`values`:[1],`variance`:4}} | 'variance'",
            "{`id`:0,`tell`:{`values`:1}} | values", "{`id`:0,`tell`:[]} | but it is []",
            "{`id`:0,`values`:{`x`:0.5},`tell`:1} | 'id'", "{`ask`:2.9} | 2.9", "{`ask`:`2`} | `2`",
            "{`best`:true,`ask`:5} | 'best'", "{`best`:true,`id`:5} | 'id'", "{`best`:`true`} | `true`",
            "{`best`:1} | 1", "{`enqueue`:{`x`:0.5},`tel`:1} | 'tel'"})
    void aLineOfWhichAPartWouldBeLostIsRefused(String line, String named) throws IOException {
        List<JsonNode> printed = talk("x: [0, 1]\n", Optional.empty(), 1, 9, line.replace('`', '"'),
                "{\"id\":0,\"tell\":1}");

        assertThat(printed).as("an ask, the answer, and the next ask").hasSize(3);
        assertThat(printed.get(1).get("error").textValue()).contains(named.replace('`', '"'));
        assertThat(printed.get(1).get("hint").textValue()).startsWith("Maybe ");
    }

    @Test
    void valuesWhoseOutcomeIsRefusedAreNeitherPendingNorInTheStudy() throws IOException {
        Optional<Path> study = Optional.of(folder.resolve("study.sqlite"));
        String space = "x: [0, 1]\nlimits: {broken: {at_most: 0.1}}\n";
        List<JsonNode> first = talk(space, study, 1, 9, "{\"values\":{\"x\":0.25},\"tell\":1}",
                "{\"id\":0,\"tell\":{\"value\":1,\"limits\":{\"broken\":0}}}",
                "{\"values\":{\"x\":0.25},\"tell\":{\"value\":[1,2],\"limits\":{\"broken\":0}}}",
                "{\"values\":{\"x\":0.25},\"tell\":{\"values\":[1,2],\"limits\":{\"broken\":0}}}");
        List<JsonNode> second = talk(space, study, 1, 9);

        assertThat(first).hasSize(5);
        assertThat(first.get(1).get("error").textValue()).startsWith("values: ").contains("[broken]");
        assertThat(first.get(2).get("id").asInt()).as("the next ask").isEqualTo(1);
        assertThat(first.get(4).get("error").textValue()).contains("optimises one number");
        assertThat(second).as("only what was asked is asked again").containsExactly(first.get(2));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
        List<JsonNode> printed = talk(1, 1, "\uFEFF{\"id\":0,\"tell\":1}");

        assertThat(printed.getLast().has("best")).isTrue();
    }

    @Test
    void aLineWithoutEndIsPassedOver() throws IOException {
        List<JsonNode> printed = talk(1, 1, "x".repeat(3 << 20), "{\"id\":0,\"tell\":1}");

        assertThat(printed.get(1).get("error").textValue()).contains("longer than");
        assertThat(printed.get(2).has("best")).isTrue();
    }

    @Test
    void aPersonMayAskForAPointOrTellOneThatIsKnown() throws IOException {
        String point = "{\"x\":0.5,\"n\":3,\"k\":\"b\",\"gain\":0.25,\"u\":1,\"v\":1}";

        List<JsonNode> printed = talk(1, 9, "{\"enqueue\":" + point + "}", "{\"id\":1,\"tell\":5}",
                "{\"values\":" + point.replace("0.5", "0.75") + ",\"tell\":7}", "{\"best\":true}");

        JsonNode enqueued = printed.get(1).get("ask");
        assertThat(enqueued.get("x").doubleValue()).isEqualTo(0.5);
        assertThat(enqueued.get("gain").doubleValue()).isEqualTo(0.25);
        assertThat(printed.get(2).has("added")).isTrue();
        assertThat(printed.getLast().get("best").get("id")).isEqualTo(printed.get(2).get("id"));
    }

    /** Its place on a logarithmic axis leads back to a number that differs in the last digits. */
    @ParameterizedTest
    @EnumSource(value = Method.class, names = {"BAYESIAN", "RANDOM"})
    void whatAPersonWroteComesBackAsItWasWritten(Method method) throws IOException {
        String space = "r: {log: [1e-4, 1]}\ns: [-1, 2]\n";
        JsonNode written = JSON.readTree("{\"r\":0.1,\"s\":0.3}");
        Optional<Path> study = Optional.of(folder.resolve("study.sqlite"));
        String[] lines = {"{\"enqueue\":" + written + "}", "{\"id\":0,\"tell\":1}", "{\"id\":1,\"tell\":5}"};
        List<JsonNode> first = talk(method, space, study, 1, 9, lines[0]);
        List<JsonNode> second = talk(method, space, study, 1, 9, lines[1], lines[2], "{\"best\":true}");
        List<JsonNode> third = talk(method, space, study, 1, 9, "{\"best\":true}");

        assertThat(first.getLast().get("ask")).isEqualTo(written);
        assertThat(second.get(1).get("ask")).as("it is pending when the search goes on").isEqualTo(written);
        assertThat(second.getLast().get("best").get("values")).isEqualTo(written);
        assertThat(third.getLast().get("best").get("values")).isEqualTo(written);
    }

    @Test
    void thatAStudyIsNewIsSaid() throws IOException {
        Path study = folder.resolve("misspelt/study.sqlite");
        Session first = session(Method.RANDOM, SPACE, Optional.of(study), 1, 3);
        Session second = session(Method.RANDOM, SPACE, Optional.of(study), 1, 3);
        first.tells(() -> {
        });
        second.tells(() -> {
        });

        assertThat(first.notes()).isEqualToIgnoringNewLines("begins a new study: " + study);
        assertThat(second.notes()).isEmpty();
    }

    @Test
    void itEndsWhenNobodyReads() throws IOException {
        String line = "{\"ask\":true}\n";
        PrintWriter broken = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("the pipe is broken");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });

        new SearchSession(SearchSpace.read(file(SPACE)), new SearchSettings(1, 5, Method.RANDOM), Optional.empty(),
                List.of(), 1, OptionalInt.empty()).run(new BufferedReader(new Reader() {
                    @Override
                    public int read(char[] to, int offset, int length) {
                        line.getChars(0, line.length(), to, offset);
                        return line.length();
                    }

                    @Override
                    public void close() {}
                }), broken, new PrintWriter(new StringWriter()));

        assertThat(broken.checkError()).isTrue();
    }

    @Test
    void severalMayBeAskedForAtATime() throws IOException {
        List<JsonNode> printed = talk(1, 9, "{\"ask\":3}");

        assertThat(printed).extracting(line -> line.get("id").asInt()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void ofSeveralObjectivesTheFrontIsAnswered() throws IOException {
        List<JsonNode> printed = talk(1, 3, "{\"id\":0,\"tell\":[1,2]}",
                "{\"id\":1,\"tell\":[{\"value\":5,\"variance\":0.1},0]}", "{\"id\":2,\"tell\":[0.5,-9]}");

        JsonNode answer = printed.getLast();
        assertThat(answer.get("front")).extracting(one -> one.get("id").asInt()).containsExactly(1, 0);
        assertThat(answer.get("front").get(1).get("mean")).hasSize(2);
        assertThat(answer.get("best").get("id").asInt()).isIn(0, 1);
    }

    @Test
    void theFirstTellSaysHowManyObjectivesThereAre() throws IOException {
        List<JsonNode> printed = talk(1, 2, "{\"id\":0,\"tell\":[1,2]}", "{\"id\":1,\"tell\":3}");

        assertThat(printed.get(2).get("error").textValue()).contains("optimises 2 numbers");
        assertThat(printed.get(2).get("hint").textValue()).startsWith("Maybe ");
    }

    /** What was told in the first session is known in the second, limits included. */
    @Test
    void whatBreaksALimitIsNotAnsweredAsTheBest() throws IOException {
        Optional<Path> study = Optional.of(folder.resolve("limits.sqlite"));
        String space = "x: [0, 1]\nlimits: {broken: {at_most: 0.1}}\n";
        List<JsonNode> first = talk(space, study, 1, 2, "{\"id\":0,\"tell\":1}",
                "{\"id\":0,\"tell\":{\"value\":1,\"limits\":{\"broken\":0}}}",
                "{\"id\":1,\"tell\":{\"value\":7,\"limits\":{\"broken\":0.9}}}");
        List<JsonNode> second = talk(space, study, 1, 3, "{\"best\":true}");

        assertThat(first.get(1).get("error").textValue()).contains("[broken]");
        assertThat(first.getLast().get("best").get("id").asInt()).isZero();
        assertThat(second.getLast().get("best")).isEqualTo(first.getLast().get("best"));
        assertThat(second.getLast().get("best").get("holds").doubleValue()).isGreaterThan(0.5);
    }

    /** A measure that is hardly known counts for little beside that of a neighbour that is known well. */
    @Test
    void aMeasureWithALimitMayHaveAVariance() throws IOException {
        String space = "x: [0, 1]\nlimits: {broken: {at_most: 1}}\n";
        List<String> holding = new ArrayList<>();
        for (String broken : List.of("0", "{\"value\":0,\"variance\":100}")) {
            Optional<Path> study = Optional.of(Files.createTempDirectory(folder, "limits").resolve("study.sqlite"));
            List<JsonNode> first = talk(space, study, 1, 9,
                    "{\"values\":{\"x\":0.2},\"tell\":{\"value\":1,\"limits\":{\"broken\":0}}}",
                    "{\"values\":{\"x\":0.75},\"tell\":{\"value\":3,\"limits\":{\"broken\":5}}}",
                    "{\"values\":{\"x\":0.85},\"tell\":{\"value\":3,\"limits\":{\"broken\":5}}}",
                    "{\"values\":{\"x\":0.8},\"tell\":{\"value\":7,\"limits\":{\"broken\":" + broken + "}}}",
                    "{\"best\":true}");
            assertThat(talk(space, study, 1, 9, "{\"best\":true}").getLast()).isEqualTo(first.getLast());
            holding.add(first.getLast().get("best").get("values").get("x").asText());
        }

        assertThat(holding).containsExactly("0.8", "0.2");
    }

    /** A copy of the study is taken whenever a line is printed: that is what a killed process leaves behind. */
    @ParameterizedTest
    @EnumSource(value = Method.class, names = {"BAYESIAN", "PARZEN"})
    void aSearchThatIsKilledAtAnyLineGoesOnAsIfItWereNot(Method method) throws IOException {
        Path study = folder.resolve("study.sqlite");
        List<Path> copies = new ArrayList<>();
        List<JsonNode> whole = session(method, SPACE, Optional.of(study), 2, 14).tells(() -> copies.add(copied(study)));

        for (int stopped = 0; stopped < 14; stopped++) {
            List<JsonNode> rest = session(method, SPACE, Optional.of(copies.get(stopped)), 2, 14).tells(() -> {
            });

            assertThat(rest.getLast()).isEqualTo(whole.getLast());
            assertThat(whole).containsAll(rest);
        }
    }

    @Test
    void anotherSeedDoesNotGoOnWithAStudy() throws IOException {
        Path study = folder.resolve("study.sqlite");
        session(Method.RANDOM, SPACE, Optional.of(study), 1, 3).tells(() -> {
        });

        assertThatThrownBy(() -> session(Method.PARZEN, SPACE, Optional.of(study), 1, 3).tells(() -> {
        }))
                .isInstanceOf(StudyException.class).hasMessageContaining("--searcher random")
                .hasMessageContaining("\nMaybe ");
    }

    @Test
    void aChangedSpaceKeepsTheTrialsThatLieInIt() throws IOException {
        Path study = folder.resolve("study.sqlite");
        session(Method.RANDOM, SPACE, Optional.of(study), 1, 20).tells(() -> {
        });
        String changed = SPACE.replace("x: [0, 1]", "x: [0, 0.5]").replace("size: 512",
                "size: 512\ny: {range: [0, 1], default: 0.5}");

        Session second = session(Method.RANDOM, changed, Optional.of(study), 1, 40);
        List<JsonNode> printed = second.tells(() -> {
        });

        assertThat(second.notes()).containsPattern("^\\d+ of the trials of .* are left out");
        int left = Integer.parseInt(second.notes().split(" ")[0]);
        assertThat(left).isBetween(1, 19);
        // the trials that lie in the space count, and no number is used twice
        assertThat(printed).hasSize(20 + left + 1);
        assertThat(printed.getFirst().get("id").asInt()).isEqualTo(20);
        assertThat(printed.getFirst().get("ask").has("y")).isTrue();

        assertThat(session(Method.RANDOM, SPACE, Optional.of(study), 1, 20).tells(() -> {
        }))
                .as("and back again: the first twenty are there").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.0", "7", "70e-1", "0.10", "-0.0", "1234567890123456789", "3d", "NaN", "007", "1e999",
            "true", "two words"})
    void whatIsFixedIsTheSameWhenItIsReadBack(String fixed) throws IOException {
        Path study = folder.resolve("study.sqlite");
        String space = "x: [0, 1]\ncfg: " + fixed + "\n";
        List<JsonNode> printed = talk(Method.RANDOM, space, Optional.of(study), 1, 2, "{\"id\":0,\"tell\":1}",
                "{\"id\":1,\"tell\":2}");
        String asked = printed.getFirst().get("ask").toString();

        assertThat(
                talk(Method.RANDOM, space, Optional.empty(), 1, 2, "{\"enqueue\":" + asked + "}").getLast().get("ask"))
                .hasToString(asked);
        assertThat(talk(Method.RANDOM, space.replace("[0, 1]", "[-1, 1]"), Optional.of(study), 1, 2)).singleElement()
                .as("both trials lie in the wider space, too").satisfies(line -> assertThat(line.has("best")).isTrue());
    }

    /** The new axes count with k = b alone, one of them below another new one. */
    @Test
    void aDefaultIsGivenOnlyWhereItsAxisCounts() throws IOException {
        Path study = folder.resolve("study.sqlite");
        session(Method.RANDOM, SPACE, Optional.of(study), 1, 20).tells(() -> {
        });
        String changed = SPACE + """
                m: {int: [1, 3], when: {k: b}, default: 2}
                g: {range: [0, 1], when: {m: 2}, default: 0.5, names: [g1, g2]}
                h: {range: [0, 1], when: {m: 1}, default: 0.5}
                """;

        Session second = session(Method.RANDOM, changed, Optional.of(study), 1, 20);
        List<JsonNode> printed = second.tells(() -> {
        });

        assertThat(second.notes()).as("none is left out").isEmpty();
        assertThat(printed).singleElement().satisfies(line -> assertThat(line.has("best")).isTrue());
    }

    @Test
    void aDefaultWhereItsAxisDoesNotCountLeavesWhatAPersonWroteAsItWasWritten() throws IOException {
        String space = "r: {log: [1e-4, 1]}\nk: {choice: [a, b]}\ng: {range: [0, 1], when: {k: b}, default: 0.5}\n";
        JsonNode written = JSON.readTree("{\"r\":0.1,\"k\":\"a\"}");
        Optional<Path> study = Optional.of(folder.resolve("study.sqlite"));
        talk(Method.RANDOM, space, study, 1, 9, "{\"values\":" + written + ",\"tell\":1}");

        JsonNode best = talk(Method.RANDOM, space, study, 1, 9, "{\"best\":true}").getLast().get("best");

        assertThat(best.get("values")).isEqualTo(written);
    }

    @Test
    void anOptionHasTheTypeThatItIsWrittenWith() throws IOException {
        String space = """
                n: {choice: [1, 2.50, 4]}
                b: {choice: [true, false]}
                t: {choice: ["1", "true", x, 007]}
                x: {range: [0, 1], when: {n: [2.5, 4.0]}}
                fixed: true
                text: "3"
                """;
        String point = "{\"n\":%s,\"b\":%s,\"t\":%s,\"x\":0.5%s}";

        List<JsonNode> printed = talk(Method.RANDOM, space, Optional.empty(), 1, 9,
                enqueue(point, "2.5", "true", "\"1\"", ""), enqueue(point, "4.0", "false", "\"true\"", ""),
                enqueue(point, "\"4\"", "\"true\"", "\"007\"", ",\"fixed\":\"true\",\"text\":3"));

        assertThat(printed).extracting(line -> line.path("ask").toString()).endsWith(
                point.formatted("2.5", "true", "\"1\"", ",\"fixed\":true,\"text\":\"3\""),
                point.formatted("4", "false", "\"true\"", ",\"fixed\":true,\"text\":\"3\""),
                point.formatted("4", "true", "\"007\"", ",\"fixed\":true,\"text\":\"3\""));
    }

    private static String enqueue(String point, Object... values) {
        return "{\"enqueue\":" + point.formatted(values) + "}";
    }

    /** Options and fixed texts were once asked as other types. */
    @Test
    void aStudyOfBeforeOptionsHadTypesGoesOn() throws IOException {
        Path study = folder.resolve("study.sqlite");
        String space = "n: {choice: [1, 2]}\nb: {choice: [true, false]}\ns: true\nt: \"3\"\n";
        try (Ledger ledger = Ledger.open(study)) {
            int number = ledger.space(SearchSpace.read(file(space)).space().toString());
            ledger.asked(0, number, "sobol", "[0.75,0.25]", "{\"n\":\"2\",\"b\":\"true\",\"s\":\"true\",\"t\":3}");
            ledger.told(0, "[{\"value\":1.0,\"variance\":0.0}]");
        }

        JsonNode best = talk(Method.RANDOM, space, Optional.of(study), 1, 9, "{\"best\":true}").getLast();

        assertThat(best.get("best").get("values")).hasToString("{\"n\":2,\"b\":true,\"s\":true,\"t\":\"3\"}");
    }

    @Test
    void onlyANumberOfJsonIsPrintedAsANumber() throws IOException {
        String space = "x: [0, 1]\na: 7.0\nb: 3d\nc: NaN\nd: 1234567890123456789\ne: 2.5e-1\nf: 007\n";
        JsonNode ask = talk(Method.RANDOM, space, Optional.empty(), 1, 1).getFirst().get("ask");

        assertThat(ask.toString()).endsWith(
                ",\"a\":7,\"b\":\"3d\",\"c\":\"NaN\",\"d\":1234567890123456789,\"e\":0.25,\"f\":\"007\"}");
    }

    @Test
    void anotherValueThanTheFixedOneIsOutsideTheSpace() throws IOException {
        Path study = folder.resolve("study.sqlite");
        session(Method.RANDOM, SPACE, Optional.of(study), 1, 3).tells(() -> {
        });

        Session second = session(Method.RANDOM, SPACE.replace("x: [0, 1]", "x: [-1, 1]").replace("512", "512.5"),
                Optional.of(study), 1, 3);
        second.tells(() -> {
        });

        assertThat(second.notes()).startsWith("3 of the trials");
    }

    /** The axes are the same in all of them, and the first has the same trials bit by bit. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x: [0, 1];s: 3.0 | 0", "x: [0, 1];s: 4 | 3", "x: [0, 1] | 3",
            "x: [0, 1];s: 3;t: 1 | 3", "x: {range: [0, 1], names: [x, y]};s: 3 | 3",
            "x: {range: [0, 1], names: [y]};s: 3 | 3", "x: {range: [0, 1], names: [s]};x2: 3 | 3"})
    void trialsWithOtherFixedSettingsOrNamesAreLeftOut(String changed, int left) throws IOException {
        Path study = folder.resolve("study.sqlite");
        String space = "x: [0, 1]\ns: 3\n";
        List<JsonNode> first = talk(Method.RANDOM, space, Optional.of(study), 1, 9, "{\"id\":0,\"tell\":1}",
                "{\"id\":1,\"tell\":2}", "{\"best\":true}");

        Session resumed = new Session(new SearchSession(SearchSpace.read(file(changed.replace(";", "\n"))),
                new SearchSettings(1, 5, Method.RANDOM), Optional.of(study), List.of(study(space)), 1,
                OptionalInt.of(9)));
        List<JsonNode> printed = resumed.lines("{\"best\":true}");

        assertThat(resumed.notes().lines().filter(line -> line.contains("left out")))
                .as("of this study and of the earlier one").hasSize(left == 0 ? 0 : 2)
                .allMatch(line -> line.startsWith("3 of the trials"));
        assertThat(printed.getLast().equals(first.getLast())).isEqualTo(left == 0);
        assertThat(printed.getLast().has("error")).as("none is known that could be the best").isEqualTo(left > 0);
    }

    @Test
    void aDefaultSaysWhatTheNewNameOfAGroupWas() throws IOException {
        Path study = folder.resolve("study.sqlite");
        talk(Method.RANDOM, "x: [0, 1]\n", Optional.of(study), 1, 9, "{\"values\":{\"x\":0.5},\"tell\":7}",
                "{\"values\":{\"x\":0.25},\"tell\":9}");

        JsonNode best = talk(Method.RANDOM, "x: {range: [0, 1], names: [x, y], default: 0.5}\n", Optional.of(study), 1,
                9,
                "{\"best\":true}").getLast().get("best");

        assertThat(best.get("values")).hasToString("{\"x\":0.5,\"y\":0.5}");
    }

    @Test
    void aLimitMayBeDropped() throws IOException {
        Optional<Path> study = Optional.of(folder.resolve("limits.sqlite"));
        String limited = "x: [0, 1]\nlimits: {broken: {at_most: 0.1}, slow: {at_most: 9}}\n";
        talk(limited, study, 1, 9, "{\"id\":0,\"tell\":{\"value\":1,\"limits\":{\"slow\":1,\"broken\":0}}}",
                "{\"id\":1,\"tell\":{\"value\":7,\"limits\":{\"slow\":1,\"broken\":0.9}}}");

        List<JsonNode> fewer = talk(limited.replace("broken: {at_most: 0.1}, ", ""), study, 1, 9, "{\"best\":true}");
        List<JsonNode> all = talk(limited, study, 1, 9, "{\"best\":true}");

        assertThat(fewer.getLast().get("best").get("id").asInt()).isEqualTo(1);
        assertThat(all.getLast().get("best").get("id").asInt()).as("what was told then is still known").isZero();
    }

    @Test
    void aStudyThatDoesNotTellANewLimitIsRefusedByNameAndServesAWarmStart() throws IOException {
        Path study = study("x: [0, 1]\n");
        String limited = "x: [0, 1]\nlimits: {broken: {at_most: 0.1}}\n";

        assertThatThrownBy(() -> talk(Method.RANDOM, limited, Optional.of(study), 1, 9))
                .isInstanceOf(StudyException.class).hasMessageContaining(study.toString())
                .hasMessageContaining("does not tell [broken]").hasMessageContaining("\nMaybe ")
                .hasMessageContaining("--warm-start " + study);
        List<JsonNode> warm = warm(limited, Optional.empty(), study)
                .lines("{\"id\":0,\"tell\":{\"value\":1,\"limits\":{\"broken\":0}}}", "{\"best\":true}");
        assertThat(warm.getLast().get("best").get("holds").doubleValue()).isGreaterThan(0.5);
    }

    @Test
    void aStudyOfAnotherNumberOfObjectivesIsRefusedByName() throws IOException {
        Path one = study("x: [0, 1]\n");
        Path two = folder.resolve("two.sqlite");
        talk(Method.RANDOM, "x: [0, 1]\n", Optional.of(two), 1, 9, "{\"id\":0,\"tell\":[1,2]}");
        String referred = "x: [0, 1]\nreference: [0, 0]\n";

        assertThatThrownBy(() -> talk(Method.RANDOM, referred, Optional.of(one), 1, 9))
                .isInstanceOf(StudyException.class).hasMessageContaining(one.toString())
                .hasMessageContaining("must have 2 objectives").hasMessageContaining("trial 0 has one objective")
                .hasMessageContaining("\nMaybe ");
        assertThatThrownBy(() -> warm(referred, Optional.empty(), two, one).lines())
                .isInstanceOf(StudyException.class).hasMessageContaining(one.toString());
        assertThatThrownBy(() -> warm("x: [0, 1]\n", Optional.of(one), two).lines())
                .isInstanceOf(StudyException.class).hasMessageContaining(one.toString());
    }

    @Test
    void anEarlierStudyReplacesTheInitialPoints() throws IOException {
        Path study = folder.resolve("study.sqlite");
        session(Method.BAYESIAN, SPACE, Optional.of(study), 1, 25).tells(() -> {
        });

        byte[] before = Files.readAllBytes(study);

        SearchSession warm = new SearchSession(SearchSpace.read(file(SPACE + "new: {range: [0, 1], default: 0.5}\n")),
                new SearchSettings(2, 6, Method.BAYESIAN),
                Optional.empty(), List.of(study), 1, OptionalInt.of(3));
        List<JsonNode> printed = new Session(warm).tells(() -> {
        });

        for (JsonNode line : printed.subList(0, 3)) {
            assertThat(value(line.get("ask"))).isGreaterThan(-0.4);
        }
        assertThat(study).as("it was only read").hasBinaryContent(before);
    }

    @Test
    void aStudyLearnsWhatWasToldWhenItBegan() throws IOException {
        Path earlier = study(SPACE);
        Path study = folder.resolve("later.sqlite");
        JsonNode first = warm(SPACE, Optional.of(study), earlier).lines().getFirst();
        talk(Method.RANDOM, SPACE, Optional.of(earlier), 1, 9, "{\"id\":2,\"tell\":9}");

        String more = "{\"id\":0,\"tell\":1}";
        assertThat(warm(SPACE, Optional.of(study), earlier).lines(more, more).getFirst()).isEqualTo(first);
        try (Ledger ledger = Ledger.open(study)) {
            assertThat(ledger.remember("warm start " + earlier.toAbsolutePath(), "?")).isEqualTo("2");
        }
        assertThatThrownBy(() -> warm(SPACE, Optional.of(earlier), earlier).lines()).isInstanceOf(StudyException.class)
                .hasMessageContaining("must be of another study than " + earlier);
        assertThatThrownBy(() -> warm(SPACE, Optional.empty(), earlier, earlier).lines())
                .isInstanceOf(StudyException.class).hasMessageContaining("must be of different studies");
    }

    @Test
    void aStudyThatGoesOnWithoutWhatItLearnedSaysSo() throws IOException {
        Path earlier = study(SPACE);
        Path study = folder.resolve("later.sqlite");
        warm(SPACE, Optional.of(study), earlier).lines();
        Session session = warm(SPACE, Optional.of(study));
        session.lines();

        assertThat(session.notes.toString()).contains("does not name " + earlier + ", from which " + study + " learned",
                "Maybe add --warm-start " + earlier);
        Path link = Files.createSymbolicLink(folder.resolve("link.sqlite"), earlier);
        Session linked = warm(SPACE, Optional.of(study), link);
        linked.lines();
        assertThat(linked.notes.toString()).as("the same file").doesNotContain("does not name");
    }

    @Test
    void whatTakesOneObjectiveIsRefusedByAStudyOfTwo() throws IOException {
        Path study = folder.resolve("two.sqlite");
        talk("x: [0, 1]\n", Optional.of(study), 1, 9, "{\"id\":0,\"tell\":[1,2]}");
        SearchSession replicating = new SearchSession(SearchSpace.read(file("x: [0, 1]\n")),
                new SearchSettings(1, 5, Method.BAYESIAN).replicating(), Optional.of(study), List.of(), 1,
                OptionalInt.of(9));

        assertThatThrownBy(() -> new Session(replicating).lines()).isInstanceOf(SearchException.class)
                .hasMessageContaining("the trials of " + study)
                .hasMessageContaining("must have one objective, but there are 2");
    }

    @Test
    void whatTakesOneObjectiveAnswersATellOfTwoWithAnError() throws IOException {
        SearchSession everywhere = new SearchSession(SearchSpace.read(file("x: [0, 1]\n")),
                new SearchSettings(1, 5, Method.BAYESIAN).everywhere(), Optional.empty(), List.of(), 1,
                OptionalInt.of(1));

        assertThat(new Session(everywhere).lines("{\"id\":0,\"tell\":[1,2]}", "{\"id\":0,\"tell\":3}"))
                .satisfiesExactly(
                        asked -> assertThat(asked.has("ask")).isTrue(),
                        refused -> assertThat(refused.path("error").asText())
                                .contains("must have one objective, but there are 2"),
                        best -> assertThat(best.at("/best/mean").asDouble()).isEqualTo(3));
    }

    private interface Step {
        void printed() throws IOException;
    }

    private final class Session {
        private final SearchSession session;
        private final StringWriter notes = new StringWriter();

        Session(SearchSession session) {
            this.session = session;
        }

        String notes() {
            return notes.toString();
        }

        /** What is printed in answer to some lines. */
        List<JsonNode> lines(String... lines) throws IOException {
            StringWriter out = new StringWriter();
            session.run(new BufferedReader(new StringReader(String.join("\n", lines))), new PrintWriter(out),
                    new PrintWriter(notes));
            List<JsonNode> printed = new ArrayList<>();
            for (String line : out.toString().lines().toList()) {
                printed.add(JSON.readTree(line));
            }
            return printed;
        }

        /** Answers each ask with the value of its settings, in the order of the asks. */
        List<JsonNode> tells(Step step) throws IOException {
            List<JsonNode> printed = new ArrayList<>();
            StringBuilder answers = new StringBuilder();
            StringWriter written = new StringWriter();
            PrintWriter writer = new PrintWriter(written) {
                @Override
                public void flush() {
                    String line = written.toString();
                    if (line.isEmpty()) {
                        return;
                    }
                    written.getBuffer().setLength(0);
                    try {
                        JsonNode node = JSON.readTree(line);
                        printed.add(node);
                        if (node.has("ask")) {
                            answers.append(
                                    "{\"id\":%s,\"tell\":%s}\n".formatted(node.get("id"), value(node.get("ask"))));
                        }
                        step.printed();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
            session.run(new BufferedReader(new Answers(answers), 1), writer, new PrintWriter(notes));
            return printed;
        }
    }

    /** Reads what is appended to a buffer meanwhile, character by character. */
    private static final class Answers extends Reader {
        private final StringBuilder buffer;
        private int at;

        Answers(StringBuilder buffer) {
            this.buffer = buffer;
        }

        @Override
        public int read(char[] to, int offset, int length) {
            if (at == buffer.length()) {
                return -1;
            }
            to[offset] = buffer.charAt(at++);
            return 1;
        }

        @Override
        public void close() {}
    }

    /** Highest, 0, at x = 0.3, n = 5, k = a, pair = 1. */
    private static double value(JsonNode ask) {
        double off = ask.get("k").textValue().equals("a") ? 0 : 0.5 + Math.abs(ask.get("gain").doubleValue());
        return -Math.pow(ask.get("x").doubleValue() - 0.3, 2) - 0.02 * Math.pow(ask.get("n").doubleValue() - 5, 2) - off
                - Math.pow(ask.get("u").doubleValue() - 1, 2);
    }

    private Session session(Method method, String space, Optional<Path> study, int parallel, int trials)
            throws IOException {
        return new Session(
                new SearchSession(SearchSpace.read(file(space)), new SearchSettings(1, 5, method), study, List.of(),
                        parallel, OptionalInt.of(trials)));
    }

    private Session warm(String space, Optional<Path> study, Path... earlier) throws IOException {
        SearchSpace searched = SearchSpace.read(file(space));
        return new Session(new SearchSession(searched,
                new SearchSettings(1, 5, Method.RANDOM).towards(searched.goal()), study, List.of(earlier), 1,
                OptionalInt.of(9)));
    }

    private List<JsonNode> talk(int parallel, int trials, String... lines) throws IOException {
        return talk(SPACE, Optional.empty(), parallel, trials, lines);
    }

    private List<JsonNode> talk(String space, Optional<Path> study, int parallel, int trials, String... lines)
            throws IOException {
        return talk(Method.BAYESIAN, space, study, parallel, trials, lines);
    }

    private List<JsonNode> talk(Method method, String space, Optional<Path> study, int parallel, int trials,
            String... lines) throws IOException {
        SearchSpace searched = SearchSpace.read(file(space));
        return new Session(new SearchSession(searched, new SearchSettings(1, 5, method).towards(searched.goal()), study,
                List.of(), parallel, OptionalInt.of(trials))).lines(lines);
    }

    /** A study of two trials and a pending one. */
    private Path study(String space) throws IOException {
        Path study = Files.createTempDirectory(folder, "earlier").resolve("study.sqlite");
        talk(Method.RANDOM, space, Optional.of(study), 1, 9, "{\"id\":0,\"tell\":1}", "{\"id\":1,\"tell\":2}");
        return study;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "space", ".yaml"), text);
    }

    private Path copied(Path study) throws IOException {
        Path copy = Files.createTempDirectory(folder, "copy");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("study.sqlite")).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy.resolve(study.getFileName());
    }
}
