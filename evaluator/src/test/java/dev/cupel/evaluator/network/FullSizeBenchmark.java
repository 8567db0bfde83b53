package dev.cupel.evaluator.network;

import com.sun.management.OperatingSystemMXBean;
import dev.cupel.evaluator.prompt.Chunk;
import dev.cupel.merger.live.LoadedWeights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the networks of a checkpoint of full size and says what they cost; {@code benchmarks/draw.sh} does the same with
 * diffusers in turns. Not a test: run {@code main} with the test class path.
 *
 * <p>Arguments: the checkpoint, threads of the engine. Each line of the input asks for a measurement,
 * {@code text PRECISION}, {@code unet PRECISION BATCH SIDE} or {@code decode PRECISION BATCH SIDE} (side in pixels), and then
 * {@code > FILE} for its result as float32 numbers. The answer is a line of seconds, seconds of all threads' processor time, and
 * the most resident memory in MiB.
 */
final class FullSizeBenchmark {

    private final Compute compute;
    private final LoadedWeights weights;
    private final Map<Compute.Precision, DeviceWeights> shown = new EnumMap<>(Compute.Precision.class);

    private FullSizeBenchmark(Compute compute, LoadedWeights weights) {
        this.compute = compute;
        this.weights = weights;
    }

    public static void main(String[] arguments) throws IOException {
        try (Compute compute = Compute.open(Compute.Device.CPU, 1, Integer.parseInt(arguments[1]));
                LoadedWeights weights = LoadedWeights.open(Path.of(arguments[0]), false)) {
            FullSizeBenchmark benchmark = new FullSizeBenchmark(compute, weights);
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
            System.out.println("ready");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                benchmark.answer(line.split(" +"));
            }
            benchmark.shown.values().forEach(DeviceWeights::close);
        }
    }

    private interface Work {
        float[] run();
    }

    private void answer(String[] words) throws IOException {
        DeviceWeights device = shown.computeIfAbsent(Compute.Precision.valueOf(words[1].toUpperCase(Locale.ROOT)),
                precision -> DeviceWeights.open(compute.in(precision), weights));
        TextEncoder encoder = new TextEncoder(device);
        if (words[0].equals("text")) {
            measure(words, () -> joined(encoder.states(chunks(2), 1)));
            return;
        }
        int batch = Integer.parseInt(words[2]);
        int side = Integer.parseInt(words[3]) / Autoencoder.FACTOR;
        float[] latents = new float[batch * UNet.CHANNELS * side * side];
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) Math.sin(i);
        }
        if (words[0].equals("decode")) {
            measure(words, () -> joined(new Autoencoder(device).decode(latents, side, side)));
            return;
        }
        UNet unet = new UNet(device);
        try (UNet.Condition condition = unet.condition(encoder.states(chunks(batch), 1))) {
            measure(words, () -> unet.noise(condition, latents, side, side, 500));
        }
    }

    private static void measure(String[] words, Work work) throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // forgets the peak of memory
        long cpu = cpu();
        long start = System.nanoTime();
        float[] result = work.run();
        System.out.printf(Locale.ROOT, "%.3f %.3f %d%n", (System.nanoTime() - start) / 1e9, (cpu() - cpu) / 1e9,
                peak());
        ByteBuffer bytes = ByteBuffer.allocate(result.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(result);
        Files.write(Path.of(words[words.length - 1]), bytes.array());
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
    }

    /** Texts of tokens that repeat nowhere. */
    private static List<Chunk> chunks(int count) {
        Chunk[] chunks = new Chunk[count];
        for (int c = 0; c < count; c++) {
            int[] ids = new int[Chunk.LENGTH];
            Arrays.setAll(ids, i -> 7 * i + 1);
            ids[0] = 49406 + c % 2;
            float[] emphasis = new float[Chunk.LENGTH];
            Arrays.fill(emphasis, 1);
            chunks[c] = new Chunk(ids, emphasis);
        }
        return List.of(chunks);
    }

    private static float[] joined(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }
}
