package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every prompt of the golden file is understood as the two releases of the web UI understand it. */
class WebUiPromptsTest {

    static final List<Sample> SAMPLES = samples();

    /** One prompt and what a release makes of it; what is the same in both stands under each. */
    record Sample(String prompt, WebUiVersion version, JsonNode expected, JsonNode common) {

        @Override
        public String toString() {
            return version.title() + " " + prompt;
        }
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void emphasis(Sample sample) {
        assertEmphasis(sample.prompt, sample.version, sample.expected.get("attention"));
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void conjunctions(Sample sample) {
        JsonNode expected = sample.expected.get("multicond");

        List<Conjunction.Part> parts = Conjunction.parse(sample.prompt, sample.version).parts();

        List<String> texts = new ArrayList<>(new LinkedHashSet<>(parts.stream().map(Conjunction.Part::text).toList()));
        assertThat(texts).isEqualTo(strings(expected.get("texts")));
        assertThat(parts).hasSize(expected.get("index_weight").size());
        for (int i = 0; i < parts.size(); i++) {
            JsonNode indexAndWeight = expected.get("index_weight").get(i);
            assertThat(texts.indexOf(parts.get(i).text())).isEqualTo(indexAndWeight.get(0).intValue());
            assertThat(parts.get(i).weight()).isEqualTo(indexAndWeight.get(1).doubleValue());
        }
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void schedules(Sample sample) {
        sample.expected.get("schedules").properties().forEach(entry -> assertSchedule(sample.prompt,
                Timeline.of(sample.version, Integer.parseInt(entry.getKey())), entry.getValue()));
        sample.expected.path("part_schedules_20").properties()
                .forEach(entry -> assertSchedule(entry.getKey(), Timeline.of(sample.version, 20), entry.getValue()));
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void schedulesOfTheHiresPassAndWithOldNumbers(Sample sample) {
        if (sample.expected.has("schedule_hires_20_10")) {
            assertSchedule(sample.prompt, Timeline.hires(sample.version, 20, 10),
                    sample.expected.get("schedule_hires_20_10"));
            assertSchedule(sample.prompt, Timeline.of(sample.version, 20).withOldNumbers(),
                    sample.expected.get("schedule_old_timelines_20"));
        }
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void emphasisOfEachStage(Sample sample) {
        JsonNode expected = sample.expected.path("attention_of_schedule_texts_20");
        if (expected.isArray()) {
            List<PromptSchedule.Stage> stages = PromptSchedule.of(sample.prompt, Timeline.of(sample.version, 20))
                    .stages();
            assertThat(stages).hasSize(expected.size());
            for (int i = 0; i < stages.size(); i++) {
                assertEmphasis(stages.get(i).text(), sample.version, expected.get(i));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void extraNetworks(Sample sample) {
        ExtraNetworks networks = ExtraNetworks.parse(sample.prompt);

        Map<String, List<List<String>>> byKind = new LinkedHashMap<>();
        networks.tags().forEach(
                tag -> byKind.computeIfAbsent(tag.kind(), kind -> new ArrayList<>()).add(tag.arguments()));
        Map<String, List<List<String>>> expected = new LinkedHashMap<>();
        sample.common.path("extra_networks").properties().forEach(entry -> expected.put(entry.getKey(),
                elements(entry.getValue()).stream().map(WebUiPromptsTest::strings).toList()));
        assertThat(byKind).isEqualTo(expected);
        assertThat(networks.text())
                .isEqualTo(sample.common.path("without_extra_networks").asText(sample.prompt));
    }

    private static void assertEmphasis(String text, WebUiVersion version, JsonNode expected) {
        List<EmphasisSegment> segments = EmphasisSegment.parse(text, version);

        assertThat(segments).hasSize(expected.size());
        for (int i = 0; i < segments.size(); i++) {
            assertThat(segments.get(i).text()).isEqualTo(expected.get(i).get(0).textValue());
            // the golden weights are doubles; products are taken in the same order, so only the last place may differ
            assertThat(segments.get(i).weight()).isCloseTo(expected.get(i).get(1).doubleValue(), within(1e-12));
        }
    }

    private static void assertSchedule(String prompt, Timeline timeline, JsonNode expected) {
        if (expected.has("exception")) {
            assertThatThrownBy(() -> PromptSchedule.of(prompt, timeline)).isInstanceOf(EvaluationException.class)
                    .hasMessageContaining("empty option").hasMessageContaining("Maybe");
            return;
        }
        List<PromptSchedule.Stage> stages = elements(expected).stream()
                .map(stage -> new PromptSchedule.Stage(stage.get(0).intValue(), stage.get(1).textValue())).toList();
        assertThat(PromptSchedule.of(prompt, timeline).stages()).isEqualTo(stages);
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode common : Golden.json("prompts/prompts.json").get("cases")) {
            if (!common.has("unstable")) {
                String prompt = common.get("prompt").textValue();
                samples.add(new Sample(prompt, WebUiVersion.V1_3, common.get("v1_3"), common));
                samples.add(new Sample(prompt, WebUiVersion.V1_6, later(common), common));
            }
        }
        return samples;
    }

    private static JsonNode later(JsonNode common) {
        var later = common.get("v1_6").<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
        common.get("v1_6").properties().forEach(entry -> {
            if (entry.getValue().asText().equals("same as v1_3")) {
                later.set(entry.getKey(), common.get("v1_3").get(entry.getKey()));
            }
        });
        return later;
    }

    private static List<String> strings(JsonNode array) {
        return elements(array).stream().map(JsonNode::textValue).toList();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
