package dev.cupel.merger;

import java.nio.file.Path;

/** Where the miniature's files are, for tests; they run in the module's folder. */
public final class Miniature {

    public static final Path FOLDER = Path.of("..", "configs", "miniature");
    public static final Path V1_4 = FOLDER.resolve("mini-v1-4.ckpt");
    public static final Path ANIME = FOLDER.resolve("mini-anime.safetensors");
    public static final Path V1_5 = FOLDER.resolve("mini-v1-5.safetensors");
    public static final Path SEPIA = FOLDER.resolve("loras/sepia.safetensors");
    public static final Path KAT = FOLDER.resolve("loras/kat.safetensors");
    public static final Path EMBEDDING = FOLDER.resolve("embeddings/bad.pt");
    public static final Path UPSCALER = FOLDER.resolve("upscalers/4x-MiniSharp.pth");
    public static final Path CLIP = FOLDER.resolve("clip/model.safetensors");

    private Miniature() {}
}
