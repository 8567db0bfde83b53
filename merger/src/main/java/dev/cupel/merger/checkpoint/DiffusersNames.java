package dev.cupel.merger.checkpoint;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that diffusers gives to the tensors of Stable Diffusion 1.x, in the original layout.
 *
 * <p>diffusers counts levels and, within each, residual blocks, attentions and one change of size; the original layout
 * counts all input and output blocks in a row, three per level.
 */
final class DiffusersNames {

    private static final Pattern UNET_LEVEL = Pattern
            .compile("(down|up)_blocks\\.(\\d)\\.(resnets|attentions|downsamplers|upsamplers)\\.(\\d)\\.(.+)");
    private static final Pattern MIDDLE = Pattern.compile("mid_block\\.(resnets|attentions)\\.([01])\\.(.+)");
    private static final Pattern VAE_LEVEL = Pattern
            .compile("(down|up)_blocks\\.(\\d)\\.(resnets|downsamplers|upsamplers)\\.(\\d)\\.(.+)");
    private static final int LEVEL = 3;

    private static final Map<String, String> UNET_ENDS = Map.of("conv_in.", "input_blocks.0.0.", "conv_norm_out.",
            "out.0.", "conv_out.", "out.2.", "time_embedding.linear_1.", "time_embed.0.", "time_embedding.linear_2.",
            "time_embed.2.");
    private static final Map<String, String> UNET_RESNET = Map.of("norm1.", "in_layers.0.", "conv1.", "in_layers.2.",
            "time_emb_proj.", "emb_layers.1.", "norm2.", "out_layers.0.", "conv2.", "out_layers.3.", "conv_shortcut.",
            "skip_connection.");
    private static final Map<String, String> VAE_ENDS = Map.of("conv_in.", "conv_in.", "conv_norm_out.", "norm_out.",
            "conv_out.", "conv_out.");
    private static final Map<String, String> VAE_RESNET = Map.of("norm1.", "norm1.", "conv1.", "conv1.", "norm2.",
            "norm2.", "conv2.", "conv2.", "conv_shortcut.", "nin_shortcut.");
    /** diffusers before and after 0.15 */
    private static final Map<String, String> VAE_ATTENTION = Map.of("group_norm.", "norm.", "query.", "q.", "to_q.",
            "q.", "key.", "k.", "to_k.", "k.", "value.", "v.", "to_v.", "v.", "proj_attn.", "proj_out.", "to_out.0.",
            "proj_out.");

    private DiffusersNames() {}

    /**
     * The original name of a U-Net's tensor.
     *
     * @param name the name in the folder {@code unet}
     * @param all all names there
     * @return null if the original layout has none
     */
    static @Nullable String unet(String name, Set<String> all) {
        Matcher level = UNET_LEVEL.matcher(name);
        if (level.matches()) {
            return prefixed(Checkpoint.UNET, unetLevel(level, all));
        }
        Matcher middle = MIDDLE.matcher(name);
        if (middle.matches()) {
            boolean attention = middle.group(1).equals("attentions");
            String part = attention ? middle.group(3) : replaced(UNET_RESNET, middle.group(3));
            int index = attention ? 1 : 2 * Integer.parseInt(middle.group(2));
            return prefixed(Checkpoint.UNET + "middle_block." + index + ".", part);
        }
        return prefixed(Checkpoint.UNET, replaced(UNET_ENDS, name));
    }

    private static @Nullable String unetLevel(Matcher name, Set<String> all) {
        boolean down = name.group(1).equals("down");
        int level = Integer.parseInt(name.group(2));
        int number = LEVEL * level + Integer.parseInt(name.group(4)) + (down ? 1 : 0);
        String block = (down ? "input_blocks." : "output_blocks.") + number;
        String rest = name.group(5);
        return switch (name.group(3)) {
            case "resnets" -> prefixed(block + ".0.", replaced(UNET_RESNET, rest));
            case "attentions" -> block + ".1." + rest;
            case "downsamplers" ->
                prefixed("input_blocks." + LEVEL * (level + 1) + ".0.op.", cut(rest, "conv."));
            default -> {
                boolean attention = all.stream().anyMatch(n -> n.startsWith("up_blocks." + level + ".attentions."));
                yield prefixed("output_blocks.%d.%d.conv.".formatted(LEVEL * level + 2, attention ? 2 : 1),
                        cut(rest, "conv."));
            }
        };
    }

    /**
     * The original name of an autoencoder's tensor.
     *
     * @param name the name in the folder {@code vae}
     * @param all all names there
     * @return null if the original layout has none
     */
    static @Nullable String vae(String name, Set<String> all) {
        if (name.startsWith("quant_conv.") || name.startsWith("post_quant_conv.")) {
            return Checkpoint.VAE + name;
        }
        for (String side : new String[]{"encoder.", "decoder."}) {
            if (name.startsWith(side)) {
                return prefixed(Checkpoint.VAE + side, vaeSide(name.substring(side.length()), all));
            }
        }
        return null;
    }

    private static @Nullable String vaeSide(String name, Set<String> all) {
        Matcher level = VAE_LEVEL.matcher(name);
        if (level.matches()) {
            boolean down = level.group(1).equals("down");
            int index = Integer.parseInt(level.group(2));
            // the original decoder counts its levels from the full size
            String prefix = (down ? "down." + index : "up." + (upLevels(all) - 1 - index)) + ".";
            return switch (level.group(3)) {
                case "resnets" ->
                    prefixed(prefix + "block." + level.group(4) + ".", replaced(VAE_RESNET, level.group(5)));
                case "downsamplers" -> prefix + "downsample." + level.group(5);
                default -> prefix + "upsample." + level.group(5);
            };
        }
        Matcher middle = MIDDLE.matcher(name);
        if (middle.matches()) {
            int number = Integer.parseInt(middle.group(2)) + 1;
            return middle.group(1).equals("attentions")
                    ? prefixed("mid.attn_" + number + ".", replaced(VAE_ATTENTION, middle.group(3)))
                    : prefixed("mid.block_" + number + ".", replaced(VAE_RESNET, middle.group(3)));
        }
        return replaced(VAE_ENDS, name);
    }

    private static int upLevels(Set<String> all) {
        int levels = 0;
        while (startsAny(all, "decoder.up_blocks." + levels + ".")) {
            levels++;
        }
        return levels;
    }

    private static boolean startsAny(Set<String> all, String start) {
        return all.stream().anyMatch(name -> name.startsWith(start));
    }

    /** The original name of a text encoder's tensor, or null. */
    static @Nullable String textEncoder(String name) {
        return prefixed(Checkpoint.TEXT_ENCODER, cut(name, "text_model."));
    }

    private static @Nullable String prefixed(String prefix, @Nullable String rest) {
        return rest == null ? null : prefix + rest;
    }

    private static @Nullable String cut(String name, String start) {
        return name.startsWith(start) ? name.substring(start.length()) : null;
    }

    private static @Nullable String replaced(Map<String, String> starts, String name) {
        return starts.entrySet().stream().filter(start -> name.startsWith(start.getKey())).findFirst()
                .map(start -> start.getValue() + name.substring(start.getKey().length())).orElse(null);
    }
}
