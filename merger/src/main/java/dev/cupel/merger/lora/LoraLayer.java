package dev.cupel.merger.lora;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a LoRA does to one layer; at least one of the two.
 *
 * @param name kohya's name of the layer, for example {@code lora_unet_mid_block_attentions_0_proj_in}
 * @param weight what happens to its weight, or null
 * @param bias what happens to its bias, or null
 */
record LoraLayer(String name, @Nullable LayerChange weight, @Nullable LayerChange bias) {

    /** The changes that there are, that of the weight first. */
    Stream<LayerChange> changes() {
        return Stream.of(weight, bias).flatMap(Stream::ofNullable);
    }
}
