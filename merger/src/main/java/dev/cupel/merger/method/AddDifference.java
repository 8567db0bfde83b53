package dev.cupel.merger.method;

import java.util.List;
import java.util.Optional;

/** {@code A + alpha (B - C)}: what the tuned model learned on the old base, added to the new base. As sd-meh. */
public record AddDifference() implements Direction {

    @Override
    public String name() {
        return "add_difference";
    }

    @Override
    public List<Role> roles() {
        return Role.NAMED;
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public Optional<Terms> terms() {
        return Optional.of(new Terms(Role.TUNED, Optional.of(Role.OLD_BASE)));
    }

    @Override
    public float[] direction(Values values) {
        float[] b = values.b();
        float[] c = values.c();
        for (int i = 0; i < values.length(); i++) {
            b[i] = b[i] - c[i];
        }
        return b;
    }
}
