package dev.cupel.merger.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The scale of a PEFT file's layers: it is not among the tensors, but in the metadata {@code lora_adapter_metadata} (diffusers) or in
 * {@code adapter_config.json} beside the file (PEFT).
 *
 * <p>The scale is alpha / rank, or alpha / √rank if {@code use_rslora} says so (D. Kalajdzievski, A Rank Stabilization Scaling
 * Factor for Fine-Tuning with LoRA, 2023); without settings it is 1. LyCORIS also knows rank stabilisation, but writes an
 * alpha for which alpha / rank is right, so nothing is to be done for it.
 */
final class PeftSettings {

    private static final String METADATA = "lora_adapter_metadata";
    private static final String FILE = "adapter_config.json";
    private static final long LARGEST = 1 << 20;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonNode settings;
    private final boolean prefixed;

    private PeftSettings(JsonNode settings, boolean prefixed) {
        this.settings = settings;
        this.prefixed = prefixed;
    }

    /**
     * Finds the settings of a file; there need not be any.
     *
     * @throws TensorFileException if they are no JSON
     */
    static PeftSettings of(TensorFile file) {
        try {
            String text = file.metadata().get(METADATA);
            if (text != null) {
                return new PeftSettings(MAPPER.readTree(text), true);
            }
            Path beside = file.path().resolveSibling(FILE);
            if (Files.isRegularFile(beside) && Files.size(beside) <= LARGEST) {
                return new PeftSettings(MAPPER.readTree(Files.readString(beside)), false);
            }
            return new PeftSettings(MAPPER.createObjectNode(), false);
        } catch (JsonProcessingException e) {
            throw new TensorFileException(file.path(), -1,
                    "the settings of a PEFT file must be JSON, but are not: " + e.getOriginalMessage() + ".",
                    "Maybe " + FILE + " beside it belongs to something else.");
        } catch (IOException e) {
            throw new TensorFileException(file.path(), -1, "%s beside it cannot be read: %s".formatted(FILE,
                    e.getMessage()), "Maybe its permissions do not allow it.");
        }
    }

    /** s of a layer of this rank. */
    double scale(LoraKey layer, int rank) {
        if (layer.path().isEmpty()) {
            return 1; // kohya's names: what lies beside the file is not meant
        }
        String prefix = !prefixed ? "" : layer.layer().startsWith("lora_te_") ? "text_encoder." : "unet.";
        JsonNode alpha = settings.path(prefix + "lora_alpha");
        for (Map.Entry<String, JsonNode> own : settings.path(prefix + "alpha_pattern").properties()) {
            if (layer.path().equals(own.getKey()) || layer.path().endsWith("." + own.getKey())) {
                alpha = own.getValue();
            }
        }
        if (!alpha.isNumber()) {
            return 1;
        }
        boolean stabilised = settings.path(prefix + "use_rslora").asBoolean(false);
        return alpha.asDouble() / (stabilised ? Math.sqrt(rank) : rank);
    }
}
