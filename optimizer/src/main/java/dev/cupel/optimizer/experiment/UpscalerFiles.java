package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.Upscaler;
import dev.cupel.evaluator.picture.Tiles;
import dev.cupel.merger.spelling.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the upscalers that settings name: files of ESRGAN, in a folder or in the web UI's places beside the model. */
public final class UpscalerFiles {

    private static final Set<String> ENDINGS = Set.of("pth", "pt", "safetensors");

    private UpscalerFiles() {}

    /**
     * The upscaler of a name: that of its file without the ending, or the path of a file.
     *
     * @param folder where to look; if not given, beside the model
     */
    public static Optional<Upscaler> find(String name, Optional<Path> folder, Path model) {
        return Stream.concat(Stream.of(Path.of(name)).filter(UpscalerFiles::isModel),
                folders(folder, model).stream().flatMap(one -> files(one).stream())
                        .filter(file -> stem(file).equals(name)))
                .findFirst().map(file -> new Upscaler.Network(stem(file), file, Tiles.USUAL));
    }

    /**
     * The same where settings need it.
     *
     * @throws EvaluationException if there is none of this name, with the nearest one
     */
    public static Upscaler required(String name, Optional<Path> folder, Path model) {
        return find(name, folder, model).orElseThrow(() -> new EvaluationException("""
                hires upscaler: must be one of %s, or the name of an ESRGAN file, but is %s.
                %s""".formatted(String.join(", ", Upscaler.titles().toList()), name,
                nearest(name, folder, model).orElse("Maybe its file is in another folder."))));
    }

    /** Which name may be meant: of a file, or of what needs none. */
    static Optional<String> nearest(String name, Optional<Path> folder, Path model) {
        Stream<String> files = folders(folder, model).stream().flatMap(one -> files(one).stream())
                .map(UpscalerFiles::stem);
        return Spelling.nearest(name, Stream.concat(Upscaler.titles(), files).toList())
                .map(near -> "Maybe " + near + " is meant.");
    }

    private static List<Path> folders(Optional<Path> folder, Path model) {
        return folder.map(List::of).orElseGet(() -> beside(model));
    }

    private static List<Path> beside(Path model) {
        Path folder = model.toAbsolutePath().normalize().getParent();
        return Stream.of("upscalers", "ESRGAN", "RealESRGAN", "../ESRGAN", "../RealESRGAN", "../upscalers")
                .map(name -> folder.resolve(name).normalize()).filter(Files::isDirectory).toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(UpscalerFiles::isModel).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isModel(Path file) {
        String name = String.valueOf(file.getFileName());
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.lastIndexOf('.'));
    }
}
