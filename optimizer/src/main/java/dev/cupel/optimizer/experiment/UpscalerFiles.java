package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.drawing.Upscaler;
import dev.cupel.evaluator.picture.Tiles;
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
        List<Path> folders = folder.map(List::of).orElseGet(() -> beside(model));
        return Stream.concat(Stream.of(Path.of(name)).filter(UpscalerFiles::isModel),
                folders.stream().flatMap(one -> files(one).stream()).filter(file -> stem(file).equals(name)))
                .findFirst().map(file -> new Upscaler.Network(stem(file), file, Tiles.USUAL));
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
