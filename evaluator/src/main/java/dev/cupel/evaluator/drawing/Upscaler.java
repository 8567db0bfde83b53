package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.Interpolation;
import dev.cupel.evaluator.picture.Resampling;
import dev.cupel.evaluator.picture.Tiles;
import dev.cupel.merger.checkpoint.FileHash;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** By which means a drawing is enlarged. */
public sealed interface Upscaler {

    /** The web UI's name. */
    String title();

    /** The latents themselves, without a look at the picture. */
    record Latent(Interpolation interpolation) implements Upscaler {

        @Override
        public String title() {
            return interpolation.title();
        }
    }

    /** The picture, by arithmetic. */
    enum Plain implements Upscaler {
        /** Only to the size that is needed, by Lanczos' kernel. */
        NONE("None", Resampling.LANCZOS),
        /** By Lanczos' kernel. */
        LANCZOS("Lanczos", Resampling.LANCZOS),
        /** By the nearest pixel. */
        NEAREST("Nearest", Resampling.NEAREST);

        private final String title;
        private final Resampling resampling;

        Plain(String title, Resampling resampling) {
            this.title = title;
            this.resampling = resampling;
        }

        @Override
        public String title() {
            return title;
        }

        Resampling resampling() {
            return resampling;
        }
    }

    /**
     * The picture, by a network.
     *
     * @param title the file's name without the ending
     * @param file  an ESRGAN model
     * @param tiles what it sees at a time
     */
    record Network(String title, Path file, Tiles tiles) implements Upscaler {

        /** Without the file's place, which may change; what it holds is known by its hash. */
        @Override
        public String toString() {
            return "Network[%s, %s, %s]".formatted(title, FileHash.of(file).shortHash(), tiles);
        }
    }

    /** Titles of those that need no file. */
    static Stream<String> titles() {
        return Stream.concat(Arrays.stream(Interpolation.values()).map(Interpolation::title),
                Arrays.stream(Plain.values()).map(Plain::title));
    }

    /** The upscaler of a title that needs no file. */
    static Optional<Upscaler> named(String title) {
        String name = title.strip();
        return Stream.<Upscaler>concat(Arrays.stream(Interpolation.values()).map(Latent::new),
                Arrays.stream(Plain.values())).filter(one -> one.title().equalsIgnoreCase(name)).findFirst();
    }
}
