package dev.cupel.merger.rebasin;

import dev.cupel.merger.rebasin.Symmetry.Kind;
import java.util.ArrayList;
import java.util.List;

/** The symmetries of the autoencoder: those inside its blocks, and all channels between them. */
final class AutoencoderSymmetries {

    private static final String[] MIDDLE = {"mid.block_1", "mid.attn_1", "mid.block_2"};

    private final Layers half;
    private final List<Symmetry> found = new ArrayList<>();
    private Units stream;

    private AutoencoderSymmetries(Layers half) {
        this.half = half;
        this.stream = Units.outOf(half, "conv_in");
    }

    static List<Symmetry> of(Layers vae) {
        List<Symmetry> all = new ArrayList<>();
        all.add(code(vae, vae.under("encoder."), "conv_out", vae, "quant_conv"));
        all.add(code(vae, vae, "post_quant_conv", vae.under("decoder."), "conv_in"));
        all.addAll(new AutoencoderSymmetries(vae.under("encoder.")).encoder());
        all.addAll(new AutoencoderSymmetries(vae.under("decoder.")).decoder());
        return all;
    }

    /** The few numbers per cell between two layers that follow one another. */
    private static Symmetry code(Layers vae, Layers from, String writer, Layers to, String reader) {
        return Units.outOf(from, writer).in(to, reader).symmetry(Kind.STREAM);
    }

    private List<Symmetry> encoder() {
        for (int level = 0; level < half.count("down.", ".block.0.conv1"); level++) {
            level("down." + level, ".downsample.conv");
        }
        middle();
        end();
        return found;
    }

    private List<Symmetry> decoder() {
        middle();
        for (int level = half.count("up.", ".block.0.conv1") - 1; level >= 0; level--) {
            level("up." + level, ".upsample.conv");
        }
        end();
        return found;
    }

    private void level(String level, String resampling) {
        for (int block = 0; block < half.count(level + ".block.", ".conv1"); block++) {
            residual(level + ".block." + block);
        }
        if (half.has(level + resampling)) {
            startAfter(level + resampling);
        }
    }

    private void middle() {
        residual(MIDDLE[0]);
        attention(MIDDLE[1]);
        residual(MIDDLE[2]);
    }

    private void end() {
        found.add(stream.groupNorm("norm_out").in("conv_out").symmetry(Kind.STREAM));
    }

    /** Ends the stream in a layer, and starts another with its outputs. */
    private void startAfter(String layer) {
        found.add(stream.in(layer).symmetry(Kind.STREAM));
        stream = Units.outOf(half, layer);
    }

    private void residual(String block) {
        found.add(Units.outOf(half, block + ".conv1").groupNorm(block + ".norm2").in(block + ".conv2")
                .symmetry(Kind.RESIDUAL));
        stream.groupNorm(block + ".norm1").in(block + ".conv1");
        if (half.has(block + ".nin_shortcut")) {
            startAfter(block + ".nin_shortcut");
        }
        stream.out(block + ".conv2");
    }

    /** One head; a symmetry of two families in one group. */
    private void attention(String block) {
        Units queryKey = Units.outOf(half, block + ".q").out(block + ".k");
        Units value = Units.outOf(half, block + ".v").in(block + ".proj_out");
        found.add(new Symmetry(half.prefix() + block, Kind.HEAD, 1, List.of(queryKey.family(1), value.family(1))));
        stream.groupNorm(block + ".norm").in(block + ".q").in(block + ".k").in(block + ".v").out(block + ".proj_out");
    }
}
