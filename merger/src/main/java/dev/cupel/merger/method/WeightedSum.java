package dev.cupel.merger.method;

import java.util.List;
import java.util.Optional;

/** {@code (1 - alpha) A + alpha B}. As sd-meh. */
public record WeightedSum() implements Direction {

    @Override
    public String name() {
        return "weighted_sum";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE, Role.TUNED);
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public boolean additive() {
        return false;
    }

    @Override
    public boolean computed() {
        return false;
    }

    @Override
    public Mix mix(Coefficient coefficient) {
        return new Mix((float) (1 - coefficient.alpha()), (float) coefficient.alpha());
    }

    @Override
    public Optional<Terms> terms() {
        return Optional.of(new Terms(Role.TUNED, Optional.empty()));
    }

    @Override
    public float[] direction(Values values) {
        return values.b();
    }
}
