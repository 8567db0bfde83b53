package dev.cupel.merger.plan;

import dev.cupel.merger.method.Role;

import java.util.Locale;
import java.util.Optional;

/** Where the merged model's autoencoder comes from. */
public enum VaeChoice {
    NEW_BASE, TUNED, OLD_BASE,
    /** Merged as all else, with the weight of BASE. */
    MERGED;

    /** The name in recipes and on the command line, for example {@code new_base}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The model whose autoencoder is taken whole; empty if it is merged. */
    public Optional<Role> role() {
        return switch (this) {
            case NEW_BASE -> Optional.of(Role.NEW_BASE);
            case TUNED -> Optional.of(Role.TUNED);
            case OLD_BASE -> Optional.of(Role.OLD_BASE);
            case MERGED -> Optional.empty();
        };
    }
}
