package dev.cupel.evaluator.network;

import dev.cupel.evaluator.prompt.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the networks at the size of Stable Diffusion 1.5 with random weights: seconds and peak memory of one step at
 * 512 x 512 pixels with guidance. Not a test: run {@code main} with the test class path (about 8 GB of memory).
 *
 * <p>Arguments: threads of the engine (default 2), pixels of a side (default 512).
 */
final class FullSizeBenchmark {

    private FullSizeBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        int side = (arguments.length > 1 ? Integer.parseInt(arguments[1]) : 512) / Autoencoder.FACTOR;
        try (Compute compute = Compute.open(Compute.Device.CPU, 1, threads);
                FullSizeWeights weights = new FullSizeWeights()) {
            System.out.printf("U-Net %,d  autoencoder %,d  text encoder %,d parameters; %s%n",
                    weights.count("model.diffusion_model."), weights.count("first_stage_model."),
                    weights.count("cond_stage_model."), memory());
            try (DeviceWeights device = DeviceWeights.open(compute, weights)) {
                draw(device, side);
            }
        }
    }

    private static void draw(DeviceWeights device, int side) throws IOException {
        int[] ids = new int[Chunk.LENGTH];
        float[] emphasis = new float[Chunk.LENGTH];
        Arrays.fill(emphasis, 1);
        Chunk chunk = new Chunk(ids, emphasis);
        TextEncoder encoder = new TextEncoder(device);
        float[][] text = new float[2][];
        for (int run = 0; run < 2; run++) {
            text = timed("text encoder, 2 chunks", () -> encoder.states(List.of(chunk, chunk), 1));
        }
        UNet unet = new UNet(device);
        float[] latents = new float[2 * UNet.CHANNELS * side * side];
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) Math.sin(i);
        }
        try (UNet.Condition condition = unet.condition(text)) {
            for (int run = 0; run < 2; run++) {
                timed("U-Net, one step with guidance (batch of 2)",
                        () -> unet.noise(condition, latents, side, side, 500));
            }
        }
        timed("decoding one picture",
                () -> new Autoencoder(device).decode(Arrays.copyOf(latents, latents.length / 2), side, side));
    }

    private interface Work<T> {
        T run();
    }

    private static <T> T timed(String what, Work<T> work) throws IOException {
        long start = System.nanoTime();
        T result = work.run();
        System.out.printf("%s: %.2f s; %s%n", what, (System.nanoTime() - start) / 1e9, memory());
        return result;
    }

    private static String memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("\\s+", " ")).reduce((a, b) -> a + ", " + b)
                .orElse("no /proc/self/status");
    }
}
