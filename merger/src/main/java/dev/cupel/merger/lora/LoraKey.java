package dev.cupel.merger.lora;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a tensor's name in a LoRA file says, in the one spelling that the rest of the package uses.
 *
 * <p>Read are kohya's names ({@code lora_unet_down_blocks_0_….lora_down.weight}, {@code lora_te_…}), those of diffusers
 * ({@code unet.down_blocks.0.….to_q.lora.down.weight}, {@code ….processor.to_q_lora.down.weight}) and those of PEFT
 * ({@code base_model.model.….lora_A.weight}, {@code text_encoder.….lora_B.default.weight}).
 *
 * @param layer kohya's name of the layer, for example {@code lora_unet_mid_block_attentions_0_proj_in}
 * @param part what the tensor is of it, for example {@code lora_down} or {@code hada_w1_a}
 * @param path the layer's path with dots, without {@code unet.} or {@code text_encoder.}; empty for kohya's names
 */
record LoraKey(String layer, String part, String path) {

    /** PEFT's magnitudes, one per output; {@code dora_scale} tells by its shape what it is of. */
    static final String MAGNITUDE = "lora_magnitude_vector";

    private static final List<String> KOHYA = List.of("lora_unet_", "lora_te_", "lora_te1_", "lora_te2_");
    private static final Pattern PLAIN = Pattern.compile(
            "alpha|scale|dora_scale|diff|diff_b|w_norm|b_norm|weight|on_input|hada_(w[12]_[ab]|t[12])|lokr_(w[12](_[ab])?|t2)");
    private static final Pattern PAIR = Pattern
            .compile("lora[._](down|up|mid|A|B)(?:\\.(?!weight$)\\w+)?\\.weight");
    private static final Pattern DOTTED = Pattern.compile(
            "(.+?)[._](lora(?:_linear_layer)?[._](?:down|up|mid|A|B)(?:\\.\\w+)?\\.weight|lora_magnitude_vector(?:\\.\\w+)*"
                    + "|alpha|dora_scale|hada_\\w+(?:\\.\\w+)?|lokr_\\w+(?:\\.\\w+)?)");
    private static final Map<String, String> ENDINGS = Map.of("down", "lora_down", "A", "lora_down", "up", "lora_up",
            "B", "lora_up", "mid", "lora_mid");
    private static final Map<String, String> MODELS = Map.of("unet.", "lora_unet_", "diffusion_model.", "lora_unet_",
            "model.diffusion_model.", "lora_unet_", "text_encoder.", "lora_te_", "cond_stage_model.transformer.",
            "lora_te_", "text_encoder_2.", "lora_te2_");

    /** Reads a name; empty if it is not one of a LoRA. */
    static Optional<LoraKey> parse(String key) {
        if (KOHYA.stream().anyMatch(key::startsWith)) {
            int dot = key.indexOf('.');
            return dot < 0
                    ? Optional.empty()
                    : part(key.substring(dot + 1))
                            .map(part -> new LoraKey(key.substring(0, dot).replaceFirst("^lora_te1_", "lora_te_"), part,
                                    ""));
        }
        String name = key.startsWith("base_model.model.") ? key.substring("base_model.model.".length()) : key;
        Matcher dotted = DOTTED.matcher(name.replace(".processor.", "."));
        if (!dotted.matches()) {
            return Optional.empty();
        }
        return part(dotted.group(2)).map(part -> dotted(dotted.group(1), part));
    }

    private static LoraKey dotted(String stored, String part) {
        String path = stored.endsWith(".to_out") ? stored + ".0" : stored;
        for (Map.Entry<String, String> model : MODELS.entrySet()) {
            if (path.startsWith(model.getKey())) {
                String inside = path.substring(model.getKey().length());
                return new LoraKey(model.getValue() + inside.replace('.', '_'), part, inside);
            }
        }
        String model = path.startsWith("text_model.") ? "lora_te_" : "lora_unet_";
        return new LoraKey(model + path.replace('.', '_'), part, path);
    }

    private static Optional<String> part(String text) {
        Matcher pair = PAIR.matcher(text.replace("lora_linear_layer.", "lora."));
        if (pair.matches()) {
            return Optional.of(ENDINGS.get(pair.group(1)));
        }
        if (text.startsWith(MAGNITUDE)) {
            return Optional.of(MAGNITUDE);
        }
        String plain = text.replaceFirst("^(hada_\\w+|lokr_\\w+)\\.\\w+$", "$1");
        return PLAIN.matcher(plain).matches() ? Optional.of(plain) : Optional.empty();
    }
}
