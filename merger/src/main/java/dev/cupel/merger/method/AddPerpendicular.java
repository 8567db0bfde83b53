package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code A + alpha (dB - dA (dA.dB) / (dA.dA))}, dA = A - C, dB = B - C, of whole tensors: of what the tuned model learned, only
 * what the new base did not. As sd-mecha 1.1.5; sd-meh has it as pull request 46.
 *
 * <p>Where A is C the result is A, in both programs.
 */
public record AddPerpendicular() implements Direction {

    @Override
    public String name() {
        return "add_perpendicular";
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
        List<float[]> deltas = values.deltas();
        return PerpendicularComponent.of(deltas.get(0), deltas.get(1), values.length());
    }
}
