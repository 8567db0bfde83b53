package dev.cupel.merger.rebasin;

import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.rebasin.Symmetry.Family;
import dev.cupel.merger.rebasin.Symmetry.Kind;
import dev.cupel.merger.rebasin.Symmetry.Place;
import java.util.ArrayList;
import java.util.List;

/** Collects the places of a family of units, layer by layer. */
final class Units {

    /** Groups of every group norm of Stable Diffusion. */
    static final int NORM_GROUPS = 32;

    /** More than any layer of Stable Diffusion 1.x has; their gains take 2 GB. */
    private static final int MOST = 16_384;

    private final Layers layers;
    private final String name;
    private final int size;
    private final List<Place> places = new ArrayList<>();
    private boolean normed;

    private Units(Layers layers, String name, int size) {
        if (size > MOST) {
            throw new MergeException("layer '%s' must have at most %d units, but has %d.".formatted(name, MOST, size),
                    "Maybe this is a model of another architecture.");
        }
        this.layers = layers;
        this.name = name;
        this.size = size;
    }

    /** The outputs of a layer. */
    static Units outOf(Layers layers, String layer) {
        return new Units(layers, layers.prefix() + layer, layers.size(layer, 0)).out(layer);
    }

    /** The inputs of a layer. */
    static Units into(Layers layers, String layer) {
        return new Units(layers, layers.prefix() + layer, layers.size(layer, 1)).in(layer);
    }

    /** The two halves of the outputs of a gated layer: unit i is output i of both. */
    static Units halvesOf(Layers layers, String layer) {
        int all = layers.size(layer, 0);
        Units units = new Units(layers, layers.prefix() + layer, all / 2);
        units.check(layer, all, 2 * units.size);
        units.outputs(layer, 0, all);
        units.outputs(layer, units.size, all);
        return units;
    }

    /** Adds the outputs of a layer, its bias included; of a norm over all units, the weights. */
    Units out(String layer) {
        check(layer, layers.size(layer, 0), size);
        outputs(layer, 0, size);
        return this;
    }

    private void outputs(String layer, int first, int all) {
        String tensor = layers.prefix() + layer;
        places.add(new Place(tensor + ".weight", 0, first));
        if (layers.shapes().containsKey(tensor + ".bias")) {
            check(layer + ".bias", layers.tensorSize(layer + ".bias", 0), all);
            places.add(new Place(tensor + ".bias", 0, first));
        }
    }

    /** Adds a group norm: units then stay together with those of their group. */
    Units groupNorm(String layer) {
        normed = true;
        return out(layer);
    }

    /** Adds the inputs of a layer. */
    Units in(String layer) {
        return in(layers, layer);
    }

    /** Adds the inputs of a layer of another network. */
    Units in(Layers other, String layer) {
        check(layer, other.size(layer, 1), size);
        places.add(new Place(other.prefix() + layer + ".weight", 1, 0));
        return this;
    }

    private void check(String layer, int actual, int expected) {
        if (actual != expected) {
            throw new MergeException("layer '%s' must have %d units as its neighbours have, but has %d."
                    .formatted(layer, expected, actual), "Maybe this is a model of another architecture.");
        }
    }

    /** The family of these units in groups. */
    Family family(int groups) {
        if (size % groups != 0) {
            throw new MergeException("the %d units of '%s' must be in %d groups of equal size."
                    .formatted(size, name, groups), "Maybe this is a model of another architecture.");
        }
        return new Family(size / groups, places);
    }

    /** The symmetry of these units alone, in groups where there is a group norm. */
    Symmetry symmetry(Kind kind) {
        int groups = normed ? NORM_GROUPS : 1;
        return new Symmetry(name, kind, groups, List.of(family(groups)));
    }
}
