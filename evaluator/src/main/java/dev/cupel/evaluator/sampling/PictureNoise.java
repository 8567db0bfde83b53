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

    private final LatentShape shape;
    private final List<Long> seeds;
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
        this.shape = shape;
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

    private NoiseSource<FloatLatents> paths(float[] sigmas) {
        float last = sigmas[sigmas.length - 1];
        float smallest = last > 0 || sigmas.length == 1 ? last : sigmas[sigmas.length - 2];
        List<BrownianTree> paths = seeds.stream()
                .map(seed -> new BrownianTree(seed, smallest, sigmas[0], shape.count())).toList();
        return (from, to) -> FloatLatents
                .of(paths.stream().map(path -> path.between(from, to)).toArray(float[][]::new));
    }
}
