package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmphasisSegmentTest {

    @Test
    void agreesWithTheWebUi() throws IOException {
        JsonNode golden;
        try (var in = EmphasisSegmentTest.class.getResourceAsStream("/golden/prompts/prompts.json")) {
            golden = new ObjectMapper().readTree(in);
        }

        for (JsonNode sample : golden.get("cases")) {
            if (!sample.has("unstable")) {
                assertSame(sample.get("prompt").textValue(), sample.get("v1_3").get("attention"));
            }
        }
    }

    @Test
    void weightThatIsNoNumberIsText() {
        assertThat(EmphasisSegment.parse("(a:1.2.3)"))
                .containsExactly(new EmphasisSegment("a:1.2.3", 1.1));
    }

    @Test
    void breakInsideWeightedBracketsIsAWord() {
        assertThat(EmphasisSegment.parse("(a BREAK b:1.2)")).noneMatch(EmphasisSegment::isBreak);
        assertThat(EmphasisSegment.parse("a BREAK b")).filteredOn(EmphasisSegment::isBreak).hasSize(1);
    }

    private static void assertSame(String prompt, JsonNode expected) {
        List<EmphasisSegment> segments = EmphasisSegment.parse(prompt);

        assertThat(segments).as(prompt).hasSize(expected.size());
        for (int i = 0; i < segments.size(); i++) {
            assertThat(segments.get(i).text()).as(prompt).isEqualTo(expected.get(i).get(0).textValue());
            // the golden weights are doubles; products are taken in the same order, so only the last place may differ
            assertThat(segments.get(i).weight()).as(prompt).isCloseTo(expected.get(i).get(1).doubleValue(),
                    within(1e-12));
        }
    }
}
