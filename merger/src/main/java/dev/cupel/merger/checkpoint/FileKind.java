package dev.cupel.merger.checkpoint;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What the tensors of a file are for, told by their names and a few sizes. */
public enum FileKind {
    STABLE_DIFFUSION_1("Stable Diffusion 1.x checkpoint", ""), STABLE_DIFFUSION_1_INPAINTING(
            "Stable Diffusion 1.x inpainting checkpoint (9 input channels)",
            "Maybe the ordinary version of the same model is to be had: only its U-Net has 4 input channels."), STABLE_DIFFUSION_1_INSTRUCT(
                    "Stable Diffusion 1.x checkpoint for instructions (InstructPix2Pix, 8 input channels)",
                    "Maybe the model that it was made from is meant: only its U-Net has 4 input channels."), STABLE_DIFFUSION_2(
                            "Stable Diffusion 2.x checkpoint",
                            "Maybe a 1.4 or 1.5 file is meant: 2.x has another text encoder."), STABLE_DIFFUSION_XL(
                                    "Stable Diffusion XL checkpoint",
                                    "Maybe a 1.4 or 1.5 file is meant: XL has other blocks."), CONTROL_NET("ControlNet",
                                            "Maybe the checkpoint that it steers is meant."), LORA_KOHYA("LoRA (kohya)",
                                                    "Maybe it belongs under loras: a model is given as a whole checkpoint."), LORA_OTHER(
                                                            "LoRA (diffusers or PEFT names)",
                                                            "Maybe it belongs under loras: a model is given as a whole checkpoint."), LYCORIS(
                                                                    "LyCORIS network (LoHa, LoKr or another)",
                                                                    "Maybe it belongs under loras: a model is given as a whole checkpoint."), TEXTUAL_INVERSION(
                                                                            "textual inversion embedding",
                                                                            "Maybe it belongs under embeddings: a model is given as a whole checkpoint."), CLIP(
                                                                                    "CLIP model",
                                                                                    "Maybe it is meant as the scorer: a model is given as a whole checkpoint."), CLIP_TEXT(
                                                                                            "CLIP text encoder",
                                                                                            "Maybe the whole checkpoint is meant, which also has a U-Net."), VAE(
                                                                                                    "autoencoder (VAE)",
                                                                                                    "Maybe the whole checkpoint is meant, which also has a U-Net."), UPSCALER(
                                                                                                            "ESRGAN upscaler",
                                                                                                            "Maybe it is meant as the upscaler: a model is given as a whole checkpoint."), DIFFUSERS(
                                                                                                                    "model in diffusers' layout",
                                                                                                                    "Maybe convert it to the original layout, one file with all parts."), OTHER(
                                                                                                                            "tensor file of unknown kind",
                                                                                                                            "Maybe it belongs to another program, or only a part of a model was saved.");

    private static final String UNET = Checkpoint.UNET;
    private static final long SD2_CONTEXT = 1024;
    private static final long XL_CONTEXT = 2048;

    private final String text;
    private final String advice;

    FileKind(String text, String advice) {
        this.text = text;
        this.advice = advice;
    }

    /** The kind in words. */
    public String text() {
        return text;
    }

    /** What to do when such a file is given instead of a Stable Diffusion 1.x checkpoint. */
    String advice() {
        return advice;
    }

    /** Tells the kind of a file by its tensors, by name. */
    public static FileKind of(Map<String, Tensor> tensors) {
        Names names = new Names(tensors.keySet());
        if (names.start("control_model.") || names.contain("input_hint_block.")) {
            return CONTROL_NET;
        }
        if (names.start(UNET + "input_blocks.")) {
            return checkpoint(tensors, names);
        }
        if (names.contain("hada_w1") || names.contain("lokr_w")) {
            return LYCORIS;
        }
        if (names.start("lora_")) {
            return LORA_KOHYA;
        }
        if (names.contain(".lora_A.") || names.contain("lora.down.") || names.contain("_lora.down.")) {
            return LORA_OTHER;
        }
        if (names.start("string_to_param.") || names.start("emb_params")) {
            return TEXTUAL_INVERSION;
        }
        return part(names);
    }

    private static FileKind part(Names names) {
        if (names.start("vision_model.") || names.start("visual.")) {
            return CLIP;
        }
        if (names.start("text_model.") || names.start("cond_stage_model.")) {
            return CLIP_TEXT;
        }
        if (names.contain("down_blocks.") || names.contain("down_block.")) {
            return DIFFUSERS;
        }
        if (names.contain("decoder.conv_in.") && names.contain("decoder.norm_out.")) {
            return VAE;
        }
        if (names.start("model.1.sub.") || names.contain("RRDB_trunk.") || names.contain(".rdb1.conv1.")) {
            return UPSCALER;
        }
        return OTHER;
    }

    private static FileKind checkpoint(Map<String, Tensor> tensors, Names names) {
        long context = context(tensors);
        if (names.start("conditioner.") || names.start(UNET + "label_emb.") || context == XL_CONTEXT) {
            return STABLE_DIFFUSION_XL;
        }
        if (names.start("cond_stage_model.model.") || context == SD2_CONTEXT) {
            return STABLE_DIFFUSION_2;
        }
        Tensor first = tensors.get(UNET + "input_blocks.0.0.weight");
        long channels = first == null || first.shape().length < 2 ? 4 : first.shape()[1];
        return channels == 9
                ? STABLE_DIFFUSION_1_INPAINTING
                : channels == 8 ? STABLE_DIFFUSION_1_INSTRUCT : STABLE_DIFFUSION_1;
    }

    /** The width of what cross-attention looks at, or 0. */
    private static long context(Map<String, Tensor> tensors) {
        for (Tensor tensor : tensors.values()) {
            if (tensor.name().startsWith(UNET) && tensor.name().endsWith(".attn2.to_k.weight")
                    && tensor.shape().length == 2) {
                return tensor.shape()[1];
            }
        }
        return 0;
    }

    private record Names(Set<String> names) {

        boolean start(String start) {
            return any(name -> name.startsWith(start));
        }

        boolean contain(String part) {
            return any(name -> name.contains(part));
        }

        private boolean any(Predicate<String> test) {
            return names.stream().anyMatch(test);
        }
    }
}
