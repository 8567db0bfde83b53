package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.drawing.Enlargement;
import dev.cupel.evaluator.drawing.NetworkSettings;
import dev.cupel.evaluator.drawing.Upscaler;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.sampling.NoiseSchedule;
import dev.cupel.evaluator.sampling.RandomSource;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.evaluator.sampling.Variation;
import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.space.Axis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentFileTest {

    private static final Path CONFIGS = TinyExperiment.MINIATURE.getParent();

    @TempDir
    private Path folder;

    @Test
    void theMiniatureIsAWholeExperiment() {
        Experiment experiment = Experiment.read(CONFIGS.resolve("miniature/experiment.yaml"));

        assertThat(experiment.name()).isEqualTo("miniature");
        assertThat(experiment.objectives()).containsOnlyKeys(Objective.weighed());
        assertThat(experiment.suite().prompts(Split.HELD_OUT)).hasSizeGreaterThan(10);
        assertThat(experiment.models().tokenizer()).isEqualTo(TinyExperiment.MINIATURE.resolve("tokenizer"));
    }

    /** The models of this file are not here: its missing files must be its only problems. */
    @Test
    void anythingV3OnSd15HasNoFaultButItsMissingModels() {
        assertThatThrownBy(() -> Experiment.read(CONFIGS.resolve("anything-v3-on-sd15.yaml")))
                .isInstanceOfSatisfying(InvalidExperimentException.class, e -> assertThat(e.problems())
                        .allSatisfy(problem -> assertThat(problem.rule()).containsAnyOf("there is no file",
                                "there is no tokenizer"))
                        .extracting(Problem::key).contains("models.new_base", "models.tuned", "models.old_base",
                                "models.clip",
                                "loras[0].file"));
    }

    @Test
    void anythingV3OnSd15IsWholeWithItsModels() throws IOException {
        String text = Files.readString(CONFIGS.resolve("anything-v3-on-sd15.yaml"))
                .replace("models/v1-5-pruned-emaonly.safetensors", CONFIGS + "/miniature/mini-v1-5.safetensors")
                .replace("models/anything-v3.safetensors", CONFIGS + "/miniature/mini-anime.safetensors")
                .replace("models/sd-v1-4.ckpt", CONFIGS + "/miniature/mini-v1-4.ckpt")
                .replace("models/clip-vit-large-patch14", CONFIGS + "/miniature/clip")
                .replace("loras/style.safetensors", CONFIGS + "/miniature/loras/sepia.safetensors")
                .replace("prompts/anime.yaml", CONFIGS + "/prompts/anime.yaml");

        Experiment experiment = Experiment.read(Files.writeString(folder.resolve("experiment.yaml"), text));

        assertThat(experiment.merge().space().axes()).extracting(Axis::name).contains("in-fine", "M00", "text_encoder");
        assertThat(experiment.device().cuda()).isTrue();
    }

    @Test
    void embeddingsAreInputsOfTheExperiment() {
        Experiment experiment = Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace("models:\n",
                "models:\n  embeddings: " + TinyExperiment.MINIATURE.resolve("embeddings") + "\n")));

        assertThat(Inputs.of(experiment).files()).containsKey("embedding bad");
        assertThat(Inputs.reader(experiment.models()).chunks("bad").getFirst().insertions()).hasSize(1);
    }

    @Test
    void namesOfEmbeddingsThatAreNotThereAreProblemsOfTheirLine() throws IOException {
        Files.createDirectories(folder.resolve("ti"));
        Files.writeString(folder.resolve("ti/EasyNegative.pt"), "");
        Files.writeString(folder.resolve("names.yaml"), """
                negative: EasyNegatve
                prompts: [a girl]
                held_out: [a cat, "a dog, embedding:nope"]
                """);
        Path file = TinyExperiment.write(folder, TinyExperiment.text()
                .replace("suite.yaml", "names.yaml")
                .replace("models:\n", "models:\n  embeddings: ti\n"));

        assertThatThrownBy(() -> Experiment.read(file)).isInstanceOf(InvalidExperimentException.class)
                .hasMessageContainingAll("names.yaml:1: negative: there is no embedding EasyNegatve in",
                        "Maybe EasyNegative is meant", "names.yaml:3: held_out[1].text: there is no embedding nope in");
    }

    @Test
    void withoutAFolderNoPromptNamesAnEmbedding() {
        Experiment experiment = Experiment.read(TinyExperiment.write(folder));

        assertThat(Inputs.reader(experiment.models()).chunks("bad").getFirst().insertions()).isEmpty();
    }

    @Test
    void defaultsAreThoseOfTheReadme() {
        Experiment experiment = Experiment.read(TinyExperiment.write(folder,
                TinyExperiment.text().replaceAll("(?m)^(generation|search|device|output|seed):.*\n", "")));

        assertThat(experiment.seed()).isEqualTo(1);
        assertThat(experiment.generation().sampler()).isEqualTo(Sampler.EULER_A);
        assertThat(experiment.generation().steps()).isEqualTo(20);
        assertThat(experiment.generation().cfgScale()).isEqualTo(7);
        assertThat(experiment.generation().width()).isEqualTo(512);
        assertThat(experiment.batch()).isEqualTo(8);
        assertThat(experiment.search().trials()).isEqualTo(100);
        assertThat(experiment.merge().vae()).isEqualTo(VaeChoice.NEW_BASE);
        assertThat(experiment.output()).isEqualTo(folder.resolve("runs"));
    }

    @Test
    void blocksOfAGroupShareOneAxis() {
        MergeSpace merge = Experiment.read(TinyExperiment.write(folder)).merge();

        assertThat(merge.space().axes()).containsExactly(Axis.linear("alpha", 0, 1.2), Axis.linear("in", 0, 1.5),
                Axis.linear("out", 0, 1.5));
        Coefficients coefficients = merge.at(Map.of("alpha", 0.5, "in", 0.25, "out", 1.25)).coefficients();
        assertThat(coefficients.alpha().value()).isEqualTo(0.5);
        assertThat(coefficients.alpha().weights().blocks().of(Block.IN07)).isEqualTo(0.25);
        assertThat(coefficients.alpha().weights().blocks().of(Block.M00)).isEqualTo(1);
        assertThat(coefficients.alpha().weights().blocks().of(Block.OUT11)).isEqualTo(1.25);
    }

    @Test
    void aUniformMergeHasItsPlaceInTheSpace() {
        MergeSpace merge = Experiment.read(TinyExperiment.write(folder)).merge();

        assertThat(merge.place(0.5)).contains(Map.of("alpha", 0.5, "in", 1.0, "out", 1.0));
        assertThat(merge.place(1.3)).isEmpty();
    }

    @Test
    void aFixedBlockThatIsNotOneLeavesUniformMergesOutside() {
        MergeSpace merge = Experiment.read(TinyExperiment.write(folder,
                TinyExperiment.text().replace("alpha: [0.0, 1.2]", "alpha: 1.0"))).merge();

        assertThat(merge.place(1)).contains(Map.of("in", 1.0, "out", 1.0));
        assertThat(merge.place(0.5)).isEmpty();
    }

    @Test
    void aSuiteWithoutHeldOutPromptsGivesAShareOfThem() throws IOException {
        Path file = TinyExperiment.write(folder,
                TinyExperiment.text().replace("suite.yaml}", "all.yaml, held_out: 0.5}")
                        .replaceAll("(?m)^  (composition|lora|new_concepts):.*\n", ""));
        Files.writeString(folder.resolve("all.yaml"), "prompts: [a girl, a boy, a cat, a dog]\n");

        var suite = Experiment.read(file).suite();

        assertThat(suite.prompts(Split.SEARCH)).extracting(prompt -> prompt.text()).containsExactly("a girl", "a cat");
        assertThat(suite.prompts(Split.HELD_OUT)).extracting(prompt -> prompt.text()).containsExactly("a boy", "a dog");
        assertThat(suite.prompts())
                .allSatisfy(prompt -> assertThat(prompt.objectives()).isEqualTo(Set.of(Objective.FIDELITY)));
        assertThat(suite.prompts().stream().flatMap(prompt -> prompt.seeds().stream())).doesNotHaveDuplicates();
    }

    @Test
    void generationSaysHowNoiseIsMadeAndTakenAway() {
        var generation = Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace("sampler: Euler a",
                "sampler: DPM++ SDE Karras, eta: 0.5, s_noise: 1.01, rng: nv, variation_seed: 9, variation_strength: 0.2")))
                .generation();

        assertThat(generation.sampler()).isEqualTo(Sampler.DPMPP_SDE);
        assertThat(generation.sampling().schedule()).isEqualTo(ScheduleType.KARRAS);
        assertThat(generation.sampling().dials().eta()).isEqualTo(0.5);
        assertThat(generation.sampling().dials().noise()).isEqualTo(1.01);
        assertThat(generation.sampling().rng()).isEqualTo(RandomSource.NV);
        assertThat(generation.sampling().variation()).isEqualTo(new Variation(9, 0.2));
    }

    @Test
    void generationSaysHowPreciselyNetworksCompute() {
        assertThat(Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace("sampler: Euler a",
                "sampler: Euler a, precision: bf16"))).device().precision()).isEqualTo(Compute.Precision.BF16);
    }

    @Test
    void generationSaysHowPicturesAreEnlargedAndNetworksAsked() {
        var generation = Experiment.read(TinyExperiment.write(folder, TinyExperiment.text().replace("sampler: Euler a",
                "sampler: Euler a, hires: {scale: 1.5, upscaler: Lanczos, denoising: 0.4, steps: 5, sampler: DDIM}, "
                        + "token_merging: 0.3, tiling: true, cfg_rescale: 0.7, ngms: 2, prediction: v, "
                        + "noise_levels: zero_terminal_snr, vae_tiles: always")))
                .generation();

        assertThat(generation.workflow()).isEqualTo(new Workflow.Hires(new Enlargement.By(1.5), Upscaler.Plain.LANCZOS,
                0.4, 5,
                new Workflow.HiresChanges(Optional.of(new ScheduledSampler(Sampler.DDIM, ScheduleType.AUTOMATIC)),
                        Optional.empty(), Optional.empty(), Optional.empty())));
        assertThat(generation.network()).isEqualTo(new NetworkSettings(
                new NetworkSettings.Training(NetworkSettings.Predicted.VELOCITY, NoiseSchedule.Variant.ZERO_TERMINAL),
                new NetworkSettings.Guidance(0.7, 2), new NetworkSettings.TokenMerging(0.3, 0), true,
                NetworkSettings.VaeTiles.ALWAYS));
    }

    @Test
    void wrongEnlargementsAreProblemsWithTheirKeys() {
        String text = TinyExperiment.text().replace("sampler: Euler a",
                "sampler: Euler a, hires: {size: large, upscaler: Lanzcos, denoising: 2}, init_image: {file: no.png}");

        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, text)))
                .isInstanceOfSatisfying(InvalidExperimentException.class,
                        e -> assertThat(e.problems()).extracting(Problem::key).containsExactlyInAnyOrder(
                                "generation.hires.size", "generation.hires.upscaler", "generation.hires.denoising",
                                "generation.init_image.file"))
                .hasMessageContaining("Maybe Lanczos is meant.");
    }

    @Test
    void anEnlargementToNothingIsAProblem() {
        String text = TinyExperiment.text().replace("sampler: Euler a", "sampler: Euler a, hires: {size: 8x0}")
                .replace("size: 64x64", "size: 128x64");

        assertThat(text).contains("128x64");
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, text)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("sides must be 8 to 8192, but 128x64 is enlarged to 8x4");
    }

    @Test
    void whatASamplerDoesNotTakeIsAProblem() {
        String text = TinyExperiment.text().replace("sampler: Euler a",
                "sampler: PLMS, schedule: Karras, eta: 0.5, s_churn: 1, rng: tpu");

        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, text)))
                .isInstanceOfSatisfying(InvalidExperimentException.class,
                        e -> assertThat(e.problems()).extracting(Problem::key).containsExactlyInAnyOrder(
                                "generation.schedule", "generation.eta", "generation.s_churn", "generation.rng"));
    }

    @Test
    void aMisspeltSamplerIsAnsweredWithTheNearest() {
        String text = TinyExperiment.text().replace("sampler: Euler a", "sampler: DPM++ 2S Karras");

        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, text)))
                .isInstanceOf(InvalidExperimentException.class).hasMessageContaining("but is DPM++ 2S Karras")
                .hasMessageContaining("Maybe DPM++ 2M Karras is meant.");
    }

    @Test
    void brokenYamlIsAnsweredWithItsLine() {
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder, "name: tiny\nmodels: {new_base: [\n")))
                .isInstanceOf(InvalidExperimentException.class).hasMessageContaining("this is not YAML")
                .hasMessageContaining("experiment.yaml:3");
    }

    @Test
    void anObjectiveThatNoPromptShowsIsRefused() throws IOException {
        Path file = TinyExperiment.write(folder, TinyExperiment.text().replace("suite.yaml", "all.yaml"));
        Files.writeString(folder.resolve("all.yaml"), "prompts: [a girl, a boy]\nheld_out: [a cat]\n");

        assertThatThrownBy(() -> Experiment.read(file)).isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("no search prompt of the suite counts for composition")
                .hasMessageContaining("no held_out prompt of the suite counts for lora");
    }

    private Experiment readObjectives(String objectives) throws IOException {
        return Experiment.read(TinyExperiment.write(folder,
                TinyExperiment.text().replaceAll("(?s)objectives:.*?search:", objectives + "\nsearch:")));
    }

    @Test
    void anObjectiveWithALimitHasAWeightOnlyIfItSaysSo() throws IOException {
        Experiment experiment = readObjectives(
                "objectives: {fidelity: {weight: 2, at_least: 0.3}, composition: {at_least: -1}, fried: {at_most: 0.1}}");

        assertThat(experiment.objectives()).isEqualTo(Map.of(Objective.FIDELITY, 2.0));
        assertThat(experiment.limits()).containsExactly(Limit.atLeast("fidelity", 0.3),
                Limit.atLeast("composition", -1), Limit.atMost("fried", 0.1));
    }

    @Test
    void friedIsALimitAlone() {
        assertThatThrownBy(() -> readObjectives("objectives: {fidelity: {weight: 1}, fried: {weight: 1}}"))
                .hasMessageContainingAll("objectives.fried.at_most: is missing", "objectives.fried.weight");
        assertThatThrownBy(() -> readObjectives("objectives: {fried: {at_most: 0.1}}"))
                .hasMessageContaining("there must be at least one objective");
        assertThatThrownBy(() -> readObjectives("objectives: {fidelity: {at_least: 1, at_most: 0}, lora: {weight: 1}}"))
                .hasMessageContaining("objectives.fidelity.at_least");
    }

    @Test
    void aReferenceHasAScoreForEachObjectiveOfTheFront() {
        String text = TinyExperiment.text();
        assertThat(Experiment.read(TinyExperiment.write(folder,
                text.replace("search: {", "search: {front: [lora, fidelity], reference: [0.2, -1], "))).search()
                .reference()).containsExactly(0.2, -1.0);
        for (String wrong : List.of("reference: [0.2, -1]", "front: [lora, fidelity], reference: [0.2]")) {
            assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder,
                    text.replace("search: {", "search: {" + wrong + ", "))))
                    .hasMessageContaining("search.reference: must have a score for each of the");
        }
    }

    @Test
    void aFrontIsOfWeighedObjectivesAndNotRaced() {
        String text = TinyExperiment.text();
        assertThat(Experiment.read(TinyExperiment.write(folder,
                text.replace("search: {", "search: {front: [lora, fidelity], "))).search().front())
                .containsExactly(Objective.LORA, Objective.FIDELITY);
        assertThatThrownBy(() -> Experiment.read(TinyExperiment.write(folder,
                text.replace("search: {", "search: {front: [lora, anatomy], racing: true, "))))
                .hasMessageContainingAll("anatomy has none", "must be two different objectives or more",
                        "does not go with racing");
    }
}
