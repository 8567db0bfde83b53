package dev.cupel.merger.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle describes, as far as a tensor file may: plain values, containers, and inert stand-ins for the few objects
 * that belong to torch. Nothing here does anything.
 */
sealed interface PickleValue {

    /** Python's None. */
    record None() implements PickleValue {}

    /** True or False. */
    record Truth(boolean value) implements PickleValue {}

    /** A whole number of any size. */
    record Whole(BigInteger value) implements PickleValue {}

    /** A floating-point number. */
    record Real(double value) implements PickleValue {}

    /** A text, or the bytes of an old one. */
    record Text(String value) implements PickleValue {}

    /** A tuple. */
    record Tuple(List<PickleValue> items) implements PickleValue {
        public Tuple {
            items = List.copyOf(items);
        }
    }

    /** A list. Not a record: it may contain itself, and must not be hashed or compared by content. */
    final class Sequence implements PickleValue {
        final List<PickleValue> items = new ArrayList<>();
    }

    /** A dictionary of which only the entries with a text as key are kept. Not a record, as {@link Sequence}. */
    final class Dictionary implements PickleValue {
        final Map<String, PickleValue> entries = new LinkedHashMap<>();
    }

    /** The name of a Python class or function, from the closed list of {@link PickleSymbols}. */
    record Symbol(String module, String name) implements PickleValue {
        @Override
        public String toString() {
            return module + " " + name;
        }
    }

    /**
     * A run of numbers kept outside of the pickle.
     *
     * @param key its name in the file
     * @param dtype the type of its elements
     * @param count how many elements the whole run has
     * @param first where in the run this view of it starts, in elements (0 but in old files)
     */
    record Storage(String key, DType dtype, long count, long first) implements PickleValue {}

    /**
     * A tensor over a storage.
     *
     * @param storage where its elements are
     * @param offset place of its first element in the storage
     * @param shape sizes of the dimensions
     * @param strides distances between neighbours in each dimension, in elements
     * @param at where the pickle made it, in bytes, for messages
     */
    record View(Storage storage, long offset, long[] shape, long[] strides, long at) implements PickleValue {}

    /** An object that is not understood and need not be, because no weights are in it. */
    record Opaque(String what) implements PickleValue {}

    /** What the value is, for messages. */
    default String kind() {
        return switch (this) {
            case None ignored -> "None";
            case Truth ignored -> "a truth value";
            case Whole ignored -> "a whole number";
            case Real ignored -> "a number";
            case Text ignored -> "a text";
            case Tuple ignored -> "a tuple";
            case Sequence ignored -> "a list";
            case Dictionary ignored -> "a dictionary";
            case Symbol symbol -> "the name '" + symbol + "'";
            case Storage ignored -> "a storage";
            case View ignored -> "a tensor";
            case Opaque opaque -> "an object '" + opaque.what() + "'";
        };
    }
}
