package dev.cupel.merger.method;

import java.util.List;

/**
 * {@code alpha A}, but for tensors whose name has to_out, proj_out or norm, and where alpha is 0: those stay. As SuperMerger's self.
 */
public record SelfScaled() implements Formula {

    @Override
    public String name() {
        return "self";
    }

    @Override
    public List<Role> roles() {
        return List.of(Role.NEW_BASE);
    }

    @Override
    public boolean pointwise() {
        return true;
    }

    @Override
    public float[] merge(Values values, Coefficient coefficient) {
        return coefficient.alpha() == 0 || isKept(values.name())
                ? values.a()
                : new Scale().merge(values, coefficient);
    }

    /** Tensors that scale what is added to the main path, or normalise: changing them would change much at once. */
    static boolean isKept(String name) {
        return name.contains("to_out") || name.contains("proj_out") || name.contains("norm");
    }
}
