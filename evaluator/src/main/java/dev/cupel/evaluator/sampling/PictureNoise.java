package dev.cupel.evaluator.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The noise of a batch of pictures, each from its own seed, so that a picture does not depend on its batch.
 *
 * <p>A picture's stream gives the start noise first and then the steps' noise, unless that comes from a stream of its own
 * (seed + "eta noise seed delta"). Brownian paths hang on the seed alone. The order of draws is AUTOMATIC1111's.
 */
public final class PictureNoise {

    private final RandomSource source;
    private final LatentShape shape;
    private final List<Long> seeds;
    private final long ensd;
    private final List<Normals> streams = new ArrayList<>();
    private final float[][] start;

    /**
     * @param seeds      one a picture
     * @param ensd       eta noise seed delta; 0 for none
     * @param variation  of the start noise
     * @param resizeFrom the shape whose noise is to be in the middle of the start noise
     */
    public PictureNoise(RandomSource source, LatentShape shape, List<Long> seeds, long ensd, Variation variation,
            Optional<LatentShape> resizeFrom) {
        this.source = source;
        this.shape = shape;
        this.ensd = ensd;
        this.seeds = List.copyOf(seeds);
        this.start = new float[seeds.size()][];
        for (int b = 0; b < start.length; b++) {
            long seed = seeds.get(b);
            Normals stream = source.open(seed);
            start[b] = stream.normals(shape.count());
            if (resizeFrom.isPresent()) {
                LatentShape other = resizeFrom.get();
                float[] own = source.open(seed).normals(other.count());
                shape.paste(start[b], varied(source, own, variation, other), other);
            } else {
                start[b] = varied(source, start[b], variation, shape);
            }
            streams.add(ensd == 0 ? stream : source.open(seed + ensd));
        }
    }

    private static float[] varied(RandomSource source, float[] own, Variation variation, LatentShape shape) {
        return variation.strength() == 0
                ? own
                : variation.between(own, source.open(variation.seed()).normals(own.length), shape.height(),
                        shape.width());
    }

    /** Start noise of unit variance, shape (batch, n). */
    public FloatLatents start() {
        return FloatLatents.of(start);
    }

    /**
     * Noise for the steps of a sampler.
     *
     * @param sigmas the levels of its way
     */
    public NoiseSource<FloatLatents> steps(Sampler sampler, float[] sigmas) {
        return sampler.brownian()
                ? paths(sigmas)
                : (from, to) -> FloatLatents.of(
                        streams.stream().map(stream -> stream.normals(shape.count())).toArray(float[][]::new));
    }

    /**
     * Noise with which pictures are encoded: always PyTorch's of a processor, afresh from the seed.
     *
     * @param count numbers of each picture
     */
    public float[][] forEncoding(int count) {
        return seeds.stream().map(seed -> new TorchRandom(seed).normals(count)).toArray(float[][]::new);
    }

    /**
     * The same after these pictures were drawn, as the web UI had it up to 1.5: the stream that the sampler drew from goes
     * on. Streams of a graphics card leave the processor's where the seed puts it.
     *
     * @param steps  of the sampler; a stream of their own has noise for each of them, needed or not
     * @param unused draws that the web UI's sampler makes and ours does not
     * @param count  numbers of each picture
     */
    public float[][] forEncodingAfter(int steps, int unused, int count) {
        float[][] noise = new float[seeds.size()][];
        for (int b = 0; b < noise.length; b++) {
            Normals stream = source == RandomSource.CPU && ensd == 0
                    ? streams.get(b)
                    : new TorchRandom(seeds.get(b) + ensd);
            int skipped = source != RandomSource.CPU ? 0 : ensd == 0 ? unused : steps;
            for (int i = 0; i < skipped; i++) {
                stream.normals(shape.count());
            }
            noise[b] = stream.normals(count);
        }
        return noise;
    }

    private NoiseSource<FloatLatents> paths(float[] sigmas) {
        float last = sigmas[sigmas.length - 1];
        float smallest = last > 0 || sigmas.length == 1 ? last : sigmas[sigmas.length - 2];
        List<BrownianTree> paths = seeds.stream()
                .map(seed -> new BrownianTree(seed, smallest, sigmas[0], shape.count())).toList();
        return (from, to) -> FloatLatents
                .of(paths.stream().map(path -> path.between(from, to)).toArray(float[][]::new));
    }
}
