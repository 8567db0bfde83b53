package dev.cupel.optimizer.experiment;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.optimizer.experiment.Experiment.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the {@code models} section of an experiment: checkpoints, recipes in their place, and what belongs to them. */
final class ModelSection {

    private static final String MORE = "more";

    private final Section section;

    ModelSection(Section section) {
        this.section = section;
    }

    /**
     * Reads it.
     *
     * @param merge which models are needed: the new base and the tuned model in any case, as the result is compared with them
     */
    Models read(MergeSpace merge) {
        Map<Role, Path> files = new TreeMap<>();
        files.put(Role.NEW_BASE, model(Role.NEW_BASE, "models/v1-5-pruned-emaonly.safetensors"));
        files.put(Role.TUNED, model(Role.TUNED, "models/anything-v3.safetensors"));
        boolean needed = merge.methods().roles().contains(Role.OLD_BASE)
                || merge.vae().role().filter(Role.OLD_BASE::equals).isPresent();
        if (needed || section.has(Role.OLD_BASE.key())) {
            files.put(Role.OLD_BASE, model(Role.OLD_BASE, "models/sd-v1-4.ckpt"));
        }
        further(merge, files);
        boolean ema = section.flag("ema", false);
        Path tokenizer = tokenizer(files.get(Role.TUNED));
        Path clip = section.existing("clip", "models/clip-vit-large-patch14");
        Optional<Path> vae = section.has("vae")
                ? Optional.of(section.existing("vae", "models/anime.vae.pt"))
                : Optional.empty();
        Optional<Path> embeddings = section.has("embeddings")
                ? Optional.of(section.existing("embeddings", "embeddings"))
                : Optional.empty();
        section.finish();
        return new Models(files, ema, tokenizer, clip, vae, embeddings);
    }

    /** A path, or a mapping with the path of a recipe. */
    private Path model(Role role, String example) {
        if (!section.isSection(role.key())) {
            return section.existing(role.key(), example);
        }
        Section entry = section.section(role.key()).orElseThrow();
        Path file = entry.existing("recipe", "feature.yaml");
        entry.finish();
        return file;
    }

    private void further(MergeSpace merge, Map<Role, Path> files) {
        List<String> more = section.texts(MORE);
        if (!more.isEmpty() && merge.methods().methods().stream().noneMatch(MergeMethod::takesMore)) {
            section.problem(MORE, (merge.methods().choices().size() == 1
                    ? "the method %s takes no further models"
                    : "none of the methods %s takes further models").formatted(merge.methods().names()),
                    "Leave them out, or choose a method that takes any number.");
        }
        for (int i = 0; i < more.size(); i++) {
            Path file = section.path(more.get(i));
            if (!Files.exists(file)) {
                section.problem(MORE, "there is no file " + file, "Check the path: it is relative to the folder of "
                        + section.file().getFileName() + ".");
            }
            files.put(Role.more(i + 1), file);
        }
    }

    private Path tokenizer(Path model) {
        if (section.has("tokenizer")) {
            return section.existing("tokenizer", "models/tokenizer");
        }
        Optional<Path> found = TokenizerFiles.near(model);
        if (found.isEmpty()) {
            section.problem("tokenizer", "there is no tokenizer near " + model,
                    "Put the folder tokenizer with vocab.json and "
                            + "merges.txt of openai/clip-vit-large-patch14 beside the models, or say where it is.");
        }
        return found.orElse(model);
    }

}
