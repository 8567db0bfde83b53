package dev.cupel.merger.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusersFolderTest {

    private static final String FIRST = "model.diffusion_model.input_blocks.0.0.weight";

    @TempDir
    Path folder;

    // names: what diffusers calls a tensor, the other way round than the program

    private static String inDiffusers(String name, boolean old) {
        if (name.startsWith("cond_stage_model.transformer.")) {
            return name.substring("cond_stage_model.transformer.".length());
        }
        return name.startsWith("first_stage_model.")
                ? autoencoder(name.substring("first_stage_model.".length()), old)
                : unet(name.substring("model.diffusion_model.".length()));
    }

    private static String unet(String name) {
        String[] parts = name.split("\\.", 4);
        int block = parts[1].matches("\\d+") ? Integer.parseInt(parts[1]) : -1;
        String rest = parts.length == 4 ? parts[3] : "";
        return switch (parts[0]) {
            case "time_embed" -> "time_embedding.linear_" + (block == 0 ? 1 : 2) + "." + parts[2];
            case "out" -> (block == 0 ? "conv_norm_out." : "conv_out.") + parts[2];
            case "middle_block" -> block == 1
                    ? "mid_block.attentions.0." + parts[2] + (rest.isEmpty() ? "" : "." + rest)
                    : "mid_block.resnets." + block / 2 + "." + residual(parts[2] + "." + rest);
            case "input_blocks" -> block == 0
                    ? "conv_in." + rest
                    : rest.startsWith("op.")
                            ? "down_blocks.%d.downsamplers.0.conv.%s".formatted(block / 3 - 1, rest.substring(3))
                            : "down_blocks.%d.".formatted((block - 1) / 3)
                                    + inside(parts[2], (block - 1) % 3, rest);
            case "output_blocks" -> rest.startsWith("conv.")
                    ? "up_blocks.%d.upsamplers.0.%s".formatted(block / 3, rest)
                    : "up_blocks.%d.".formatted(block / 3) + inside(parts[2], block % 3, rest);
            default -> throw new AssertionError(name);
        };
    }

    private static String inside(String part, int number, String rest) {
        return part.equals("0") ? "resnets." + number + "." + residual(rest) : "attentions." + number + "." + rest;
    }

    private static String residual(String name) {
        return name.replace("in_layers.0", "norm1").replace("in_layers.2", "conv1").replace("out_layers.0", "norm2")
                .replace("out_layers.3", "conv2").replace("emb_layers.1", "time_emb_proj")
                .replace("skip_connection", "conv_shortcut");
    }

    private static String autoencoder(String name, boolean old) {
        String renamed = name.replace("nin_shortcut", "conv_shortcut").replace("norm_out", "conv_norm_out")
                .replace("mid.block_1", "mid_block.resnets.0").replace("mid.block_2", "mid_block.resnets.1")
                .replaceAll("down\\.(\\d)\\.block", "down_blocks.$1.resnets")
                .replaceAll("down\\.(\\d)\\.downsample", "down_blocks.$1.downsamplers.0");
        for (int level = 0; level < 4; level++) {
            renamed = renamed.replace("up." + level + ".block", "up_blocks." + (3 - level) + ".resnets")
                    .replace("up." + level + ".upsample", "up_blocks." + (3 - level) + ".upsamplers.0");
        }
        String attention = "mid_block.attentions.0.";
        return renamed.replace("mid.attn_1.norm", attention + "group_norm")
                .replace("mid.attn_1.q", attention + (old ? "query" : "to_q"))
                .replace("mid.attn_1.k", attention + (old ? "key" : "to_k"))
                .replace("mid.attn_1.v", attention + (old ? "value" : "to_v"))
                .replace("mid.attn_1.proj_out", attention + (old ? "proj_attn" : "to_out.0"));
    }

    @ParameterizedTest
    @CsvSource({"down_blocks.2.resnets.1.time_emb_proj.bias, input_blocks.8.0.emb_layers.1.bias",
            "down_blocks.0.attentions.1.transformer_blocks.0.attn2.to_k.weight, input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight",
            "down_blocks.1.downsamplers.0.conv.weight, input_blocks.6.0.op.weight",
            "mid_block.resnets.1.conv_shortcut.weight, middle_block.2.skip_connection.weight",
            "mid_block.attentions.0.proj_in.bias, middle_block.1.proj_in.bias",
            "up_blocks.0.upsamplers.0.conv.bias, output_blocks.2.1.conv.bias",
            "up_blocks.1.upsamplers.0.conv.bias, output_blocks.5.2.conv.bias",
            "up_blocks.3.attentions.2.norm.weight, output_blocks.11.1.norm.weight",
            "time_embedding.linear_2.weight, time_embed.2.weight", "conv_norm_out.bias, out.0.bias"})
    void unetTensorsGetTheirOriginalNames(String name, String original) {
        assertThat(DiffusersNames.unet(name, Set.of("up_blocks.1.attentions.0.norm.weight")))
                .isEqualTo("model.diffusion_model." + original);
    }

    @ParameterizedTest
    @CsvSource({"encoder.down_blocks.1.resnets.0.conv_shortcut.weight, encoder.down.1.block.0.nin_shortcut.weight",
            "encoder.down_blocks.2.downsamplers.0.conv.bias, encoder.down.2.downsample.conv.bias",
            "decoder.up_blocks.0.resnets.2.norm1.bias, decoder.up.3.block.2.norm1.bias",
            "decoder.up_blocks.2.upsamplers.0.conv.bias, decoder.up.1.upsample.conv.bias",
            "decoder.mid_block.attentions.0.proj_attn.weight, decoder.mid.attn_1.proj_out.weight",
            "decoder.mid_block.attentions.0.to_out.0.weight, decoder.mid.attn_1.proj_out.weight",
            "encoder.mid_block.resnets.1.conv2.weight, encoder.mid.block_2.conv2.weight",
            "encoder.conv_norm_out.weight, encoder.norm_out.weight", "post_quant_conv.bias, post_quant_conv.bias"})
    void autoencoderTensorsGetTheirOriginalNames(String name, String original) {
        assertThat(DiffusersNames.vae(name, Set.of("decoder.up_blocks.0.x", "decoder.up_blocks.1.x",
                "decoder.up_blocks.2.x", "decoder.up_blocks.3.x"))).isEqualTo("first_stage_model." + original);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allNamesOfStableDiffusion15AreFound(boolean old) {
        List<String> unet = OriginalNames.unet();
        List<String> vae = OriginalNames.vae();
        List<String> text = OriginalNames.textEncoder();
        assertThat(unet).hasSize(686).doesNotHaveDuplicates();
        assertThat(vae).hasSize(248).doesNotHaveDuplicates();
        assertThat(text).hasSize(197).doesNotHaveDuplicates();

        Set<String> inUnet = unet.stream().map(name -> inDiffusers(name, old)).collect(Collectors.toSet());
        Set<String> inVae = vae.stream().map(name -> inDiffusers(name, old)).collect(Collectors.toSet());
        assertThat(inUnet).hasSize(686);
        assertThat(inVae).hasSize(248);
        unet.forEach(name -> assertThat(DiffusersNames.unet(inDiffusers(name, old), inUnet)).isEqualTo(name));
        vae.forEach(name -> assertThat(DiffusersNames.vae(inDiffusers(name, old), inVae)).isEqualTo(name));
        text.forEach(name -> assertThat(DiffusersNames.textEncoder(inDiffusers(name, old))).isEqualTo(name));
    }

    // folders

    private Path file(String name) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a part of the miniature as diffusers does, with old names and matrices, or with today's. */
    private void write(String file, Checkpoint model, String prefix, boolean old) {
        TestFiles part = TestFiles.of();
        model.tensors().values().stream().filter(tensor -> tensor.name().startsWith(prefix)).forEach(tensor -> {
            long[] shape = tensor.shape();
            boolean attention = tensor.name().contains(".attn_1.") && shape.length == 4;
            part.with(inDiffusers(tensor.name(), old), attention ? new long[]{shape[0], shape[1]} : shape,
                    tensor.toFloats());
        });
        part.write(file(file));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMiniatureAsAFolderIsTheMiniature(boolean old) {
        try (Checkpoint original = Checkpoint.open(Miniature.V1_5)) {
            write("unet/diffusion_pytorch_model.fp16.safetensors", original, Checkpoint.UNET, old);
            write("vae/diffusion_pytorch_model.safetensors", original, Checkpoint.VAE, old);
            write("text_encoder/model.safetensors", original, Checkpoint.TEXT_ENCODER, old);

            try (Checkpoint read = Checkpoint.open(folder)) {
                assertThat(read.tensors().keySet()).isEqualTo(new HashSet<>(original.tensors().keySet()));
                for (Tensor tensor : original.tensors().values()) {
                    Tensor same = read.tensors().get(tensor.name());
                    assertThat(same.shape()).isEqualTo(tensor.shape());
                    assertThat(same.toFloats()).isEqualTo(tensor.toFloats());
                }
            }
        }
        Inspection inspection = Inspection.of(folder);
        assertThat(inspection.render()).contains("folder of diffusers", "Stable Diffusion 1.x checkpoint");
        assertThat(inspection.hash()).isEqualTo(FileHash.of(folder));
    }

    private Path tiny() {
        TestFiles.of().with("conv_in.weight", new long[]{1, 4, 1, 1}, 1, 2, 3, 4)
                .write(file("unet/diffusion_pytorch_model.safetensors"));
        return folder;
    }

    @Test
    void severalFilesWithAnIndexAreOnePart() {
        TestFiles.of().with("conv_in.weight", new long[]{1, 4, 1, 1}, 1, 2, 3, 4)
                .write(file("unet/diffusion_pytorch_model-00001-of-00002.safetensors"));
        TestFiles.of().with("conv_in.bias", 5).write(file("unet/diffusion_pytorch_model-00002-of-00002.safetensors"));
        TestFiles.write(file("unet/diffusion_pytorch_model.safetensors.index.json"), """
                {"metadata": {"total_size": 20}, "weight_map": {
                "conv_in.weight": "diffusion_pytorch_model-00001-of-00002.safetensors",
                "conv_in.bias": "diffusion_pytorch_model-00002-of-00002.safetensors"}}"""
                .getBytes(StandardCharsets.UTF_8));

        try (Checkpoint read = Checkpoint.open(folder)) {
            assertThat(read.tensors()).hasSize(2);
            assertThat(read.tensors().get(FIRST).toFloats()).containsExactly(1, 2, 3, 4);
        }
        assertThat(DiffusersFolder.files(folder)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "..", "missing.safetensors", "a\\u0000b"})
    void anIndexThatNamesFilesElsewhereIsRefused(String name) {
        TestFiles.write(file("unet/diffusion_pytorch_model.safetensors.index.json"),
                "{\"weight_map\": {\"conv_in.weight\": \"%s\"}}".formatted(name).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TensorFile.open(folder)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("an index must name files beside it");
    }

    @Test
    void theSchedulerSaysWhatTheUnetPredicts() {
        TestFiles.write(file("scheduler/scheduler_config.json"),
                "{\"prediction_type\": \"v_prediction\"}".getBytes(StandardCharsets.UTF_8));
        try (Checkpoint read = Checkpoint.open(tiny())) {
            assertThat(read.prediction()).isEqualTo(Prediction.V);
        }
    }

    @Test
    void tensorsWithoutAPlaceAreErrorsWithTheirName() {
        TestFiles.of().with("conv_in.weight", 1).with("motion_modules.0.weight", 1)
                .write(file("unet/diffusion_pytorch_model.safetensors"));

        assertThatThrownBy(() -> TensorFile.open(folder)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("no tensor 'motion_modules.0.weight'");
    }

    @Test
    void foldersOfLaterModelsAreRefused() throws IOException {
        TestFiles.of().with("down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight", new long[]{1, 1024},
                new float[1024]).write(file("unet/diffusion_pytorch_model.safetensors"));
        assertThatThrownBy(() -> TensorFile.open(folder)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("a width of 1024");

        Files.createDirectories(tiny().resolve("text_encoder_2"));
        assertThatThrownBy(() -> TensorFile.open(folder)).isInstanceOf(WrongArchitectureException.class)
                .hasMessageContaining("second text encoder, as XL");
    }

    @Test
    void aFolderWithoutAUnetIsAnError() {
        TestFiles.write(file("model_index.json"), "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TensorFile.open(folder)).isInstanceOf(TensorFileException.class)
                .hasMessageContaining("must have the U-Net's weights in unet");
    }

    /** As {@code sha256sum unet/diffusion_pytorch_model.safetensors | sha256sum} says it. */
    @Test
    void theHashOfAFolderIsThatOfTheListOfItsHashes() {
        String one = FileHash.of(tiny().resolve("unet/diffusion_pytorch_model.safetensors")).sha256();
        Path list = TestFiles.write(file("list"),
                (one + "  unet/diffusion_pytorch_model.safetensors\n").getBytes(StandardCharsets.UTF_8));

        assertThat(FileHash.of(folder)).isEqualTo(FileHash.of(list));
    }
}
