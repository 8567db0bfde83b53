package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.Preset;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Weighting;
import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.space.Axis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the {@code merge} section of an experiment searches. */
class MergeSpaceTest {

    @TempDir
    private Path folder;

    /** @param merge what the section says besides the method */
    private MergeSpace space(String merge) {
        String text = TinyExperiment.text().replaceAll("(?s)merge:.*suite:",
                "merge:\n" + merge.indent(2).replace("$", "\\$") + "suite:");
        return Experiment.read(TinyExperiment.write(folder, text)).merge();
    }

    private static List<String> axes(MergeSpace space) {
        return space.space().axes().stream().map(Axis::name).toList();
    }

    @Test
    void partsAreSearchedLikeBlocks() {
        MergeSpace space = space("""
                alpha: 0.5
                vae: merged
                blocks:
                  TIME_EMBED: [0, 1]
                  OUT: {range: [0, 2], group: ends}
                  VAE: 0.25
                  IN00: {range: [0, 2], group: ends}
                text_encoder: [0, 1.5]
                """);

        assertThat(axes(space)).containsExactly("ends", "TIME_EMBED", "text_encoder");
        assertThat(space.at(Map.of("ends", 0.1, "TIME_EMBED", 0.2, "text_encoder", 0.3)).coefficients().alpha())
                .isEqualTo(new Strength(0.5, Weighting.parse("IN00=0.1,OUT=0.1,TIME_EMBED=0.2,CLIP=0.3,VAE=0.25")));
    }

    @Test
    void theWayBetweenTwoPresetsIsOneAxis() {
        MergeSpace space = space("""
                preset: {from: GRAD_A, to: SMOOTHSTEP*2, range: [-0.5, 1]}
                blocks: {BASE: [0, 1], M00: 0.5}
                """);

        assertThat(space.space().axes()).containsExactly(Axis.linear("BASE", 0, 1), Axis.linear("preset", -0.5, 1));
        double[] found = space.at(Map.of("BASE", 0.75, "preset", 0.3)).coefficients().alpha().weights().blocks()
                .values();
        double[] expected = Preset.of("GRAD_A").weights().towards(Preset.of("2SMOOTHSTEP").weights(), 0.3)
                .with(Block.BASE, 0.75).with(Block.M00, 0.5).values();
        assertThat(found).containsExactly(expected, within(1e-15));
    }

    @Test
    void aPresetIsAStartingPoint() {
        MergeSpace space = space("""
                alpha: [0, 1]
                preset: WRAP12
                blocks: {CLIP: 1}
                """);

        assertThat(axes(space)).containsExactly("alpha");
        assertThat(space.at(Map.of("alpha", 0.5)).coefficients()).isEqualTo(
                new Coefficients(new Strength(0.5, Weighting.parse("WRAP12,CLIP=1")), Strength.NONE));
        assertThat(space.uniform(0.7).coefficients().alpha().weights()).isEqualTo(Weighting.parse("WRAP12,CLIP=1"));
    }

    @Test
    void aGradientOverDepthHasAnAxisForEachSearchedValue() {
        MergeSpace space = space("""
                blocks:
                  UNET: {gradient: [0, [0, 1], [0.5, 1]]}
                  OUT11: 0
                """);

        assertThat(axes(space)).containsExactly("UNET 2", "UNET 3");
        assertThat(space.at(Map.of("UNET 2", 0.4, "UNET 3", 0.9)).coefficients().alpha().weights())
                .isEqualTo(Weighting.parse("UNET=0:0.4:0.9,OUT11=0"));
    }

    @Test
    void elementsAreFixedOrSearched() {
        MergeSpace space = space("""
                alpha: 0.8
                elements:
                  - {blocks: "IN00..IN05 OUT03", elements: [attn1, attn2], weight: [0, 1]}
                  - {blocks: [OUT04, OUT05], elements: NOT attn proj, weight: [0, 1.5], group: rest}
                  - {elements: time_embed, weight: 0.1}
                  - {blocks: UNET, elements: norm, gradient: [0, [0, 1]]}
                  - "BASE:mlp:0.5"
                """);

        assertThat(axes(space)).containsExactly("IN00..IN05 OUT03:attn1 attn2", "rest", "UNET:norm 2");
        assertThat(space.at(Map.of("IN00..IN05 OUT03:attn1 attn2", 0.2, "rest", 1.2, "UNET:norm 2", 0.6)).coefficients()
                .alpha()
                .weights().rules())
                .isEqualTo(Rule.parseAll("IN00..IN05 OUT03:attn1 attn2:0.2; OUT04 OUT05:NOT attn proj:1.2; "
                        + ":time_embed:0.1; UNET:norm:0:0.6; BASE:mlp:0.5"));
    }

