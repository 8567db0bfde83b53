package dev.cupel.optimizer.experiment;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Selector;
import dev.cupel.optimizer.search.Belief;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code merge} section of an experiment: method, alpha and beta with their weights, scope, VAE, precision. */
final class MergeSection {

    private final Section section;

    MergeSection(Section section) {
        this.section = section;
    }

    MergeSpace read() {
        MergeMethod method = new MethodSection(section).read();
        List<Belief> beliefs = new ArrayList<>();
        StrengthSpace alpha = new WeightSection(section, "alpha", "", beliefs).read(1);
        StrengthSpace beta = new WeightSection(section, "beta", "beta_", beliefs).read(0);
        requireBeta(method);
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
        section.finish();
        MergeSpace space = new MergeSpace(method, alpha, beta, scope, clip, adjustment, vae, precision, beliefs);
        if (space.axes().isEmpty()) {
            section.problem("alpha", "nothing is searched: alpha and all block weights are fixed",
                    "Give a range, for instance \"alpha: [0.0, 1.5]\".");
        }
        return space;
    }

    private void requireBeta(MergeMethod method) {
        for (String key : List.of("beta", "beta_blocks", "beta_preset", "beta_elements")) {
            if (section.has(key) && !method.hasBeta()) {
                section.problem(key, "is given, but the method " + method.name() + " does not use beta", "Remove it.");
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
