package dev.cupel.merger.live;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A model of which a part is another's: its autoencoder, for example. Both must stay open as long as this is used.
 *
 * @param model the model
 * @param part  what starts the names of what is not taken from it, such as {@code first_stage_model.}
 * @param other has what is taken instead, and nothing else that counts
 */
public record OverlaidWeights(Weights model, String part, Weights other) implements Weights {

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(model.names());
        names.removeIf(name -> name.startsWith(part));
        other.names().stream().filter(name -> name.startsWith(part)).forEach(names::add);
        return Collections.unmodifiableSet(names);
    }

    @Override
    public long[] shape(String name) {
        return of(name).shape(name);
    }

    @Override
    public MemorySegment data(String name) {
        return of(name).data(name);
    }

    @Override
    public long version(String name) {
        return of(name).version(name);
    }

    private Weights of(String name) {
        return name.startsWith(part) ? other : model;
    }
}