    @Test
    void betaHasAxesOfItsOwn() {
        MergeSpace space = space("""
                method: sum_twice
                alpha: [0, 1]
                beta: [0, 0.5]
                beta_preset: ALL_B
                beta_blocks: {M00: [0, 2], "IN00..IN01": {range: [0, 1], group: in}}
                beta_elements: [{elements: attn2, weight: [0, 1]}]
                blocks: {M00: [0, 1.5]}
                """);

        assertThat(axes(space)).containsExactly("alpha", "M00", "beta", "beta.in", "beta.M00", "beta.:attn2");
        assertThat(space.at(Map.of("alpha", 0.1, "M00", 0.2, "beta", 0.3, "beta.in", 0.4, "beta.M00", 0.5,
                "beta.:attn2", 0.6)).coefficients())
                .isEqualTo(new Coefficients(new Strength(0.1, Weighting.parse("M00=0.2")),
                        new Strength(0.3, Weighting.parse("M00=0.5,IN00=0.4,IN01=0.4; :attn2:0.6"))));
        assertThat(space.place(0.5)).contains(Map.of("alpha", 0.5, "M00", 1.0, "beta", 0.25, "beta.in", 1.0,
                "beta.M00", 1.0, "beta.:attn2", 1.0));
    }

    @Test
    void aUniformMergeLeavesSearchedWeightsAtOne() {
        MergeSpace space = space("""
                alpha: [0, 1]
                blocks: {TIME_EMBED: [0, 2], IN: {gradient: [[0, 1], [0, 1]]}}
                elements: [{elements: attn2, weight: [0, 1]}]
                """);

        assertThat(space.uniform(0.4).coefficients().alpha())
                .isEqualTo(new Strength(0.4, Weighting.parse("default=1,TIME_EMBED=1; :attn2:1")));
        assertThat(space.place(0.4)).contains(Map.of("alpha", 0.4, "IN 1", 1.0, "IN 2", 1.0, "TIME_EMBED", 1.0,
                ":attn2", 1.0));
    }

    @Test
    void aFixedElementThatIsNotOneLeavesUniformMergesOutsideWhereWeightsCarryAlpha() {
        MergeSpace space = space("""
                alpha: 1
                blocks: {default: {range: [0, 1.5], group: all}}
                elements: [{elements: attn2, weight: 0.5}]
                """.replace("default", "BASE..OUT11"));

        assertThat(space.place(1)).contains(Map.of("all", 1.0));
        assertThat(space.place(0.5)).isEmpty();
    }

    @Test
    void scopeSaysWhatIsMerged() {
        MergeSpace space = space("""
                alpha: [0, 1]
                include: [UNET, CLIP]
                exclude: [TIME_EMBED, "*.norm*"]
                """);

        assertThat(space.scope()).isEqualTo(new Scope(Scope.selectors("UNET,CLIP"),
                Scope.selectors("TIME_EMBED,*.norm*")));
    }

    @Test
    void allProblemsAreReportedTogetherWithTheirLines() {
        assertThatThrownBy(() -> space("""
                preset: {from: GRAD_A, to: GRAD_B}
                alpha: [0, 1]
                beta: 0.5
                blocks:
                  default: 1
                  VAE: 0.5
                  CLIP: {gradient: [0, 1]}
                  IN99: 1
                  OUT05..OUT03: 1
                  "BASE..IN03": {gradient: [0, 1]}
                  M00: {range: [0, 1], group: OUT}
                text_encoder: 1
                elements:
                  - {blocks: IN0, elements: "a:b", weight: 1}
                  - {blocks: IN00, elements: attn1}
                  - {blocks: IN00, elements: attn1, weight: 2, wieght: 1}
                  - {blocks: VAE, gradient: [0, 1]}
                  - attn1:0.5
                exclude: [VEA]
                """)).isInstanceOfSatisfying(InvalidExperimentException.class, e -> assertThat(e.problems())
                .extracting(problem -> problem.line() + " " + problem.key() + ": " + problem.rule())
                .containsExactlyInAnyOrder("9 merge.preset.to: there is no preset 'GRAD_B'.",
                        "11 merge.beta: is given, but the method add_difference does not use beta",
                        "13 merge.blocks.default: must not be given beside a preset, which gives all blocks a weight",
                        "9 merge.vae: VAE has a weight among the blocks, but vae is new_base, so that it is not merged",
                        "15 merge.blocks.CLIP: must be one weight, but is a gradient",
                        "16 merge.blocks.IN99: there is no block 'IN99'.",
                        "17 merge.blocks.OUT05..OUT03: a range's first block must not come after its last, but the range "
                                + "is OUT05..OUT03.",
                        "18 merge.blocks.BASE..IN03: a gradient must run over blocks of the U-Net",
                        "19 merge.blocks.M00.group: must not be called OUT, which has an axis of its own",
                        "20 merge.text_encoder: the text encoder has a weight already, as CLIP among the blocks",
                        "22 merge.elements[0].blocks: there is no block 'IN0'.",
                        "22 merge.elements[0].elements: a pattern of tensor names must be 1 to 200 visible characters "
                                + "without : , ; = but is 'a:b'.",
                        "23 merge.elements[1].weight: is missing",
                        "24 merge.elements[2].elements: there is a weight for these elements of these blocks already",
                        "24 merge.elements[2].wieght: there is no such key",
                        "25 merge.elements[3].blocks: a gradient must run over blocks of the U-Net, but the rule's blocks "
                                + "are 'VAE'.",
                        "26 merge.elements[4].rule: a rule must be blocks:elements:weight, but is 'attn1:0.5'.",
                        "27 merge.exclude: there is no block 'VEA'."));
    }
}
