package dev.cupel.merger.rebasin;

import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.rebasin.Symmetry.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The symmetries of the U-Net: those inside its resnet and transformer blocks, the time embedding, and those channels between
 * blocks that are never joined to others.
 *
 * <p>Left out are the channels that a skip connection carries, and those that it is joined to. The norm after the joint has
 * groups of another size than those before it, some with channels of both sides, so that what may be permuted there is little.
 */
final class UNetSymmetries {

    private static final int HEADS = 8;

    /** Numbers per token that cross-attention reads: later architectures read more, and have other heads. */
    private static final int WIDEST_CONTEXT = 768;

    private final Layers unet;
    private final List<Symmetry> found = new ArrayList<>();

    private UNetSymmetries(Layers unet) {
        this.unet = unet;
    }

    /**
     * Refuses later architectures.
     *
     * @throws MergeException if this is no U-Net of Stable Diffusion 1.x
     */
    static void check(Layers unet) {
        for (String attention : unet.endingWith(".attn2.to_k")) {
            int context = unet.size(attention + ".attn2.to_k", 1);
            if (context > WIDEST_CONTEXT) {
                throw new MergeException(
                        "re-basin knows the networks of Stable Diffusion 1.x, whose cross-attention reads"
                                + " at most %d numbers per token, but this reads %d.".formatted(WIDEST_CONTEXT,
                                        context),
                        "Maybe this is a model of Stable Diffusion 2.x or XL: merge it without.");
            }
        }
    }

    static List<Symmetry> of(Layers unet) {
        UNetSymmetries symmetries = new UNetSymmetries(unet);
        symmetries.time();
        unet.endingWith(".in_layers.2").forEach(symmetries::residual);
        unet.endingWith(".proj_in").forEach(symmetries::transformer);
        for (int i = 0; i < unet.count("output_blocks.", ".0.in_layers.2"); i++) {
            symmetries.stream("output_blocks." + i);
        }
        return symmetries.found;
    }

    private void time() {
        found.add(Units.outOf(unet, "time_embed.0").in("time_embed.2").symmetry(Kind.TIME));
        Units embedding = Units.outOf(unet, "time_embed.2");
        unet.endingWith(".emb_layers.1").forEach(block -> embedding.in(block + ".emb_layers.1"));
        found.add(embedding.symmetry(Kind.TIME));
    }

    private void residual(String block) {
        found.add(Units.outOf(unet, block + ".in_layers.2").out(block + ".emb_layers.1")
                .groupNorm(block + ".out_layers.0").in(block + ".out_layers.3").symmetry(Kind.RESIDUAL));
    }

    private void transformer(String block) {
        String inner = block + ".transformer_blocks.0.";
        found.add(heads(inner + "attn1"));
        found.add(heads(inner + "attn2"));
        found.add(Units.halvesOf(unet, inner + "ff.net.0.proj").in(inner + "ff.net.2").symmetry(Kind.FEED_FORWARD));
        Units tokens = Units.outOf(unet, block + ".proj_in");
        for (String norm : List.of("norm1", "norm2", "norm3")) {
            tokens.out(inner + norm);
        }
        for (String reader : List.of("attn1.to_q", "attn1.to_k", "attn1.to_v", "attn2.to_q", "ff.net.0.proj")) {
            tokens.in(inner + reader);
        }
        for (String writer : List.of("attn1.to_out.0", "attn2.to_out.0", "ff.net.2")) {
            tokens.out(inner + writer);
        }
        found.add(tokens.in(block + ".proj_out").symmetry(Kind.STREAM));
    }

    private Symmetry heads(String attention) {
        Units queryKey = Units.outOf(unet, attention + ".to_q").out(attention + ".to_k");
        Units value = Units.outOf(unet, attention + ".to_v").in(attention + ".to_out.0");
        return new Symmetry(unet.prefix() + attention, Kind.HEAD, HEADS,
                List.of(queryKey.family(HEADS), value.family(HEADS)));
    }

    /** From a resnet block that changes the number of channels to the upsampling, or to the end of the network. */
    private void stream(String block) {
        if (!unet.has(block + ".0.skip_connection")) {
            return;
        }
        Units channels = Units.outOf(unet, block + ".0.out_layers.3").out(block + ".0.skip_connection");
        if (unet.has(block + ".1.proj_in")) {
            channels.groupNorm(block + ".1.norm").in(block + ".1.proj_in").out(block + ".1.proj_out");
        }
        String upsampling = unet.has(block + ".1.proj_in") ? block + ".2.conv" : block + ".1.conv";
        if (unet.has(upsampling)) {
            found.add(channels.in(upsampling).symmetry(Kind.STREAM));
        } else if (block.equals("output_blocks.11")) {
            found.add(channels.groupNorm("out.0").in("out.2").symmetry(Kind.STREAM));
        }
    }
}
