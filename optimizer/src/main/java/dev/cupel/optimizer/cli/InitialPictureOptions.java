package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.picture.Framing;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.optimizer.experiment.PictureFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A picture to begin with, and how much of one is drawn anew: options of {@code cupel generate}. */
final class InitialPictureOptions {

    static final String DENOISING = "Denoising strength";
    /** As the web UI has it at first. */
    private static final double USUAL = 0.75;

    @Option(names = "--init-image", paramLabel = "FILE", description = "a PNG or JPEG to draw over (img2img), with --denoising-strength; without --size the picture has its size")
    private @Nullable Path file;

    @Option(names = "--denoising-strength", paramLabel = "X", description = "how much is drawn anew over an --init-image (default: 0.75) or an enlarged picture (default: 0.7); 0 to 1")
    private @Nullable Double denoising;

    @Option(names = "--resize-mode", paramLabel = "NAME", description = "how an --init-image is brought to the size: stretch (default), crop, fill or latent")
    private @Nullable String mode;

    /** Puts what the options say in the place of what an infotext says. */
    void overlay(Map<String, String> pairs) {
        SamplingOptions.put(pairs, DENOISING, denoising);
        if (file != null && !pairs.containsKey("Size")) {
            Infotext.Size size = PictureFiles.size(file);
            pairs.put("Size", size.width() / 8 * 8 + "x" + size.height() / 8 * 8);
        }
    }

    /** The settings with the picture to begin with, if there is one. */
    GenerationSettings with(GenerationSettings settings, Infotext asked) {
        boolean enlarged = settings.workflow() instanceof Workflow.Hires;
        if (file == null) {
            if (mode != null || denoising != null && !enlarged) {
                throw new UsageException("""
                        --resize-mode and --denoising-strength need a picture to draw over.
                        Say --init-image FILE, or --hires-scale 2 to draw over an enlarged one.""");
            }
            return settings;
        }
        if (enlarged) {
            throw new UsageException("""
                    --init-image begins with a picture, and an enlargement with noise: one excludes the other.
                    Leave the --hires options out; --size may be larger than the picture.""");
        }
        double strength = asked.number(DENOISING, Double::valueOf).orElse(USUAL);
        return settings.with(new Workflow.FromPicture(PictureFiles.read(file), fit(), strength));
    }

    private Workflow.Fit fit() {
        String name = mode == null ? "stretch" : mode.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "stretch" -> new Workflow.Fit.Framed(Framing.STRETCH);
            case "crop" -> new Workflow.Fit.Framed(Framing.CROP);
            case "fill" -> new Workflow.Fit.Framed(Framing.FILL);
            case "latent" -> new Workflow.Fit.Latent();
            default -> throw new UsageException(
                    "--resize-mode must be stretch, crop, fill or latent, but is %s.\nChoose one of them."
                            .formatted(mode));
        };
    }
}
