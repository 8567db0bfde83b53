package dev.cupel.merger.method;

import dev.cupel.merger.numeric.GaussianFilter;
import dev.cupel.merger.numeric.MedianFilter;
import java.util.List;

/**
 * {@code A + alpha G(M(B - C))}: the smoothed difference. M is the median over each place and its neighbours, G the Gaussian of
 * deviation 1, both over all dimensions of the tensor, its channels too. As SuperMerger's smoothAdd.
 *
 * <p>The difference is float32; SuperMerger first rounds it to the type of B's file.
 */
public record SmoothAdd() implements Direction {

    @Override
    public String name() {
        return "smooth_add";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean pointwise() {
        return false;
    }

    @Override
    public float[] direction(Values values) {
        float[] b = values.b();
        float[] c = values.c();
        for (int i = 0; i < values.length(); i++) {
            b[i] -= c[i];
        }
        float[] smooth = MedianFilter.apply(b, values.shape());
        GaussianFilter.apply(smooth, values.shape());
        return smooth;
    }
}
