package dev.cupel.evaluator.sampling;

import static dev.cupel.evaluator.sampling.Mixture.assertClose;
import static dev.cupel.evaluator.sampling.Mixture.doubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The samplers that the web UI has of its own: Restart, LCM, and its UniPC in continuous time. */
class WebUiSamplersTest {

    private static final JsonNode GOLDEN = Golden.json("samplers/webui.json");
    private static final NoiseSchedule SCHEDULE = new NoiseSchedule();
    /** Levels are float32 values. */
    private static final double TOLERANCE = 2e-6;

    static Stream<Arguments> runs() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false)
                .map(run -> Arguments.of("%s %s %s %s".formatted(run.get("sampler").textValue(), run.get("steps"),
                        run.path("options"), run.path("img2img")), run));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void everyCallAndTheResultAreTheWebUis(String name, JsonNode run) {
        Mixture mixture = new Mixture();
        Iterator<JsonNode> rows = Mixture.GOLDEN.get("step_noises").get("rows").iterator();
        Sampler sampler = Sampler.named(run.get("sampler").textValue()).orElseThrow();
        float[] sigmas = sigmas(sampler, run);
        DoubleLatents start = Mixture.latents(Mixture.GOLDEN.get("noise0")).times(sampler.startLevel(sigmas[0]));

        DoubleLatents result = sample(sampler, run, mixture, start, sigmas,
                (from, to) -> Mixture.latents(rows.next()));

        assertClose(mixture.calls.stream().mapToDouble(Mixture.Call::sigma).toArray(),
                doubles(run.get("model_sigmas")), TOLERANCE);
        assertThat(mixture.calls).hasSize(run.get("model_sigmas").size());
        assertClose(result.values(), doubles(run.get("final")), TOLERANCE);
    }

    private static DoubleLatents sample(Sampler sampler, JsonNode run, Mixture mixture, DoubleLatents start,
            float[] sigmas, NoiseSource<DoubleLatents> noise) {
        JsonNode options = run.path("options");
        if (options.isEmpty()) {
            return sampler.sample(mixture, start, sigmas, noise, sampler.usual());
        }
        double[] levels = new double[sigmas.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = sigmas[i];
        }
        DoubleLatents end = UniPc.sample(new Walk<>(mixture, start, levels, noise, sampler.usual()),
                options.path("order").asInt(3),
                UniPc.Variant.valueOf(options.path("variant").asText("bh1").toUpperCase()));
        return end.over(Math.sqrt(1 + levels[levels.length - 1] * levels[levels.length - 1]));
    }

    private static float[] sigmas(Sampler sampler, JsonNode run) {
        return run.path("img2img").isInt()
                ? sampler.end(SCHEDULE, ScheduleType.AUTOMATIC, run.get("asked").intValue(),
                        run.get("img2img").intValue()).sigmas()
                : sampler.sigmas(SCHEDULE, ScheduleType.AUTOMATIC, run.get("steps").intValue());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void theModelIsAskedForTheTimesOfTheWebUi(String name, JsonNode run) {
        double[] sigmas = doubles(run.get("model_sigmas"));
        JsonNode times = run.path("times");
        Sampler sampler = Sampler.named(run.get("sampler").textValue()).orElseThrow();
        for (int i = 0; i < times.size(); i++) {
            assertThat((double) sampler.time(SCHEDULE, (float) sigmas[i])).isCloseTo(times.get(i).doubleValue(),
                    within(2e-3));
        }
    }

    /** 33 is the largest whole number of times 30 in 1000, and fits 31 times. */
    @Test
    void from16OnUniPcTakesAsManyStepsAsDdimHasTimes() {
        assertThat(Sampler.UNIPC.stepsFrom16(30)).isEqualTo(31);
        assertThat(Sampler.UNIPC.stepsFrom16(20)).isEqualTo(20);
        assertThat(Sampler.LCM.stepsFrom16(30)).isEqualTo(30);
    }
}
