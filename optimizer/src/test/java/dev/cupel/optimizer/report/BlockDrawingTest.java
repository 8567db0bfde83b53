package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.report.Report.BestMerge;
import dev.cupel.optimizer.report.Report.Coefficients;
import java.io.IOException;
import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class BlockDrawingTest {

    private static final Ramp RAMP = new Ramp(0, 1.5);

    @Test
    void allTwentySixBlocksAreDrawnOnce() {
        List<String> drawn = Pattern.compile("data-block=\"(\\w+)\"").matcher(drawing(1, Map.of()))
                .results().map(match -> match.group(1)).toList();

        assertThat(drawn).containsExactlyInAnyOrderElementsOf(Blocks.NAMES).hasSize(26);
    }

    @Test
    void aBlockShowsAlphaTimesItsWeight() {
        String svg = drawing(0.5, Map.of());

        assertThat(svg).contains("IN03: alpha 0.50 × weight 0.40 = 0.20", "M00: alpha 0.50 × weight 1.30 = 0.65");
        assertThat(svg).contains("fill=\"" + RAMP.color(0.5 * 1.3) + "\"");
    }

    @Test
    void theTextEncoderFollowsBaseUnlessItHasItsOwnWeight() {
        assertThat(drawing(1, Map.of())).contains("Text encoder, as BASE: alpha 1.00 × weight 0.00");
        assertThat(drawing(1, Map.of("CLIP", 0.7))).contains("Text encoder, its own weight: alpha 1.00 × weight 0.70");
    }

    @Test
    void partsWithAWeightOfTheirOwnAreShown() {
        String svg = drawing(0.5, Map.of("TIME_EMBED", 0.8, "OUT", 0.6, "VAE", 0.4));

        assertThat(svg).contains(
                "IN00: alpha 0.50 × weight 0.10 = 0.05; time embedding: alpha 0.50 × weight 0.80 = 0.40",
                "OUT11: alpha 0.50 × weight 2.50 = 1.25; head: alpha 0.50 × weight 0.60 = 0.30",
                "Autoencoder, its own weight: alpha 0.50 × weight 0.40 = 0.20");
        assertThat(drawing(0.5, Map.of())).doesNotContain("time embedding", "head").contains("Autoencoder: &lt;new");
    }

    @Test
    void thePictureIsWellFormed() throws ParserConfigurationException, IOException, SAXException {
        String svg = drawing(1, Map.of());

        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));

        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    }

    @Test
    void eachPairIsJoinedByItsSkipConnection() {
        assertThat(drawing(1, Map.of()).split("class=\"skip\"", -1)).hasSize(12 + 1);
    }

    @Test
    void blocksStandInTheOrderOfARecipesWeights() {
        assertThat(Blocks.NAMES).startsWith("BASE", "IN00").endsWith("OUT11").hasSize(26);
        assertThat(Blocks.NAMES.get(13)).isEqualTo("M00");
        assertThat(Collections.frequency(Blocks.NAMES, "OUT00")).isEqualTo(1);
    }

    private static String drawing(double alpha, Map<String, Double> parts) {
        List<Double> weights = IntStream.range(0, 26).mapToObj(i -> i / 10.0).toList();
        return BlockDrawing
                .of(new BestMerge(0, new Coefficients(alpha, weights, parts, List.of(), ""),
                        new Report.Formula("add_difference", "", "", "none"), "<new & base>", "fp16",
                        "best.safetensors", "", "{}"), RAMP);
    }
}
