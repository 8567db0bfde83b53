package dev.cupel.merger.method;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code (1 - alpha) A + alpha B} in one component of the model, A elsewhere, or the other way round. As sd-mecha 1.1.5's
 * {@code pick_component(weighted_sum(a, b), component) | a}, and omit_component likewise.
 *
 * @param component which part of the model
 * @param omitted whether all but it is merged
 */
public record PickComponent(Component component, boolean omitted) implements Formula {

    /** A part of a Stable Diffusion 1.x model, as sd-mecha names them. */
    public enum Component {
        /** The U-Net. */
        DIFFUSER("model.diffusion_model."),
        /** The text encoder. */
        CLIP_L("cond_stage_model."),
        /** The autoencoder. */
        VAE("first_stage_model.");

        private final String prefix;

        Component(String prefix) {
            this.prefix = prefix;
        }

        /** The name in recipes. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a tensor of this name is part of it. */
        boolean has(String tensor) {
            return tensor.startsWith(prefix);
        }

        static Component of(String key) {
            return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst().orElseThrow();
        }
    }

    @Override
    public String name() {
        return omitted ? "omit_component" : "pick_component";
    }

    @Override
    public Settings settings() {
        return Settings.of("component", component.key());
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
    public float[] merge(Values values, Coefficient coefficient) {
        if (component.has(values.name()) != omitted) {
            new Mix((float) (1 - coefficient.alpha()), (float) coefficient.alpha()).apply(values.a(), values.b(),
                    values.length());
        }
        return values.a();
    }
}
