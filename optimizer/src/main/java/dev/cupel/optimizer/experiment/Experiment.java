package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.merger.method.Role;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An experiment file, read and checked. Paths are absolute; defaults are filled in.
 *
 * @param file       where it was read
 * @param name       a short name; the results go into {@code output/name}
 * @param seed       the seed of everything random in the search
 * @param models     the models and what belongs to them
 * @param merge      what is searched
 * @param suite      what is drawn
 * @param generation how it is drawn
 * @param batch      how many pictures are drawn together
 * @param loras      LoRAs that the result should carry, by the name that the suite uses
 * @param objectives the weight of each objective in the total score, more than 0
 * @param limits     what must hold of objectives, by their keys
 * @param search     how long and how to search
 * @param device     where to compute
 * @param output     the folder for results
 */
public record Experiment(Path file, String name, long seed, Models models, MergeSpace merge, Suite suite,
        GenerationSettings generation, int batch, Map<String, LoraFile> loras, Map<Objective, Double> objectives,
        List<Limit> limits, SearchPlan search, Device device, Path output) {

    /** Copies the maps. */
    public Experiment {
        // in an order that is the same in each run, as Map.copyOf is not
        loras = Collections.unmodifiableMap(new LinkedHashMap<>(loras));
        objectives = Collections.unmodifiableMap(new TreeMap<>(objectives));
        limits = List.copyOf(limits);
    }

    /**
     * Reads an experiment file.
     *
     * @throws InvalidExperimentException with all problems of the file, and of the files that it names
     */
    public static Experiment read(Path file) {
        return ExperimentFile.read(file);
    }

    /** The folder of this experiment's results. */
    public Path folder() {
        return output.resolve(name);
    }

    /** The same experiment with another number of trials. */
    public Experiment withTrials(int trials) {
        return with(seed, search.withTrials(trials),
                output);
    }

    /** The same experiment with another search seed. */
    public Experiment withSeed(long newSeed) {
        return with(newSeed, search, output);
    }

    /** The same experiment with its results in another folder. */
    public Experiment withOutput(Path newOutput) {
        return with(seed, search, newOutput);
    }

    private Experiment with(long newSeed, SearchPlan newSearch, Path newOutput) {
        return new Experiment(file, name, newSeed, models, merge, suite, generation, batch, loras, objectives,
                limits, newSearch,
                device, newOutput);
    }

    /**
     * The files of the models.
     *
     * @param files     the models by role, each a checkpoint or a recipe
     * @param ema       whether to take the EMA weights where a file has them
     * @param tokenizer folder with vocab.json and merges.txt, or CLIP's bpe file
     * @param clip      folder of the CLIP that scores, as transformers writes it
     * @param vae       file of an autoencoder to draw with instead of the models' own, if there is one
     * @param embeddings folder of the textual inversions that prompts may name, if there are any
     */
    public record Models(Map<Role, Path> files, boolean ema, Path tokenizer, Path clip, Optional<Path> vae,
            Optional<Path> embeddings) {

        /** Copies the map. */
        public Models {
            files = Collections.unmodifiableMap(new TreeMap<>(files));
        }
    }

    /**
     * A LoRA of the suite.
     *
     * @param file   the file
     * @param weight its multiplier, usually 0.5 to 1
     * @param trigger the words that wake it
     */
    public record LoraFile(Path file, double weight, String trigger) {}

    /**
     * How to search.
     *
     * @param trials  how many trials, those with uniform alpha included
     * @param time    when to stop at the latest; the trial that is running is finished
     * @param method  how points are chosen
     * @param initial how many points of the space are tried before the model proposes any
     * @param uniform uniform alphas that are tried first, all block weights 1
     * @param enqueued points that are tried after these, by the names of the axes
     * @param beliefs what is believed of the best point
     * @param warmStart studies of earlier runs that the search learns from
     * @param front   the objectives whose front is searched, two or more; none to search the weighted mean of all
     * @param reference of each of these the score below which it is of no use; empty to find it from the scores
     * @param racing  when a trial is stopped early
     * @param replicate whether the best trial is drawn again with other seeds when that is worth more than a new point
     * @param trustRegion whether a model's proposals keep to a region around the best point, of a search for one number
     * @param finalists how the best trials are compared once more at the end
     */
    public record SearchPlan(int trials, Optional<Duration> time, Method method, int initial, List<Double> uniform,
            List<Map<String, Double>> enqueued, List<Belief> beliefs, List<Path> warmStart, List<Objective> front,
            List<Double> reference, Racing racing, boolean replicate, boolean trustRegion, Finalists finalists) {

        /** Copies the lists. */
        public SearchPlan {
            uniform = List.copyOf(uniform);
            enqueued = enqueued.stream()
                    .map(point -> Collections.unmodifiableMap(new LinkedHashMap<>(point))).toList();
            beliefs = List.copyOf(beliefs);
            warmStart = List.copyOf(warmStart);
            front = List.copyOf(front);
            reference = List.copyOf(reference);
        }

        SearchPlan withTrials(int newTrials) {
            return new SearchPlan(newTrials, time, method, initial, uniform, enqueued, beliefs, warmStart, front,
                    reference, racing, replicate, trustRegion, finalists);
        }
    }

    /**
     * Where to compute, and how precisely.
     *
     * @param cuda      whether to use the first GPU
     * @param threads   threads of the processor; 0 for one a core
     * @param precision what the networks that draw compute in
     */
    public record Device(boolean cuda, int threads, Compute.Precision precision) {}
}
