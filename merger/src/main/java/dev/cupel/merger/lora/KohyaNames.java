package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which layer a LoRA means. Its names have underscores for dots, so they cannot be taken apart; instead every layer of the
 * model is written as a LoRA would write it.
 */
final class KohyaNames {

    private static final Pattern NUMBERED = Pattern
            .compile("(input|middle|output)_blocks?\\.(\\d+)\\.(?:(\\d+)\\.)?(.+)");
    private static final Map<String, String> SINGLE = Map.of("input_blocks.0.0", "conv_in", "out.0", "conv_norm_out",
            "out.2",
            "conv_out", "time_embed.0", "time_embedding.linear_1", "time_embed.2", "time_embedding.linear_2");
    private static final Map<String, String> RESNET = Map.of("in_layers.0", "norm1", "in_layers.2", "conv1",
            "emb_layers.1",
            "time_emb_proj", "out_layers.0", "norm2", "out_layers.3", "conv2", "skip_connection", "conv_shortcut");

    private static final Pattern PLACE = Pattern
            .compile("(?<own>(?:input|output)_blocks_\\d+)_|mid(?:dle)?_block_"
                    + "|(?<side>down|up)_blocks_(?<i>\\d)_(?:(?:resnets|attentions)_(?<j>\\d)|(?:down|up)samplers)");

    private KohyaNames() {}

    /** From kohya's name of a layer (diffusers' or the original path) to the name of its weight in the model. */
    static Map<String, String> index(Iterable<String> names) {
        Map<String, String> index = new LinkedHashMap<>();
        for (String name : names) {
            if (!name.endsWith(".weight")) {
                continue;
            }
            String layer = name.substring(0, name.length() - ".weight".length());
            if (layer.startsWith(Checkpoint.UNET)) {
                String inside = layer.substring(Checkpoint.UNET.length());
                index.put("lora_unet_" + inside.replace('.', '_'), name);
                String diffusers = diffusers(inside);
                if (diffusers != null) {
                    index.put("lora_unet_" + diffusers.replace('.', '_'), name);
                }
            } else if (layer.startsWith(Checkpoint.TEXT_ENCODER)) {
                String inside = "text_model_" + layer.substring(Checkpoint.TEXT_ENCODER.length()).replace('.', '_');
                index.put("lora_te_" + inside, name);
            }
        }
        return index;
    }

    /** Kohya's name of the layer that a tensor of U-Net or text encoder belongs to. */
    static String layer(String name) {
        String layer = name.substring(0, name.lastIndexOf('.'));
        if (layer.startsWith(Checkpoint.TEXT_ENCODER)) {
            return "lora_te_text_model_" + layer.substring(Checkpoint.TEXT_ENCODER.length()).replace('.', '_');
        }
        String inside = layer.substring(Checkpoint.UNET.length());
        String diffusers = diffusers(inside);
        return "lora_unet_" + (diffusers == null ? inside : diffusers).replace('.', '_');
    }

    /** The beginning of the names of a layer's block in the Stable Diffusion layout, without a look at a model. */
    static String block(String kohya) {
        if (kohya.startsWith("lora_te_")) {
            return Checkpoint.TEXT_ENCODER;
        }
        Matcher part = PLACE.matcher(kohya.substring("lora_unet_".length()));
        if (!part.lookingAt()) {
            return Checkpoint.UNET + (kohya.endsWith("conv_in") ? "input_blocks.0." : "out.");
        }
        if (part.group("side") == null) {
            return Checkpoint.UNET + (part.group("own") == null
                    ? "middle_block."
                    : part.group("own").replace("_blocks_", "_blocks.") + ".");
        }
        int i = Integer.parseInt(part.group("i"));
        int j = part.group("j") == null ? 2 : Integer.parseInt(part.group("j"));
        return Checkpoint.UNET + (part.group("side").equals("down")
                ? "input_blocks." + (1 + 3 * i + j)
                : "output_blocks."
                        + (3 * i + j))
                + ".";
    }

    /** Diffusers' path of a U-Net layer, or null if it has none. */
    static @Nullable String diffusers(String layer) {
        if (SINGLE.containsKey(layer)) {
            return SINGLE.get(layer);
        }
        Matcher parts = NUMBERED.matcher(layer);
        if (!parts.matches()) {
            return null;
        }
        int block = Integer.parseInt(parts.group(2));
        int part = parts.group(3) == null ? -1 : Integer.parseInt(parts.group(3));
        String rest = parts.group(4);
        return switch (parts.group(1)) {
            case "input" -> down((block - 1) / 3, (block - 1) % 3, part, rest);
            case "output" -> up(block / 3, block % 3, part, rest);
            default -> middle(block, layer.substring("middle_block.".length() + 2));
        };
    }

    private static String down(int i, int j, int part, String rest) {
        if (rest.equals("op")) {
            return "down_blocks.%d.downsamplers.0.conv".formatted(i);
        }
        return part == 0
                ? "down_blocks.%d.resnets.%d.%s".formatted(i, j, RESNET.get(rest))
                : "down_blocks.%d.attentions.%d.%s".formatted(i, j, rest);
    }

    private static String up(int i, int j, int part, String rest) {
        if (rest.equals("conv")) {
            return "up_blocks.%d.upsamplers.0.conv".formatted(i);
        }
        return part == 0
                ? "up_blocks.%d.resnets.%d.%s".formatted(i, j, RESNET.get(rest))
                : "up_blocks.%d.attentions.%d.%s".formatted(i, j, rest);
    }

    private static String middle(int part, String rest) {
        return part == 1
                ? "mid_block.attentions.0." + rest
                : "mid_block.resnets.%d.%s".formatted(part / 2, RESNET.get(rest));
    }
}
