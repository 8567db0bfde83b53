package dev.cupel.merger.rebasin;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Units of a network that may change places without a change of what it computes.
 *
 * <p>The units are in groups of equal size, as the channels of a group norm or of an attention head are. Groups change places
 * as wholes, and units within their group; without groups there is one that has all units.
 *
 * @param name     the layers between which the units are, in the original's names
 * @param kind     what the units are
 * @param groups   how many groups, at least 1
 * @param families units that are in the same groups but change places in them independently: the channels of an attention head
 *                 that queries and keys share, and those of its values
 */
record Symmetry(String name, Kind kind, int groups, List<Family> families) {

    /** What the units of a symmetry are. */
    enum Kind {
        RESIDUAL("channels inside resnet blocks"), HEAD("attention heads and their channels"), FEED_FORWARD(
                "feed-forward units"), TIME("time embedding"), STREAM("channels between blocks");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The kind in words. */
        String text() {
            return text;
        }
    }

    /**
     * Units, and where they are.
     *
     * @param groupSize how many there are in each group
     * @param places    the axes along which they lie
     */
    record Family(int groupSize, List<Place> places) {
        Family {
            places = List.copyOf(places);
        }
    }

    /**
     * A stretch of a tensor's axis with one slice for each unit of a family, in their order.
     *
     * @param axis  0 for outputs, norms and biases; 1 for inputs
     * @param first index of the first unit's slice
     */
    record Place(String tensor, int axis, int first) {}

    Symmetry {
        families = List.copyOf(families);
    }

    /** How many units a family has. */
    int size(Family family) {
        return groups * family.groupSize();
    }

    /** How many units there are. */
    int units() {
        return families.stream().mapToInt(this::size).sum();
    }

    /** How many permutations the symmetry consists of: of its groups, and in each group of each family. */
    int permutations() {
        int within = families.stream().mapToInt(family -> family.groupSize() > 1 ? groups : 0).sum();
        return (groups > 1 ? 1 : 0) + within;
    }

    /** The network that the units are in; of the text encoder's stream, the one that it starts in. */
    Part part() {
        String first = families.getFirst().places().getFirst().tensor();
        return Arrays.stream(Part.values()).filter(part -> first.startsWith(part.prefix())).findFirst().orElseThrow();
    }

    /** The places of all families. */
    Stream<Place> places() {
        return families.stream().flatMap(family -> family.places().stream());
    }

    /** The names of the tensors that it touches; those that it touches twice come twice. */
    Stream<String> tensors() {
        return places().map(Place::tensor);
    }
}
