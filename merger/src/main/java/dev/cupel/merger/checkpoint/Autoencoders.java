package dev.cupel.merger.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the autoencoder (VAE) of a file of its own, such as {@code x.vae.pt}, whose names lack {@code first_stage_model.}, or of
 * a whole checkpoint.
 */
public final class Autoencoders {

    private static final List<String> PARTS = List.of("encoder.", "decoder.", "quant_conv.", "post_quant_conv.");
    private static final Set<String> NEEDED = Set.of("encoder.conv_in.weight", "decoder.conv_in.weight",
            "decoder.conv_out.weight", "quant_conv.weight", "post_quant_conv.weight");

    private Autoencoders() {}

    /**
     * The tensors of an autoencoder, by the names that a checkpoint has for them.
     *
     * @param file must stay open as long as they are read
     * @throws TensorFileException if the file has none, or one of another family
     */
    public static Map<String, Tensor> in(TensorFile file) {
        boolean whole = file.tensors().keySet().stream().anyMatch(name -> name.startsWith(Checkpoint.VAE));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Tensor tensor : file.tensors().values()) {
            String name = whole || PARTS.stream().noneMatch(tensor.name()::startsWith)
                    ? tensor.name()
                    : Checkpoint.VAE + tensor.name();
            if (name.startsWith(Checkpoint.VAE) && !name.startsWith(Checkpoint.VAE + "loss.")) {
                tensors.put(name, pointwise(name, tensor));
            }
        }
        check(file.path(), tensors);
        return tensors;
    }

    private static Tensor pointwise(String name, Tensor tensor) {
        long[] shape = tensor.shape();
        return Checkpoint.isAutoencoderAttention(name) && shape.length == 2
                ? tensor.withName(name).withShape(shape[0], shape[1], 1, 1)
                : tensor.withName(name);
    }

    private static void check(Path path, Map<String, Tensor> tensors) {
        for (String name : NEEDED.stream().sorted().toList()) {
            Tensor tensor = tensors.get(Checkpoint.VAE + name);
            if (tensor == null) {
                throw new WrongArchitectureException(path,
                        "an autoencoder (VAE) is needed, which has a tensor '%s', but this file has none."
                                .formatted(name),
                        "Maybe take a file .vae.pt or .vae.safetensors with the original's names, or a checkpoint.");
            }
            if (name.equals("decoder.conv_in.weight") && tensor.shape()[1] != 4) {
                throw new WrongArchitectureException(path,
                        "latents of Stable Diffusion 1.x have 4 channels, but this autoencoder's have %d."
                                .formatted(tensor.shape()[1]),
                        "Maybe it belongs to another family of models.");
            }
        }
    }
}
