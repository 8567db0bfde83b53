package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptVariantsTest {

    @TempDir
    private Path folder;

    @Test
    void oneOptionIsDrawn() {
        assertThat(drawn("a {b|c|} d")).containsExactlyInAnyOrder("a b d", "a c d", "a  d");
    }

    @Test
    void neighbouringSeedsAreIndependent() {
        Map<String, Long> counts = counts("{a|b}{c|d}", 4000);

        // four outcomes of 1000 expected each; five standard deviations are 137
        assertThat(counts).hasSize(4);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count.doubleValue()).isCloseTo(1000, within(137.0)));
    }

    @Test
    void weightsMakeOptionsLikelier() {
        // 3000 of 4000 expected; five standard deviations are 137
        assertThat(counts("{3::a|b}", 4000).get("a").doubleValue()).isCloseTo(3000, within(137.0));
        assertThat(drawn("{0::a|b}")).containsExactly("b");
    }

    @Test
    void countDrawsSeveralWithoutPuttingBack() {
        assertThat(drawn("{2$$a|b|c}")).containsExactlyInAnyOrder("a, b", "a, c", "b, a", "b, c", "c, a", "c, b");
        assertThat(drawn("{a|b|2$$c}")).isEqualTo(drawn("{2$$a|b|c}"));
        assertThat(drawn("{9$$a|b}")).containsExactlyInAnyOrder("a, b", "b, a");
    }

    @Test
    void countMayBeARangeAndHaveASeparator() {
        assertThat(drawn("{1-2$$ and $$a|b}")).containsExactlyInAnyOrder("a", "b", "a and b", "b and a");
        assertThat(drawn("{-1$$a|b}")).containsExactlyInAnyOrder("", "a", "b");
        assertThat(drawn("{2-$$a|b}")).containsExactlyInAnyOrder("a, b", "b, a");
    }

    @Test
    void variantsAreNested() {
        assertThat(drawn("{a {b|c}|{d}}")).containsExactlyInAnyOrder("a b", "a c", "d");
    }

    @Test
    void barsInSquareBracketsAndEscapesStay() {
        assertThat(drawn("{[a|b]|c}, \\{d\\|e\\}, \\(f\\)"))
                .containsExactlyInAnyOrder("[a|b], {d|e}, \\(f\\)", "c, {d|e}, \\(f\\)");
    }

    @Test
    void wildcardsAreLinesOfFiles() throws IOException {
        write("color.txt", "# comment\nred\n\n  blue  \n{dark|light} green\n");

        assertThat(drawn("__color__ hair")).containsExactlyInAnyOrder("red hair", "blue hair", "dark green hair",
                "light green hair");
    }

    @Test
    void wildcardsMayBeSeveralFiles() throws IOException {
        write("hair/warm.txt", "red");
        write("hair/cold.txt", "blue");
        write("hair/odd/other.txt", "green");

        assertThat(drawn("__hair/*__")).containsExactlyInAnyOrder("red", "blue");
        assertThat(drawn("__hair/**__")).containsExactlyInAnyOrder("red", "blue", "green");
        assertThat(drawn("__hair/odd/other__")).containsExactly("green");
    }

    @Test
    void missingListIsNamedWithThoseThatAre() throws IOException {
        write("color.txt", "red");

        assertThatThrownBy(() -> drawn("__colour__")).isInstanceOf(PromptException.class)
                .hasMessageContaining("__colour__").hasMessageContaining("[color]");
    }

    @Test
    void listsThatNameThemselvesAreRefused() throws IOException {
        write("a.txt", "__b__");
        write("b.txt", "__a__");
        write("twice.txt", "__twice____twice__");

        assertThatThrownBy(() -> drawn("__a__")).isInstanceOf(PromptException.class)
                .hasMessageContaining("names itself");
        assertThatThrownBy(() -> drawn("__twice__")).isInstanceOf(PromptException.class)
                .hasMessageContaining("names itself");
    }

    @Test
    void listsThatMultiplyToNothingAreRefused() throws IOException {
        for (int i = 0; i < 30; i++) {
            write("l" + i + ".txt", "__l%d____l%d__".formatted(i + 1, i + 1));
        }
        write("l30.txt", "{}");

        assertThatThrownBy(() -> drawn("__l0__")).isInstanceOf(PromptException.class)
                .hasMessageContaining("at most 10000 choices");
    }

    @Test
    void braceThatIsNotClosedIsShown() {
        assertThatThrownBy(() -> drawn("a {b|c")).isInstanceOf(PromptException.class)
                .hasMessageContaining("'{b|c'").hasMessageContaining("Maybe");
    }

    @Test
    void filesOutsideTheFolderAreNotSeen() throws IOException {
        write("in/color.txt", "red");
        write("secret.txt", "secret");

        assertThatThrownBy(() -> PromptVariants.expand("__a/../../secret__", Wildcards.in(folder.resolve("in")), 1))
                .isInstanceOf(PromptException.class);
    }

    private Set<String> drawn(String template) {
        return counts(template, 200).keySet();
    }

    private Map<String, Long> counts(String template, int seeds) {
        Wildcards wildcards = Wildcards.in(folder);
        return LongStream.range(0, seeds).mapToObj(seed -> PromptVariants.expand(template, wildcards, seed))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }
}
