package dev.cupel.merger.recipe;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.Scope;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One merge of a recipe.
 *
 * @param method the formula with its settings
 * @param models what is merged, one for each role that the method and the autoencoder need, and further ones
 * @param coefficients alpha and beta with the weights of the tensors
 * @param scope which tensors are merged; the others are the new base's
 * @param clip limits of what is merged
 * @param adjustment small changes of the first and last layers after the merge
 * @param vae where the autoencoder comes from
 * @param precision what values are rounded to; {@link Precision#FP32} leaves them as the float32 arithmetic makes them
 */
public record Node(MergeMethod method, Map<Role, Source> models, Coefficients coefficients, Scope scope, Clip clip,
        Adjustment adjustment, VaeChoice vae, Precision precision) {

    /**
     * Copies the models.
     *
     * @throws InvalidRecipeException if a model is missing, or one is given that nothing needs
     */
    public Node {
        Set<Role> needed = new TreeSet<>(method.roles());
        vae.role().ifPresent(needed::add);
        Set<Role> given = new TreeSet<>(models.keySet());
        if (method.takesMore()) {
            models.keySet().stream().filter(Role::further).forEach(role -> addWithThoseBefore(role, needed));
        }
        if (!given.equals(needed)) {
            throw new InvalidRecipeException("a merge by %s with vae %s needs the models %s%s, but there are %s."
                    .formatted(method.name(), vae.key(), keys(needed),
                            method.takesMore() ? " and any number of further ones" : "", keys(given)),
                    "Maybe a model is missing, or one too many is given.");
        }
        models = Collections.unmodifiableMap(new TreeMap<>(models));
    }

    /** Without limits or changes. */
    public Node(MergeMethod method, Map<Role, Source> models, Coefficients coefficients, Scope scope, VaeChoice vae,
            Precision precision) {
        this(method, models, coefficients, scope, Clip.NONE, Adjustment.NONE, vae, precision);
    }

    /** Further models have numbers without gaps. */
    private static void addWithThoseBefore(Role last, Set<Role> roles) {
        for (int number = 1; Role.more(number).compareTo(last) <= 0; number++) {
            roles.add(Role.more(number));
        }
    }

    private static String keys(Set<Role> roles) {
        return roles.stream().map(Role::key).collect(Collectors.joining(", "));
    }

    /** The same with other models in the same roles. */
    Node withModels(UnaryOperator<Source> change) {
        Map<Role, Source> changed = new TreeMap<>();
        models.forEach((role, model) -> changed.put(role, change.apply(model)));
        return new Node(method, changed, coefficients, scope, clip, adjustment, vae, precision);
    }
}
