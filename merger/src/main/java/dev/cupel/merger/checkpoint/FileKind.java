package dev.cupel.merger.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the tensors of a file are for, told by their names and a few sizes. */
public enum FileKind {
    STABLE_DIFFUSION_1, STABLE_DIFFUSION_1_INPAINTING, STABLE_DIFFUSION_1_INSTRUCT, STABLE_DIFFUSION_2, STABLE_DIFFUSION_XL, STABLE_DIFFUSION_XL_REFINER, CONTROL_NET, LORA_KOHYA, LORA_OTHER, LYCORIS, TEXTUAL_INVERSION, CLIP, CLIP_TEXT, VAE, UPSCALER, DIFFUSERS, OTHER;

    private static final String UNET = Checkpoint.UNET;
    private static final long SD2_CONTEXT = 1024;
    private static final long REFINER_CONTEXT = 1280;
    private static final long XL_CONTEXT = 2048;

    /** The kind in words. */
    public String text() {
        return switch (this) {
            case STABLE_DIFFUSION_1 -> "Stable Diffusion 1.x checkpoint";
            case STABLE_DIFFUSION_1_INPAINTING -> "Stable Diffusion 1.x inpainting checkpoint (9 input channels)";
            case STABLE_DIFFUSION_1_INSTRUCT ->
                "Stable Diffusion 1.x checkpoint for instructions (InstructPix2Pix, 8 input channels)";
            case STABLE_DIFFUSION_2 -> "Stable Diffusion 2.x checkpoint";
            case STABLE_DIFFUSION_XL -> "Stable Diffusion XL checkpoint";
            case STABLE_DIFFUSION_XL_REFINER -> "Stable Diffusion XL refiner checkpoint";
            case CONTROL_NET -> "ControlNet";
            case LORA_KOHYA -> "LoRA (kohya)";
            case LORA_OTHER -> "LoRA (diffusers or PEFT names)";
            case LYCORIS -> "LyCORIS network (LoHa, LoKr or another)";
            case TEXTUAL_INVERSION -> "textual inversion embedding";
            case CLIP -> "CLIP model";
            case CLIP_TEXT -> "CLIP text encoder";
            case VAE -> "autoencoder (VAE)";
            case UPSCALER -> "ESRGAN upscaler";
            case DIFFUSERS -> "one part of a model in diffusers' layout";
            case OTHER -> "tensor file of unknown kind";
        };
    }

    /** What to do when such a file is given where another kind is needed. */
    String advice() {
        return switch (this) {
            case STABLE_DIFFUSION_1 -> "";
            case STABLE_DIFFUSION_1_INPAINTING ->
                "Maybe the ordinary version of the same model is to be had: only its U-Net has 4 input channels.";
            case STABLE_DIFFUSION_1_INSTRUCT ->
                "Maybe the model that it was made from is meant: only its U-Net has 4 input channels.";
            case STABLE_DIFFUSION_2 -> "Maybe a 1.4 or 1.5 file is meant: 2.x has another text encoder.";
            case STABLE_DIFFUSION_XL, STABLE_DIFFUSION_XL_REFINER ->
                "Maybe a 1.4 or 1.5 file is meant: XL has other blocks and text encoders.";
            case CONTROL_NET -> "Maybe the checkpoint that it steers is meant.";
            case LORA_KOHYA, LORA_OTHER, LYCORIS ->
                "Maybe it belongs under loras: a model is given as a whole checkpoint.";
            case TEXTUAL_INVERSION -> "Maybe it belongs under embeddings: a model is given as a whole checkpoint.";
            case CLIP -> "Maybe it is meant as the scorer: a model is given as a whole checkpoint.";
            case CLIP_TEXT, VAE -> "Maybe the whole checkpoint is meant, which also has a U-Net.";
            case UPSCALER -> "Maybe it is meant as the upscaler: a model is given as a whole checkpoint.";
            case DIFFUSERS -> "Maybe give the folder with model_index.json, which has all parts.";
            case OTHER -> "Maybe it belongs to another program, or only a part of a model was saved.";
        };
    }

    /** The family of a checkpoint's tensors; empty for other kinds. */
    public Optional<Architecture> architecture() {
        return switch (this) {
            case STABLE_DIFFUSION_1, STABLE_DIFFUSION_1_INPAINTING, STABLE_DIFFUSION_1_INSTRUCT ->
                Optional.of(Architecture.SD1);
            case STABLE_DIFFUSION_2 -> Optional.of(Architecture.SD2);
            case STABLE_DIFFUSION_XL -> Optional.of(Architecture.SDXL);
            case STABLE_DIFFUSION_XL_REFINER -> Optional.of(Architecture.SDXL_REFINER);
            case CONTROL_NET, LORA_KOHYA, LORA_OTHER, LYCORIS, TEXTUAL_INVERSION, CLIP, CLIP_TEXT, VAE, UPSCALER,
                    DIFFUSERS, OTHER ->
                Optional.empty();
        };
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
        if (context == REFINER_CONTEXT) {
            return STABLE_DIFFUSION_XL_REFINER;
        }
        if (names.start("conditioner.") || context == XL_CONTEXT) {
            return STABLE_DIFFUSION_XL;
        }
        if (names.start("cond_stage_model.model.") || context == SD2_CONTEXT) {
            return STABLE_DIFFUSION_2; // also with label_emb, which unCLIP has too
        }
        if (names.start(UNET + "label_emb.")) {
            return STABLE_DIFFUSION_XL;
        }
        Tensor first = tensors.get(InputChannels.WEIGHT);
        long channels = first == null || first.shape().length < 2 ? 4 : first.shape()[1];
        return channels == 9
                ? STABLE_DIFFUSION_1_INPAINTING
                : channels == 8 ? STABLE_DIFFUSION_1_INSTRUCT : STABLE_DIFFUSION_1;
    }

    /** Whether cross-attention of that width is of a later architecture than SD 1.x. */
    static boolean laterContext(long width) {
        return width == SD2_CONTEXT || width == REFINER_CONTEXT || width == XL_CONTEXT;
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
