package dev.cupel.optimizer.experiment;

import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Selector;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.space.Constraint;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code merge} section of an experiment: method, alpha and beta with their weights, scope, VAE, precision. */
final class MergeSection {

    private final Section section;

    MergeSection(Section section) {
        this.section = section;
    }

    MergeSpace read() {
        List<Belief> beliefs = new ArrayList<>();
        MethodSpace methods = new MethodSection(section, beliefs).read();
        StrengthSpace alpha = new WeightSection(section, "alpha", "", beliefs).read(1);
        StrengthSpace beta = new WeightSection(section, "beta", "beta_", beliefs).read(0);
        requireBeta(methods);
        Scope scope = new Scope(selectors("include"), selectors("exclude"));
        Clip clip = section.made("clip", Clip.NONE, Clip::parse);
        Adjustment adjustment = section.made("adjust", Adjustment.NONE, Adjustment::parse);
        VaeChoice vae = section.choice("vae", VaeChoice.NEW_BASE, ExperimentFile.VAES);
        if (vae != VaeChoice.MERGED && (alpha.parts().containsKey(Part.VAE) || beta.parts().containsKey(Part.VAE))) {
            section.problem("vae",
                    "VAE has a weight among the blocks, but vae is " + vae.key() + ", so that it is not merged",
                    "Write \"vae: merged\", or remove the weight.");
        }
        Precision precision = section.choice("precision", Precision.FP16, ExperimentFile.PRECISIONS);
        MergeSpace free = new MergeSpace(methods, alpha, beta, List.of(), scope, clip, adjustment, vae, precision,
                beliefs);
        if (free.axes().isEmpty()) {
            section.problem("alpha", "nothing is searched: alpha and all block weights are fixed",
                    "Give a range, for instance \"alpha: [0.0, 1.5]\".");
        }
        MergeSpace space = new MergeSpace(methods, alpha, beta, constraints(free), scope, clip, adjustment, vae,
                precision, beliefs);
        section.finish();
        return space;
    }

    /** What must hold of sums; none if that leaves nothing to search. */
    private List<Constraint> constraints(MergeSpace free) {
        List<Constraint> constraints = new ConstraintSection(section, free.axes(), fixed(free)).read();
        try {
            if (!constraints.isEmpty() && !free.axes().isEmpty()) {
                new Space(free.axes(), free.space().conditions(), constraints);
            }
            return constraints;
        } catch (InvalidSpaceException e) {
            section.problem(ConstraintSection.KEY, e);
            return List.of();
        }
    }

    /** Weights that are no axes, by what they are called: those that are fixed, and blocks that share an axis. */
    private static Map<String, Weight> fixed(MergeSpace space) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        weights.put("alpha", space.alpha().value());
        weights.put("beta", space.beta().value());
        space.alpha().blocks().forEach((block, blend) -> single(block.name(), blend, weights));
        space.alpha().parts().forEach((part, blend) -> single(part.name(), blend, weights));
        return weights;
    }

    private static void single(String name, Blend blend, Map<String, Weight> weights) {
        if (blend.shares().isEmpty()) {
            weights.put(name, Weight.fixed(0));
        } else if (blend.shares().size() == 1 && blend.shares().getFirst().factor() == 1) {
            weights.put(name, blend.shares().getFirst().weight());
        }
    }

    private void requireBeta(MethodSpace methods) {
        for (String key : List.of("beta", "beta_blocks", "beta_preset", "beta_elements")) {
            if (section.has(key) && methods.withBeta().isEmpty()) {
                section.problem(key, methods.choices().size() == 1
                        ? "is given, but the method " + methods.names() + " does not use beta"
                        : "is given, but none of the methods " + methods.names() + " uses beta", "Remove it.");
            }
        }
    }

    private List<Selector> selectors(String key) {
        List<Selector> selectors = new ArrayList<>();
        for (String text : section.texts(key)) {
            try {
                selectors.add(Selector.parse(text));
            } catch (IllegalArgumentException e) {
                section.problem(key, e);
            }
        }
        return selectors;
    }
}
