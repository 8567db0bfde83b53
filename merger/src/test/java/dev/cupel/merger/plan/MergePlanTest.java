package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.InputChannels;
import dev.cupel.merger.checkpoint.TestFiles;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.WeightedSum;
import dev.cupel.merger.weight.NamePattern;
import dev.cupel.merger.weight.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergePlanTest {

    private static final String ALL = "model.diffusion_model.input_blocks.0.0.bias";
    private static final String NEW = "model.diffusion_model.input_blocks.1.0.bias";
    private static final String TUNED = "model.diffusion_model.input_blocks.2.0.bias";
    private static final String NOT_OLD = "model.diffusion_model.input_blocks.3.0.bias";
    private static final String SAME = "model.diffusion_model.input_blocks.4.0.bias";
    private static final String VAE_NEW = "first_stage_model.a";
    private static final String VAE_TUNED = "first_stage_model.b";

    @TempDir
    Path folder;
    private Map<Role, Checkpoint> models;

    @BeforeEach
    void open() {
        models = Map.of(Role.NEW_BASE,
                open(TestFiles.of().with(ALL, 1).with(VAE_NEW, 1).with(NEW, 1).with(NOT_OLD, 1).with(SAME, 1), "a"),
                Role.TUNED,
                open(TestFiles.of().with(ALL, 2).with(TUNED, 2).with(VAE_TUNED, 2).with(NOT_OLD, 2).with(SAME, 3), "b"),
                Role.OLD_BASE, open(TestFiles.of().with(ALL, 3).with(NEW, 3).with(SAME, 3), "c"));
    }

    private Checkpoint open(TestFiles file, String name) {
        return Checkpoint.open(file.write(folder.resolve(name)));
    }

    @AfterEach
    void close() {
        models.values().forEach(Checkpoint::close);
    }

    private static List<String> merged(MergePlan plan) {
        return plan.entries().stream().filter(entry -> entry.operands() != null).map(MergePlan.Entry::name).toList();
    }

    private static List<String> names(MergePlan plan) {
        return plan.entries().stream().map(MergePlan.Entry::name).toList();
    }

    @Test
    void onlyWhatAllNeededModelsHaveIsMerged() {
        assertThat(merged(MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE, models)))
                .containsExactly(ALL, SAME);
        assertThat(merged(MergePlan.of(new WeightedSum(), VaeChoice.NEW_BASE, models)))
                .containsExactly(ALL, NOT_OLD, SAME);
    }

    @Test
    void whatIsOutOfScopeIsTheNewBases() {
        MergePlan plan = MergePlan.of(new WeightedSum(), VaeChoice.NEW_BASE, models);

        MergePlan some = plan.within(new Scope(List.of(), List.of(new NamePattern(NOT_OLD))));

        assertThat(merged(some)).containsExactly(ALL, SAME);
        assertThat(names(some)).isEqualTo(names(plan));
        assertThat(some.entries()).filteredOn(entry -> entry.name().equals(NOT_OLD)).extracting(MergePlan.Entry::role)
                .containsExactly(Role.NEW_BASE);
    }

    @Test
    void aPatternThatFitsNoTensorIsRefused() {
        MergePlan plan = MergePlan.of(new WeightedSum(), VaeChoice.NEW_BASE, models);

        assertThatThrownBy(() -> plan.within(new Scope(List.of(new NamePattern("atn1")), List.of())))
                .isInstanceOf(MergeException.class).hasMessageContaining("but 'atn1' fits none of 6")
                .hasMessageContaining("\nMaybe it is misspelt");
    }

    @Test
    void theNewBasesTensorsComeFirstAndThoseOfTheTunedModelAreAdded() {
        assertThat(names(MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE, models)))
                .containsExactly(ALL, VAE_NEW, NEW, NOT_OLD, SAME, TUNED);
        assertThat(names(MergePlan.of(new AddDifference(), VaeChoice.MERGED, models)))
                .containsExactly(ALL, VAE_NEW, NEW, NOT_OLD, SAME, TUNED, VAE_TUNED);
    }

    @Test
    void aWholeAutoencoderBringsNoTensorOfAnother() {
        assertThat(names(MergePlan.of(new AddDifference(), VaeChoice.TUNED, models)))
                .containsExactlyInAnyOrder(ALL, NEW, NOT_OLD, SAME, TUNED, VAE_TUNED);
    }

    /** How people make an inpainting model of any model: model + (inpainting - base). */
    @Test
    void inputChannelsThatNotAllModelsHaveAreCopied() {
        String first = InputChannels.WEIGHT;
        long[] plain = {1, 4, 1, 1};
        long[] inpainting = {1, 9, 1, 1};
        try (Checkpoint a = open(TestFiles.of().with(first, plain, 1, 2, 3, 4), "plain");
                Checkpoint b = open(TestFiles.of().with(first, inpainting, 5, 6, 7, 8, -1, -2, -3, -4, -5), "wide");
                Checkpoint c = open(TestFiles.of().with(first, plain, 4, 4, 4, 4), "base")) {
            MergePlan plan = MergePlan.of(new AddDifference(), VaeChoice.MERGED,
                    Map.of(Role.NEW_BASE, a, Role.TUNED, b, Role.OLD_BASE, c));
            MergePlan.Entry entry = plan.entries().getFirst();

            assertThat(entry.source().shape()).isEqualTo(inpainting);
            assertThat(new Merger().values(entry, new Coefficient(0.5, 0), 0, 9)).startsWith(1.5f, 3, 4.5f, 6, -1, -2,
                    -3,
                    -4, -5);
        }
    }

    @Test
    void anOperandThatChangesNothingIsNoticed() {
        MergePlan plan = MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE, models);

        assertThat(plan.entries().stream()
                .filter(e -> e.operands() != null && e.simplified(new Merger()).operands() == null)
                .map(MergePlan.Entry::name)).containsExactly(SAME);
    }

    @Test
    void aMissingModelIsAnError() {
        assertThatThrownBy(() -> MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE,
                Map.of(Role.NEW_BASE, models.get(Role.NEW_BASE), Role.TUNED, models.get(Role.TUNED))))
                .isInstanceOf(MergeException.class).hasMessageContaining("needs the model old_base");
    }
}
