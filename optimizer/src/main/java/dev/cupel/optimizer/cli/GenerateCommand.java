package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Outcome;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Sitting;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.lora.ScheduledLora;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cupel generate}: draws pictures with one checkpoint. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Draws pictures with a checkpoint, and writes into each PNG how it was made, as AUTOMATIC1111's web UI does.",
        "With --infotext it draws what such a text, or the text in a picture, says; other options go before the text."})
final class GenerateCommand implements Callable<Integer> {

    /**
     * A picture to draw.
     *
     * @param index its place among those of this call
     */
    private record Drawing(int index, PictureJob job, GenerationSettings settings) {

        /** Without the tags of extra networks. */
        PictureJob plain() {
            return new PictureJob(ExtraNetworks.parse(job.prompt()).text(), job.negativePrompt(), job.seed());
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "the checkpoint, or a recipe whose result draws without being written")
    private Path model;

    @Mixin
    private DrawingOptions drawing = new DrawingOptions();

    @Option(names = "--count", paramLabel = "N", description = "how many pictures, each with the next seed (default: 1)")
    private int count = 1;

    @Option(names = "--batch", paramLabel = "N", description = "how many of them are drawn together (default: 1, and as many side by side as there are cores); faster with 8 or 16, but the last bits are not those of a picture drawn alone")
    private int batch = 1;

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "a PNG, or a JPEG if it ends in .jpg; with --count a number is put before the ending")
    private Path output;

    /** Whether a picture could not be drawn; workers say so. */
    private final AtomicBoolean broken = new AtomicBoolean();

    @Override
    public Integer call() {
        Infotext given = drawing.given();
        Infotext asked = drawing.asked(given);
        GenerationSettings settings = drawing.pictures().settings(asked, model);
        reportIgnored(given, settings);
        if (drawing.isSilent()) {
            throw new ParameterException(spec.commandLine(),
                    "Missing: --prompt TEXT, or --infotext FILE that has one.");
        }
        checkOutput();
        WebUiVersion language = drawing.prompts().language(given);
        List<Drawing> drawings = drawings(asked, settings);
        Map<List<ScheduledLora>, List<Drawing>> byLoras = byLoras(drawings, given);
        PromptReader reader = drawing.prompts().reader(model, language, given);
        drawings.forEach(one -> PromptOptions.check(reader, one.job(), one.settings()));
        PrintWriter err = spec.commandLine().getErr();
        try (StartingEngine starting = (batch == 1
                ? drawing.engine().singles(count, settings, err)
                : drawing.engine().together(Math.min(count, batch), settings, err)).begin();
                DrawingModel drawer = DrawingModel.open(model, drawing.ema(), drawing.pictures().vae(given, model),
                        drawing.engine().threads())) {
            Inscription inscription = new Inscription(given, asked, drawing.pictures().read(asked, model), language,
                    drawer.names());
            byLoras.forEach((loras, alike) -> {
                try (LoraStack stack = LoraStack.on(drawer.weights(), loras);
                        Painter painter = Painter.open(starting.compute(), reader, stack.weights(), stack.steps())) {
                    painter.draw(sittings(alike, drawer),
                            (number, outcome) -> show(alike.get(number), outcome, one -> inscription.of(one.job(),
                                    one.settings(), drawing.prompts().hashes(one.job(), one.settings(), reader, model,
                                            given))));
                }
            });
        }
        return broken.get() ? Failures.DRAWING : 0;
    }

    /** What is drawn together: neighbours whose settings are the same. */
    private List<Sitting> sittings(List<Drawing> drawings, DrawingModel drawer) {
        List<List<Drawing>> batches = new ArrayList<>();
        for (Drawing one : drawings) {
            if (batches.isEmpty() || batches.getLast().size() == batch
                    || !batches.getLast().getFirst().settings().equals(one.settings())) {
                batches.add(new ArrayList<>());
            }
            batches.getLast().add(one);
        }
        return batches.stream().map(together -> new Sitting(together.stream().map(Drawing::plain).toList(),
                drawer.trained(together.getFirst().settings()))).toList();
    }

    /** Writes a picture as soon as it is there; one that cannot be drawn is told, and the others go on. */
    private void show(Drawing one, Outcome outcome, Function<Drawing, Infotext> inscription) {
        switch (outcome) {
            case Outcome.Drawn drawn -> {
                Path file = count == 1 ? output : numbered(one.index());
                PictureText.write(file, drawn.picture(), inscription.apply(one).text());
                spec.commandLine().getOut().println(file + "  seed " + one.job().seed());
                spec.commandLine().getOut().flush();
            }
            case Outcome.Broken failure -> {
                broken.set(true);
                spec.commandLine().getErr().println(spec.commandLine().getColorScheme().errorText(failure.message()));
            }
        }
    }

    /** As the web UI counts: seeds go on; where there is a variation they stay, and its second seeds go on. */
    private List<Drawing> drawings(Infotext asked, GenerationSettings settings) {
        long first = asked.seed().orElseThrow();
        boolean varied = settings.sampling().variation().strength() > 0;
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long own = varied ? first : first + i;
            drawings.add(new Drawing(i,
                    new PictureJob(drawing.variants().expand(asked.prompt(), own),
                            drawing.variants().expand(asked.negativePrompt(), own), own),
                    varied ? settings.withNextVariation(i) : settings));
        }
        return drawings;
    }

    /** Pictures with the same LoRAs are drawn one after the other. */
    private Map<List<ScheduledLora>, List<Drawing>> byLoras(List<Drawing> drawings, Infotext given) {
        Map<List<ScheduledLora>, List<Drawing>> byLoras = new LinkedHashMap<>();
        for (Drawing one : drawings) {
            byLoras.computeIfAbsent(drawing.prompts().loras(one.job(), one.settings(), model, given),
                    loras -> new ArrayList<>()).add(one);
            LoraTags.of(one.job(), one.settings()).unfollowed()
                    .ifPresent(line -> spec.commandLine().getErr().println(line));
        }
        return byLoras;
    }

    private void checkOutput() {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1, but is " + count + ".");
        }
        if (batch < 1) {
            throw new ParameterException(spec.commandLine(), "--batch must be at least 1, but is " + batch + ".");
        }
        Outputs.check(output);
    }

    private void reportIgnored(Infotext given, GenerationSettings settings) {
        List<String> ignored = given.parameters().keySet().stream().filter(key -> switch (key) {
            case Inscription.VAE, Inscription.VAE_HASH -> drawing.pictures().vae(given, model).isEmpty();
            case InitialPictureOptions.DENOISING -> settings.workflow() instanceof Workflow.FromNoise;
            default -> !Inscription.follows(key);
        }).toList();
        if (!ignored.isEmpty()) {
            spec.commandLine().getErr().println("not followed, but kept in the picture: " + String.join(", ", ignored));
        }
        if (ignored.contains(Inscription.VAE)) {
            spec.commandLine().getErr().println(
                    "There is no %s beside the model, nor in VAE there: the model's own VAE draws. Say --vae FILE for it."
                            .formatted(given.value(Inscription.VAE).orElseThrow()));
        }
    }

    private Path numbered(int index) {
        String name = String.valueOf(output.getFileName());
        int dot = name.length() - PictureText.ending(output).length();
        return output.resolveSibling("%s-%04d%s".formatted(name.substring(0, dot), index + 1, name.substring(dot)));
    }
}
