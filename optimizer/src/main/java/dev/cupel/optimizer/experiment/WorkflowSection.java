package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.Enlargement;
import dev.cupel.evaluator.drawing.Upscaler;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.network.Interpolation;
import dev.cupel.evaluator.picture.Framing;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads the parts of the {@code generation} section that enlarge the drawing, or let it begin at a picture. */
final class WorkflowSection {

    private static final Upscaler USUAL = new Upscaler.Latent(Interpolation.BILINEAR);
    private static final Map<String, Workflow.Fit> FITS = Map.of("stretch", new Workflow.Fit.Framed(Framing.STRETCH),
            "crop", new Workflow.Fit.Framed(Framing.CROP), "fill", new Workflow.Fit.Framed(Framing.FILL), "latent",
            new Workflow.Fit.Latent());

    private final Section section;
    private final Path model;

    /** @param model beside which upscalers are looked for */
    WorkflowSection(Section section, Path model) {
        this.section = section;
        this.model = model;
    }

    Workflow read() {
        Optional<Workflow> enlarged = section.section("hires").map(this::hires);
        Optional<Workflow> begun = section.section("init_image").flatMap(WorkflowSection::fromPicture);
        if (enlarged.isPresent() && begun.isPresent()) {
            section.problem("init_image", "must be left out with hires, which begins with noise",
                    "Remove one of the two.");
        }
        return enlarged.or(() -> begun).orElse(new Workflow.FromNoise());
    }

    private Workflow hires(Section hires) {
        double scale = hires.number("scale", 2, 1, 8);
        Enlargement enlargement = size(hires).orElse(new Enlargement.By(scale));
        Upscaler upscaler = upscaler(hires);
        double denoising = hires.number("denoising", 0.7, 0, 1);
        int steps = hires.integer("steps", 0, 0, 1000);
        Optional<ScheduledSampler> sampler = hires.has("sampler")
                ? Optional.of(new SamplingSection(hires).sampler())
                : Optional.empty();
        Optional<Double> cfgScale = hires.has("cfg_scale")
                ? Optional.of(hires.number("cfg_scale", 7, 0, 100))
                : Optional.empty();
        hires.finish();
        return new Workflow.Hires(enlargement, upscaler, denoising, steps,
                new Workflow.HiresChanges(sampler, Optional.empty(), Optional.empty(), cfgScale));
    }

    private static Optional<Enlargement> size(Section hires) {
        return hires.text("size").flatMap(text -> {
            try {
                Infotext.Size size = Infotext.sizeOf(text);
                return Optional.of(new Enlargement.To(size.width(), size.height()));
            } catch (NumberFormatException e) {
                hires.problem("size", "must be WIDTHxHEIGHT, but is " + text, "Write 1024x1024, or 1024x0.");
            } catch (EvaluationException e) {
                hires.problem("size", e);
            }
            return Optional.empty();
        });
    }

    /** A name, or the path of an ESRGAN file beside the experiment. */
    private Upscaler upscaler(Section hires) {
        Optional<String> name = hires.text("upscaler");
        if (name.isEmpty()) {
            return USUAL;
        }
        Optional<Upscaler> found = Upscaler.named(name.get())
                .or(() -> UpscalerFiles.find(hires.path(name.get()).toString(), Optional.empty(), model))
                .or(() -> UpscalerFiles.find(name.get(), Optional.empty(), model));
        if (found.isEmpty()) {
            hires.problem("upscaler", "must be one of %s, or an ESRGAN file, but is %s".formatted(
                    String.join(", ", Upscaler.titles().toList()), name.get()),
                    UpscalerFiles.nearest(name.get(), Optional.empty(), model)
                            .orElse("Put the file into the folder upscalers beside the model, or write its path."));
        }
        return found.orElse(USUAL);
    }

    private static Optional<Workflow> fromPicture(Section initial) {
        Path file = initial.existing("file", "sketch.png");
        double denoising = initial.number("denoising", 0.75, 0, 1);
        Workflow.Fit fit = initial.choice("resize", FITS.get("stretch"), FITS);
        initial.finish();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Workflow.FromPicture(PictureFiles.read(file), fit, denoising));
        } catch (EvaluationException e) {
            initial.problem("file", e);
            return Optional.empty();
        }
    }
}
