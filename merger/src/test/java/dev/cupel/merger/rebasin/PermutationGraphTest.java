package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.method.MergeException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutationGraphTest {

    private static final Set<Part> ALL = EnumSet.allOf(Part.class);
    private static final Map<String, long[]> FULL = FullSize.shapes();
    private static final String TRANSFORMER = "model.diffusion_model.input_blocks.7.1.";

    @Test
    void theFullModelHasItsPublishedSize() {
        assertThat(FULL).hasSize(686 + 248 + 196);
        assertThat(parameters(FULL.keySet())).isEqualTo(859_520_964L + 83_653_863 + 123_060_480);
    }

    @Test
    void nearlyAllOfTheFullModelIsPermuted() {
        PermutationGraph graph = PermutationGraph.of(FULL, ALL);

        assertThat(graph.symmetries()).extracting(Symmetry::part).filteredOn(Part.UNET::equals).hasSize(92);
        assertThat(graph.symmetries()).extracting(Symmetry::part).filteredOn(Part.TEXT_ENCODER::equals).hasSize(25);
        assertThat(graph.symmetries()).extracting(Symmetry::part).filteredOn(Part.VAE::equals).hasSize(40);
        assertThat(graph.symmetries().stream().mapToInt(Symmetry::permutations).sum()).isEqualTo(2911);
        assertThat(graph.symmetries().stream().mapToInt(Symmetry::units).sum()).isEqualTo(209_740);
        assertThat(graph.tensors()).hasSize(995);
        assertThat(parameters(graph.tensors())).isEqualTo(1_030_057_372L); // 96.6 %
    }

    /** All that is left out has to do with the channels of a skip connection, or is a bias of what leaves a network. */
    @Test
    void whatIsLeftOutLiesBetweenTheBlocksOfTheUNet() {
        Set<String> left = new TreeSet<>(FULL.keySet());
        left.removeAll(PermutationGraph.of(FULL, ALL).tensors());

        assertThat(left).filteredOn(name -> !name.matches("model\\.diffusion_model\\.(input|middle|output)_block.*"))
                .containsExactly("first_stage_model.decoder.conv_out.bias", "first_stage_model.quant_conv.bias",
                        "model.diffusion_model.out.2.bias");
        assertThat(left).noneMatch(name -> name.contains("transformer_blocks") || name.contains("emb_layers"));
    }

    @Test
    void headsAndGroupsOfTheFullModelAreThoseOfItsNetworks() {
        assertThat(symmetry(TRANSFORMER + "transformer_blocks.0.attn2")).satisfies(heads -> {
            assertThat(heads.groups()).isEqualTo(8);
            assertThat(heads.families()).extracting(Symmetry.Family::groupSize).containsExactly(160, 160);
        });
        assertThat(symmetry("cond_stage_model.transformer.text_model.encoder.layers.3.self_attn")).satisfies(heads -> {
            assertThat(heads.groups()).isEqualTo(12);
            assertThat(heads.families()).extracting(Symmetry.Family::groupSize).containsExactly(64, 64);
        });
        assertThat(symmetry("model.diffusion_model.input_blocks.4.0.in_layers.2")).satisfies(channels -> {
            assertThat(channels.groups()).isEqualTo(32);
            assertThat(channels.families()).extracting(Symmetry.Family::groupSize).containsExactly(20);
        });
    }

    @Test
    void bothHalvesOfAGatedLayerMoveWithTheLayerAfterIt() {
        Symmetry gated = symmetry(TRANSFORMER + "transformer_blocks.0.ff.net.0.proj");

        assertThat(gated.families()).singleElement().satisfies(family -> {
            assertThat(family.groupSize()).isEqualTo(5120);
            String inner = TRANSFORMER + "transformer_blocks.0.ff.net.";
            assertThat(family.places()).containsExactlyInAnyOrder(
                    new Symmetry.Place(inner + "0.proj.weight", 0, 0), new Symmetry.Place(inner + "0.proj.bias", 0, 0),
                    new Symmetry.Place(inner + "0.proj.weight", 0, 5120),
                    new Symmetry.Place(inner + "0.proj.bias", 0, 5120), new Symmetry.Place(inner + "2.weight", 1, 0));
        });
    }

    /** Else the sum of inner products would not be linear in one permutation, and no linear assignment could maximise it. */
    @Test
    void noPlaceIsPermutedTwiceAndNoTensorByOneSymmetryOnBothAxes() {
        for (Map<String, long[]> shapes : List.of(FULL, miniature())) {
            PermutationGraph graph = PermutationGraph.of(shapes, ALL);
            for (String tensor : graph.tensors()) {
                long[] shape = shapes.get(tensor);
                Set<Integer> outputs = symmetries(graph, tensor, 0, shape);
                Set<Integer> inputs = symmetries(graph, tensor, 1, shape);
                assertThat(inputs).as(tensor).noneMatch(outputs::contains);
            }
        }
    }

    /** The symmetries of an axis, after a check that each covers a stretch of its own, within the axis. */
    private static Set<Integer> symmetries(PermutationGraph graph, String tensor, int axis, long[] shape) {
        Set<Integer> symmetries = new HashSet<>();
        Set<Integer> covered = new HashSet<>();
        for (PermutationGraph.Segment segment : graph.segments(tensor, axis)) {
            Symmetry symmetry = graph.symmetries().get(segment.symmetry());
            symmetries.add(segment.symmetry());
            for (int i = 0; i < symmetry.size(symmetry.families().get(segment.family())); i++) {
                assertThat(covered.add(segment.first() + i)).as(tensor).isTrue();
            }
        }
        assertThat(covered).allSatisfy(index -> assertThat(index).isBetween(0, (int) shape[axis] - 1));
        assertThat(covered.isEmpty() || covered.size() == shape[axis]).as(tensor).isTrue();
        return symmetries;
    }

    @Test
    void theStreamOfTheTextEncoderMovesOnlyTogetherWithItsReaders() {
        String embedding = "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight";
        String reader = TRANSFORMER + "transformer_blocks.0.attn2.to_k.weight";

        assertThat(PermutationGraph.of(FULL, ALL).segments(embedding, 1))
                .extracting(PermutationGraph.Segment::symmetry)
                .isEqualTo(PermutationGraph.of(FULL, ALL).segments(reader, 1).stream()
                        .map(PermutationGraph.Segment::symmetry).toList());
        assertThat(PermutationGraph.of(FULL, Set.of(Part.TEXT_ENCODER)).segments(embedding, 1)).isEmpty();
        assertThat(PermutationGraph.of(FULL, Set.of(Part.UNET)).segments(reader, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mlp.fc1.bias,5,must have 3072 units", "mlp.fc1.weight,99999,at most 16384 units",
            "self_attn.out_proj.weight,767,must have 768 units"})
    void sizesThatDoNotFitAreRefused(String tensor, int size, String rule) {
        Map<String, long[]> shapes = new LinkedHashMap<>(FULL);
        shapes.computeIfPresent("cond_stage_model.transformer.text_model.encoder.layers.5." + tensor,
                (_, shape) -> shape.length == 1 ? new long[]{size} : new long[]{size, size});

        assertThatThrownBy(() -> PermutationGraph.of(shapes, ALL)).isInstanceOf(MergeException.class)
                .hasMessageContaining(tensor.replace(".weight", "")).hasMessageContaining(rule)
                .hasMessageContaining("\nMaybe ");
    }

    @Test
    void laterArchitecturesAreRefused() {
        Map<String, long[]> shapes = new LinkedHashMap<>(FULL);
        shapes.put(TRANSFORMER + "transformer_blocks.0.attn2.to_k.weight", new long[]{1280, 2048});

        assertThatThrownBy(() -> PermutationGraph.of(shapes, Set.of(Part.VAE))).isInstanceOf(MergeException.class)
                .hasMessageContaining("2048").hasMessageContaining("\nMaybe ");
    }

    private static Symmetry symmetry(String name) {
        return PermutationGraph.of(FULL, ALL).symmetries().stream().filter(s -> s.name().equals(name)).findFirst()
                .orElseThrow();
    }

    private static long parameters(Set<String> names) {
        return names.stream().mapToLong(name -> Arrays.stream(FULL.get(name)).reduce(1, (a, b) -> a * b)).sum();
    }

    private static Map<String, long[]> miniature() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        try (Checkpoint model = Checkpoint.open(Miniature.V1_5)) {
            model.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        }
        return shapes;
    }
}
