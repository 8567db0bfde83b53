package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.SampleReport.TRIALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.PictureRow;
import dev.cupel.optimizer.report.Report.PictureTable;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.ScoreTable;
import dev.cupel.optimizer.report.Report.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    private static final String PAGE = HtmlReport.text(SampleReport.report());

    /** The page without the chart library and our scripts: what a report's own texts can get into. */
    private static final String MARKUP = PAGE.replaceAll("(?s)<script>.*?</script>", "");

    @Test
    void theSameReportGivesTheSameCharacters() {
        assertThat(HtmlReport.text(SampleReport.report())).isEqualTo(PAGE);
    }

    @Test
    void theFileHoldsThePage(@TempDir Path folder) throws IOException {
        HtmlReport.write(SampleReport.report(), folder.resolve("report.html"));

        assertThat(Files.readString(folder.resolve("report.html"))).isEqualTo(PAGE);
    }

    @Test
    void whatAnotherProgramWritesMeanwhileStaysItsOwn(@TempDir Path folder) throws IOException {
        Path others = Files.writeString(folder.resolve("report.html.part"), "half a page");

        HtmlReport.write(SampleReport.report(), folder.resolve("report.html"));

        assertThat(others).hasContent("half a page");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void nothingIsLoadedFromOutside() {
        assertThat(values("(?:src|href|action|poster|data)=\"([^\"]*)\"", MARKUP))
                .allMatch(value -> value.startsWith("data:image/png;base64,") || value.startsWith("#"));
        assertThat(values("url\\(([^)]*)\\)", MARKUP)).allMatch(value -> value.startsWith("#"));
        assertThat(MARKUP).doesNotContain("@import", "http://", "https://", "<link", "<iframe", "<base");
        assertThat(PAGE).doesNotContain("sourceMappingURL");
    }

    @Test
    void thePolicyForbidsTheNetworkAndForeignScripts() {
        String policy = values("Content-Security-Policy\" content=\"([^\"]*)\"", PAGE).getFirst();

        assertThat(policy).contains("default-src 'none'", "img-src data:").doesNotContain("http", "*");
        assertThat(values("(script-src[^;]*)", policy).getFirst()).doesNotContain("unsafe-inline");
        assertThat(values("'sha256-([^']*)'", policy)).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void theScriptElementsAreOursAlone() {
        // data, Vega, Vega-Lite, charts.js, page.js: a "</script" inside one of them would show as one more end
        assertThat(values("(<script\\b)", PAGE)).hasSize(5);
        assertThat(values("(</script)", PAGE)).hasSize(5);
    }

    @Test
    void textsFromOutsideStayTexts() {
        String attack = "</script><img src=x onerror=alert(1)>\"' {{data}} $1 \\";
        Report sample = SampleReport.report();
        List<PictureTable> pictures = List.of(new PictureTable(attack, attack, List.of(attack),
                List.of(new PictureRow(attack, 1, List.of(SampleReport.png(0))))));

        String page = HtmlReport.text(SampleReport.hostile(sample, attack, pictures));

        assertThat(values("(<script\\b)", page)).hasSize(5);
        assertThat(page).doesNotContain("<img src=x")
                .contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39; {{data}} $1");
        assertThat(values("(<img\\b)", page)).hasSize(1);
        assertThat(values("\\son[a-z]+=(\"|')", page.replaceAll("(?s)<script>.*?</script>", ""))).isEmpty();
    }

    @Test
    void everyScoreAppears() {
        for (Trial trial : SampleReport.report().trials()) {
            if (trial.outcome() instanceof Outcome.Scored scored) {
                assertThat(MARKUP).contains(Scores.brief(scored.total()));
                scored.objectives().forEach(score -> assertThat(MARKUP).contains(Scores.brief(score)));
            }
            if (trial.outcome() instanceof Outcome.Stopped stopped) {
                assertThat(MARKUP).contains(Scores.brief(stopped.total()))
                        .contains("stopped after 15 of 120 pictures: %s behind trial %d"
                                .formatted(Numbers.score(stopped.behind()), stopped.rival()));
            }
            trial.coefficients().weights().forEach(weight -> assertThat(MARKUP).contains(Numbers.coefficient(weight)));
            assertThat(MARKUP).contains(Html.escape(trial.recipe()));
        }
        for (ScoreTable table : List.of(SampleReport.report().heldOut(), SampleReport.report().search())) {
            table.rows().forEach(row -> row.objectives().forEach(cell -> assertThat(MARKUP)
                    .contains(Scores.score(cell.score()), Scores.difference(cell.foundAhead()))));
        }
    }

    @Test
    void theFinalComparisonShowsTheScoresOnFreshSeedsAndTheLeadOfTheFoundMerge() {
        assertThat(MARKUP).contains("<h2>The final comparison</h2>", "drawn once more",
                Scores.brief(SampleReport.measured(0.59, 0.04)), Scores.difference(SampleReport.measured(0.05, 0.02)),
                "the best drawn again, other seeds");
    }

    @Test
    void everyHashAndCommandAppears() {
        Report report = SampleReport.report();

        report.provenance().inputs().forEach(input -> assertThat(MARKUP).contains(input.sha256(), input.file()));
        report.commands().forEach(command -> assertThat(MARKUP).contains(Html.escape(command.line())));
        assertThat(MARKUP).contains(report.best().sha256(), Html.escape(report.provenance().configuration()));
    }

    @Test
    void missingScoresAreNotNumbers() {
        assertThat(Scores.score(new Score.Missing("no person"))).contains("not measured", "no person")
                .doesNotContain("0");
        assertThat(Scores.difference(new Score.Missing(""))).contains("not measured").doesNotContain("0");
        assertThat(MARKUP).contains("<span class=\"cause\">the LoRA was not drawn</span>");
    }

    @Test
    void failedTrialsShowTheirCause() {
        assertThat(MARKUP).contains("failed: black picture: prompt 4, seed 104");
    }

    @Test
    void theChartsGetEveryTrial() throws JsonProcessingException {
        JsonNode values = new ObjectMapper()
                .readTree(values("(?s)id=\"report-data\">(.*?)</script>", PAGE).getFirst());

        assertThat(values.get("trials")).hasSize(TRIALS);
        assertThat(values.get("trials").get(17).has("total")).isFalse();
        assertThat(values.get("trials").get(17).get("failed").asText()).startsWith("black picture");
        assertThat(values.get("ahead")).hasSize(6);
        assertThat(values.get("totals")).hasSize(4);
    }

    @Test
    void picturesAreEmbeddedWithTheirPrompts() {
        assertThat(MARKUP).contains(Base64.getEncoder().encodeToString(SampleReport.png(0)),
                "alt=\"Found merge, seed 9001: anime, 1boy, blue hair, red shirt, hand on hip, left, night sky\"",
                "not drawn");
        assertThat(values("<img ([^>]*)>", MARKUP)).allMatch(image -> image.contains("alt=\""));
    }

    @Test
    void onlyPngFilesArePictures() {
        assertThatThrownBy(() -> PictureSection.html(List.of(new PictureTable("t", "", List.of("Found"),
                List.of(new PictureRow("a cat", 3, List.of(new byte[]{1, 2, 3})))))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a cat")
                .hasMessageContaining("3 bytes");
    }

    @Test
    void everyLinkInThePageHasItsChapter() {
        assertThat(values("href=\"#([^\"]*)\"", MARKUP)).isNotEmpty()
                .allSatisfy(target -> assertThat(MARKUP).contains("<section id=\"" + target + "\""));
    }

    @Test
    void elementsAreClosed() {
        String html = MARKUP.replaceAll("(?s)<style>.*?</style>", "");
        for (String element : List.of("div", "section", "table", "tbody", "tr", "td", "th", "details", "figure", "dl",
                "dd", "span", "button", "pre", "p", "svg", "g")) {
            assertThat(values("(<" + element + "[\\s>])", html)).as(element)
                    .hasSameSizeAs(values("(</" + element + ">)", html));
        }
    }

    @Test
    void theLibrariesLicencesAreNamed() {
        assertThat(MARKUP).contains("Vega 5.32.0", "Vega-Lite 5.23.0", "BSD 3-Clause", "ISC",
                "University of Washington Interactive Data Lab", "Mike Bostock");
    }

    /** So that 200 trials add less than 1 MB to the chart library's 770 kB. */
    @Test
    void aTrialIsLight() {
        String without = HtmlReport.text(SampleReport.withTrials(List.of()));

        assertThat((PAGE.length() - without.length()) / TRIALS).isLessThan(5000);
    }

    @Test
    void aStudyThatHasJustBegunHasAPageToo() {
        assertThat(HtmlReport.text(SampleReport.withTrials(List.of()))).contains("No trial ended.");
        assertThat(HtmlReport.text(SampleReport.withHeldOut(new ScoreTable(0, 0, List.of()))))
                .contains("The found merge is not confirmed.", "<p class=\"missing\">not measured</p>");
    }

    private static List<String> values(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    @Test
    void theFrontIsATableAndAChartOfItsOwnOnlyWhereOneWasSearched() {
        assertThat(MARKUP).contains("<h2>The front</h2>", "data-chart=\"front\"");
        String data = values("<script type=\"application/json\" id=\"report-data\">(.*?)</script>", PAGE).getFirst();
        assertThat(data).contains("\"front\":{\"objectives\":[\"fidelity\"");

        Report sample = SampleReport.report();
        Report single = new Report(sample.name(), sample.started(), sample.finished(), sample.best(),
                sample.objectives(), sample.heldOut(), sample.search(), sample.axes(), sample.trials(),
                sample.pictures(), Optional.empty(), Optional.empty(), sample.provenance(), sample.commands());
        assertThat(HtmlReport.text(single)).doesNotContain("The front", "The final comparison");
    }

    @Test
    void ofMoreThanTwoObjectivesThePointsOfTheFrontsChartSayTheOthers() {
        String page = HtmlReport.text(SampleReport.withFront(new Report.Front(List.of(4, 0, 1, 2, 3), List.of(2))));

        assertThat(page).contains("new_concepts, fidelity, composition, anatomy, lora", "at a point it says all",
                "fidelity against new_concepts");
        String data = values("<script type=\"application/json\" id=\"report-data\">(.*?)</script>", page).getFirst();
        assertThat(data).containsPattern("\"front\":true,\"others\":\\[\"[0-9.−]+\",\"[0-9.−]+\",\"[0-9.−]+\"]");
        assertThat(PAGE).contains("\"others\":[]").doesNotContain("at a point it says all");
    }

    @Test
    void manyPicturesOfARowAreSetInLinesOfAboutTheSameLength() {
        assertThat(lines(6)).contains("--columns:6");
        assertThat(lines(7)).contains("--columns:4");
        assertThat(lines(9)).contains("--columns:5");
    }

    private static String lines(int pictures) {
        return PictureSection.html(List.of(new PictureTable("", "", Collections.nCopies(pictures, "a"),
                List.of(new PictureRow("b", 1, Collections.nCopies(pictures, new byte[0]))))));
    }
}
