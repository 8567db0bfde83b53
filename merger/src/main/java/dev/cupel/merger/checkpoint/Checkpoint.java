package dev.cupel.merger.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An open Stable Diffusion checkpoint, whatever its layout: full or pruned, safetensors or pickle, with the names of the
 * original or of the NovelAI text encoder.
 *
 * <p>Models of every {@link Architecture} can be merged among themselves; only plain ones of SD 1.x can be drawn.
 *
 * <p>{@link #tensors()} has what networks read; {@link #carried()} what a saved file also keeps.
 */
public final class Checkpoint implements Model, AutoCloseable {

    /** Start of the names of the U-Net's tensors. */
    public static final String UNET = "model.diffusion_model.";
    /** Start of the names of the autoencoder's tensors. */
    public static final String VAE = "first_stage_model.";
    /** Start of the names of the text encoder's tensors in SD 1.x. */
    public static final String TEXT_ENCODER = "cond_stage_model.transformer.text_model.";
    /** The text encoder's table of positions, always 0 to 76: not read, and written anew. */
    public static final String POSITION_IDS = TEXT_ENCODER + "embeddings.position_ids";

    private static final String BARE_TEXT_ENCODER = "cond_stage_model.transformer.";
    private static final String EMA = "model_ema.";
    private static final List<String> TRAINING = List.of(EMA, VAE + "loss.", "control_model.", "lora_");

    private final TensorFile file;
    private final FileKind kind;
    private final Architecture architecture;
    private final boolean ema;
    private final Map<String, Tensor> tensors;
    private final Map<String, Tensor> carried;
    private final Map<String, Tensor> training;
    private @Nullable FileHash hash;

    private Checkpoint(TensorFile file, boolean ema) {
        this.file = file;
        this.ema = ema;
        this.kind = FileKind.of(file.tensors());
        this.architecture = kind.architecture().orElseThrow(() -> new WrongArchitectureException(file.path(),
                "a Stable Diffusion checkpoint is needed, but this is a file of the kind '" + kind.text() + "'.",
                kind.advice()));
        Map<String, Tensor> model = new LinkedHashMap<>();
        Map<String, Tensor> other = new LinkedHashMap<>();
        Map<String, Tensor> left = new LinkedHashMap<>();
        for (Tensor tensor : file.tensors().values()) {
            String name = canonical(tensor.name());
            if (isModel(name)) {
                model.put(name, normalised(name, tensor));
            } else {
                boolean kept = TRAINING.stream().noneMatch(name::startsWith);
                (kept ? other : left).put(name, tensor.withName(name));
            }
        }
        if (ema) {
            model.replaceAll((name, tensor) -> name.startsWith(UNET) ? averaged(name, tensor) : tensor);
        }
        this.tensors = Collections.unmodifiableMap(model);
        this.carried = Collections.unmodifiableMap(other);
        this.training = Collections.unmodifiableMap(left);
    }

    /** Opens a checkpoint with its plain weights, as web UIs do. */
    public static Checkpoint open(Path path) {
        return open(path, false);
    }

    /**
     * Opens a checkpoint.
     *
     * @param ema whether to take the U-Net from the moving average ({@code model_ema.…}) that some training checkpoints carry
     * @throws WrongArchitectureException if the file is sound but no Stable Diffusion checkpoint
     * @throws TensorFileException if the file is damaged, or has no moving average where one is asked for
     */
    public static Checkpoint open(Path path, boolean ema) {
        TensorFile file = TensorFile.open(path);
        try {
            return new Checkpoint(file, ema);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Whether a file carries a moving average of the U-Net, which {@link #open(Path, boolean)} can take.
     *
     * @throws TensorFileException if the file is damaged
     */
    public static boolean hasEma(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return file.tensors().keySet().stream().anyMatch(name -> name.startsWith(EMA + "diffusion_model"));
        }
    }

    /** The name in the layout of Stable Diffusion 1.x: NovelAI's text encoder lacks {@code text_model.}. */
    static String canonical(String name) {
        for (String part : List.of("embeddings.", "encoder.", "final_layer_norm.")) {
            if (name.startsWith(BARE_TEXT_ENCODER + part)) {
                return TEXT_ENCODER + name.substring(BARE_TEXT_ENCODER.length());
            }
        }
        return name;
    }

    private boolean isModel(String name) {
        return name.startsWith(UNET) || name.startsWith(VAE) && !name.startsWith(VAE + "loss.")
                || !isPositionIds(name) && switch (architecture) {
                    case SD1 -> name.startsWith(TEXT_ENCODER);
                    case SD2 -> name.startsWith("cond_stage_model.model.") && !name.endsWith(".attn_mask");
                    case SDXL, SDXL_REFINER -> name.startsWith("conditioner.");
                };
    }

    /** Whether a tensor belongs to a moving average of the U-Net. */
    public static boolean isEma(String name) {
        return name.startsWith(EMA);
    }

    /** Whether a tensor belongs to a text encoder. */
    public static boolean isTextEncoder(String name) {
        return name.startsWith("cond_stage_model.") || name.startsWith("conditioner.");
    }

    /** Whether a tensor is a text encoder's table of positions, always 0 to 76: not read, and written anew. */
    public static boolean isPositionIds(String name) {
        return isTextEncoder(name) && name.endsWith(".embeddings.position_ids");
    }

    private Tensor normalised(String name, Tensor tensor) {
        if (!tensor.dtype().floating()) {
            throw new TensorFileException(file.path(), -1,
                    "tensor '%s' must hold floating-point numbers, but holds %s.".formatted(name, tensor.dtype()),
                    "Maybe the checkpoint is quantised: take the fp16 or fp32 file of the same model.");
        }
        if (architecture.find(name) == null) {
            throw new WrongArchitectureException(file.path(),
                    "the U-Net of %s has no tensor '%s'.".formatted(architecture.text(), name),
                    "Maybe this is a model of another architecture.");
        }
        long[] shape = tensor.shape();
        if (shape.length == 2 && isPointwiseConvolution(name)) {
            return tensor.withName(name).withShape(shape[0], shape[1], 1, 1);
        }
        return tensor.withName(name);
    }

    /** Some programs keep these 1x1 convolutions as matrices; in the U-Nets of SD 2.x and XL they are matrices. */
    private boolean isPointwiseConvolution(String name) {
        return isAutoencoderAttention(name) || architecture == Architecture.SD1 && name.startsWith(UNET)
                && name.matches(".*\\.1\\.proj_(in|out)\\.weight");
    }

    static boolean isAutoencoderAttention(String name) {
        return name.startsWith(VAE) && name.matches(".*\\.attn_1\\.(q|k|v|proj_out)\\.weight");
    }

    private Tensor averaged(String name, Tensor plain) {
        Tensor average = file.tensors().get(EMA + name.substring("model.".length()).replace(".", ""));
        if (average == null) {
            throw new TensorFileException(file.path(), -1,
                    "the EMA weights were asked for, but the file has none of '%s'."
                            .formatted(name),
                    "Maybe the file is pruned: use ema: false.");
        }
        return normalised(name, average).withShape(plain.shape());
    }

    /** The file, as it was given. */
    public Path path() {
        return file.path();
    }

    @Override
    public String label() {
        return path().toString();
    }

    /** What the file is for. */
    public FileKind kind() {
        return kind;
    }

    /** The family of models that it belongs to. */
    public Architecture architecture() {
        return architecture;
    }

    /** What its U-Net predicts, as far as the file says. */
    public Prediction prediction() {
        return Prediction.of(architecture, file.tensors().keySet(), file.metadata());
    }

    /** Whether it was trained down to no signal at all, as far as the file says: some have a tensor {@code ztsnr}. */
    public boolean zeroTerminal() {
        return file.tensors().containsKey("ztsnr");
    }

    /**
     * Refuses to merge models of different families.
     *
     * @param role what the other model is in the merge, for the message
     * @throws WrongArchitectureException if the other one is of another family
     */
    public void requireSameArchitecture(String role, Checkpoint other) {
        if (other.architecture != architecture) {
            throw new WrongArchitectureException(path(),
                    "models of one architecture can be merged, but this is a '%s' and %s (%s) is a '%s'."
                            .formatted(kind.text(), role, other.path(), other.kind.text()),
                    "Maybe one of the files is not the one that was meant.");
        }
    }

    /**
     * Refuses a model of another family than one that is needed.
     *
     * @param what what can be done with that family only, for the message, for example {@code units can be brought into order}
     * @throws WrongArchitectureException if it is of another family
     */
    public void requireArchitecture(Architecture needed, String what) {
        if (architecture != needed) {
            throw new WrongArchitectureException(path(), "%s in models of %s, but this is a file of the kind '%s'."
                    .formatted(what, needed.text(), kind.text()), kind.advice());
        }
    }

    /**
     * Refuses a model that cannot be drawn.
     *
     * @throws WrongArchitectureException if it is none of Stable Diffusion 1.x with 4 input channels
     */
    public void requireDrawable() {
        if (kind != FileKind.STABLE_DIFFUSION_1) {
            throw new WrongArchitectureException(path(),
                    "pictures are drawn with plain Stable Diffusion 1.x checkpoints, but this is a file of the kind '"
                            + kind.text() + "'; it can be merged and converted.",
                    kind.advice());
        }
    }

    /** Texts that the file carries. */
    public Map<String, String> metadata() {
        return file.metadata();
    }

    /** Whether the U-Net is the moving average. */
    public boolean ema() {
        return ema;
    }

    /** U-Net, autoencoder and text encoders by the original files' names, all floating-point, in the file's order. */
    @Override
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Everything else that a saved file keeps (noise schedule, position_ids): all but moving averages and training state. */
    public Map<String, Tensor> carried() {
        return carried;
    }

    /** What a merge leaves out: moving averages and training state. */
    public Map<String, Tensor> training() {
        return training;
    }

    /** The hash of the whole file; read once, at the first call. */
    public synchronized FileHash hash() {
        if (hash == null) {
            hash = FileHash.of(path());
        }
        return hash;
    }

    /** Closes the file; the tensors must not be read any more. */
    @Override
    public void close() {
        file.close();
    }
}
