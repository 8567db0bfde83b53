package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.checkpoint.Sha256;
import dev.cupel.merger.lora.ScheduledLora;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What decides pictures, so that one that is there is drawn again exactly if it would be another.
 *
 * @param model  hash of the weights
 * @param loras  that are laid over them, whose strengths prompts say
 * @param reader of the prompts
 * @param words  the tokenizer's file or folder
 * @param engine where and in what it is computed
 */
record CellFingerprint(String model, List<ScheduledLora> loras, PromptReader reader, Path words, String engine) {

    /**
     * The fingerprint of a picture, in hexadecimal digits.
     *
     * @param job      with the tags of extra networks
     * @param settings what it is drawn by
     * @param infotext what is written into it
     */
    String of(PictureJob job, GenerationSettings settings, String infotext) {
        List<String> parts = new ArrayList<>(List.of(Inscription.PROGRAM, model, engine, reader.version().name(),
                job.toString(), settings.toString(), infotext));
        loras.forEach(lora -> parts.add(hash(lora.file())));
        List.of(words, words.resolve("vocab.json"), words.resolve("merges.txt")).stream()
                .filter(Files::isRegularFile).forEach(file -> parts.add(hash(file)));
        String text = (job.prompt() + "\n" + job.negativePrompt() + "\n" + settings.workflow())
                .toLowerCase(Locale.ROOT);
        reader.embeddings().files().forEach((name, file) -> {
            if (text.contains(name.toLowerCase(Locale.ROOT))) {
                parts.add(name + hash(file));
            }
        });
        if (settings.workflow() instanceof Workflow.FromPicture from) {
            parts.add(Sha256.of(from.picture().rgb()));
        }
        return Sha256.of(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(Path file) {
        return FileHash.of(file).sha256();
    }
}
