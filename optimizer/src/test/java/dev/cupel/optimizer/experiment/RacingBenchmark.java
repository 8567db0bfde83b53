package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Rungs;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Belief;
import dev.cupel.optimizer.search.Origin;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Search;
import dev.cupel.optimizer.search.SearchSettings;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.study.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What racing saves: searches over a recorded experiment at an equal number of pictures.
 *
 * <pre>RacingBenchmark EXPERIMENT SEEDS [beliefs]: the experiment must have been run, without racing</pre>
 *
 * <p>With {@code beliefs}, what believing something beforehand gains.
 */
final class RacingBenchmark {

    private static final int TRIALS = 32;
    private static final List<Double> CHECKPOINTS = List.of(0.4, 0.6, 0.8, 1.0);

    private final RecordedExperiment world;
    private final int whole;
    private final Map<String, Integer> pictures = new HashMap<>();

    private RacingBenchmark(RecordedExperiment world) {
        this.world = world;
        world.experiment().suite().prompts(Split.SEARCH)
                .forEach(prompt -> pictures.put(prompt.id(), prompt.pictures()));
        this.whole = pictures.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * A way to search.
     *
     * @param beliefs what the search believes beforehand
     * @param axes what is searched, by names of axes of the experiment, the others at 1; none for the experiment's own
     * @param raw whether the search is told the mean of what was drawn, rather than the difference to the rival
     */
    private record Way(String name, Racing racing, boolean raw, List<Belief> beliefs, List<Axis> axes) {

        Way(String name, Racing racing, boolean raw, List<Belief> beliefs) {
            this(name, racing, raw, beliefs, List.of());
        }

        static Way believing(String name, Belief... beliefs) {
            return new Way(name, Racing.OFF, false, List.of(beliefs));
        }

        static Way searching(String name, Axis... axes) {
            return new Way(name, Racing.OFF, false, List.of(), List.of(axes));
        }
    }

    /** How one search went: the quality of what it would recommend at each checkpoint; trials, and stopped ones. */
    private record Result(double[] quality, int trials, int stopped) {}

    public static void main(String... arguments) {
        Experiment experiment = Experiment.read(Path.of(arguments[0]));
        int seeds = Integer.parseInt(arguments[1]);
        List<Way> ways = switch (arguments.length > 2 ? arguments[2] : "races") {
            case "beliefs" -> beliefs();
            case "axes" -> axes();
            default -> races();
        };
        try (Study study = Study.open(StudyFiles.study(experiment))) {
            RacingBenchmark benchmark = new RacingBenchmark(new RecordedExperiment(experiment, study));
            System.out.println(benchmark.world.description());
            List<Result> base = List.of();
            for (Way way : ways) {
                List<Result> results = new ArrayList<>();
                for (int seed = 1; seed <= seeds; seed++) {
                    results.add(benchmark.search(way, seed));
                }
                base = base.isEmpty() ? results : base;
                print(way, results, base);
            }
        }
    }

    private static List<Way> races() {
        List<Double> usual = List.of(0.125, 0.25, 0.5);
        return List.of(new Way("all pictures", Racing.OFF, false, List.of()),
                new Way("1/8 1/4 1/2, level .05", new Racing(usual, 0.05), false, List.of()),
                new Way("1/8 1/4 1/2, level .2", new Racing(usual, 0.2), false, List.of()),
                new Way("1/4 1/2, level .1", new Racing(List.of(0.25, 0.5), 0.1), false, List.of()),
                new Way("as .2, told raw means", new Racing(usual, 0.2), true, List.of()));
    }

    /** Of the miniature's axes. A prior around 1 is what its uniform merges suggest; one around 0.2 is wrong. */
    private static List<Way> beliefs() {
        List<String> depth = List.of("in", "deep", "out-coarse", "out-middle", "out-fine");
        return List.of(Way.believing("nothing"), Way.believing("smooth .15", new Belief.Smooth(depth, 0.15)),
                Way.believing("smooth .3", new Belief.Smooth(depth, 0.3)),
                Way.believing("alpha near 1", new Belief.Near("alpha", 1, 0.3)),
                Way.believing("alpha near 0.2", new Belief.Near("alpha", 0.2, 0.3)));
    }

    /** Of the miniature: its groups, one weight for all blocks, and alpha by ratios. */
    private static List<Way> axes() {
        Axis alpha = Axis.linear("alpha", 0, 1.25);
        Axis byRatios = Axis.log("alpha", 0.1, 1.25);
        List<Axis> groups = Stream.of("in", "deep", "out-coarse", "out-middle", "out-fine")
                .map(name -> Axis.linear(name, 0, 1.8)).toList();
        return List.of(Way.searching("alpha and five groups"), Way.searching("alpha alone", alpha),
                Way.searching("alpha and two groups", alpha, groups.get(1), groups.get(3)),
                Way.searching("alpha from 0.1 and five groups", Stream.concat(
                        Stream.of(Axis.linear("alpha", 0.1, 1.25)), groups.stream()).toArray(Axis[]::new)),
                Way.searching("the same by ratios",
                        Stream.concat(Stream.of(byRatios), groups.stream()).toArray(Axis[]::new)));
    }

    private static void print(Way way, List<Result> results, List<Result> base) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-26s trials %5.1f stopped %5.1f", way.name(),
                        results.stream().mapToInt(Result::trials).average().orElseThrow(),
                        results.stream().mapToInt(Result::stopped).average().orElseThrow()));
        for (int i = 0; i < CHECKPOINTS.size(); i++) {
            int at = i;
            double mean = results.stream().mapToDouble(result -> result.quality()[at]).average().orElseThrow();
            double[] gains = new double[results.size()];
            for (int seed = 0; seed < gains.length; seed++) {
                gains[seed] = results.get(seed).quality()[at] - base.get(seed).quality()[at];
            }
            double gain = DoubleStream.of(gains).average().orElseThrow();
            double error = Math.sqrt(DoubleStream.of(gains).map(each -> (each - gain) * (each - gain)).sum()
                    / (gains.length - 1) / gains.length);
            line.append(String.format(Locale.ROOT, "  %.4f (%+.4f ± %.4f)", mean, gain, error));
        }
        System.out.println(line);
    }

    private Result search(Way way, long seed) {
        Space own = world.experiment().merge().space();
        Space space = way.axes().isEmpty() ? own : new Space(way.axes());
        List<double[]> uniform = world.experiment().search().uniform().stream()
                .flatMap(alpha -> world.experiment().merge().place(alpha).stream())
                .filter(values -> space.axes().stream().allMatch(axis -> values.get(axis.name()) >= axis.low()))
                .map(values -> space.point(known(values, space))).toList();
        int initial = 6;
        Search search = Search.create(space, SearchSettings.bayesian(seed, initial + uniform.size()), uniform,
                new Advice(way.beliefs(), List.of()));
        Lessons lessons = new Lessons(search, List.of(),
                (_, _) -> Optional.of(new StudyScores.Lesson(List.of(), Map.of())));
        Random roughness = new Random(seed);
        Map<Integer, Scorecard> cards = new HashMap<>();
        double[] quality = new double[CHECKPOINTS.size()];
        int spent = 0;
        int trials = 0;
        int stopped = 0;
        for (int checkpoint = 0; checkpoint < quality.length;) {
            Proposal proposal = search.ask();
            List<PictureMeasures> all = world.measures(point(proposal.values(), own),
                    roughness.nextInt(world.trials()));
            List<List<PictureMeasures>> rungs = rungs(way.racing(), all);
            int[] drawn = new int[1];
            List<Scorecard> seen = new ArrayList<>();
            Race race = new Race(way.racing(), measures -> {
                seen.add(world.card(measures));
                return seen.getLast();
            });
            Optional<Race.Rival> rival = lessons.rival().filter(_ -> proposal.origin() != Origin.ENQUEUED)
                    .map(best -> new Race.Rival(best, cards.get(best)));
            Race.Course course = race.run(rungs, rung -> {
                drawn[0] += rung.stream().mapToInt(each -> pictures.get(each.prompt())).sum();
                return rung;
            }, rival);
            if (way.raw() && course instanceof Race.Course.Stopped(Estimate _, int behind)) {
                course = new Race.Course.Stopped(seen.getLast().total().orElseThrow(), behind);
            }
            if (course instanceof Race.Course.Finished) {
                cards.put(proposal.index(), world.card(all));
            } else {
                stopped++;
            }
            lessons.tell(proposal, course);
            spent += drawn[0];
            trials++;
            while (checkpoint < quality.length && spent >= CHECKPOINTS.get(checkpoint) * TRIALS * whole) {
                quality[checkpoint++] = world.truth(point(lessons.best().values(), own));
            }
        }
        return new Result(quality, trials, stopped);
    }

    private static Map<String, Double> known(Map<String, Double> values, Space space) {
        Map<String, Double> known = new HashMap<>(values);
        known.keySet().removeIf(name -> space.axis(name).isEmpty());
        return known;
    }

    /** A point of the experiment's space; what is not searched is 1. */
    private static double[] point(Map<String, Double> values, Space space) {
        Map<String, Double> all = new HashMap<>();
        space.axes().forEach(axis -> all.put(axis.name(), values.getOrDefault(axis.name(), 1.0)));
        return space.point(all);
    }

    private List<List<PictureMeasures>> rungs(Racing racing, List<PictureMeasures> all) {
        return Rungs.of(world.experiment().suite().prompts(Split.SEARCH), racing.rungs()).stream()
                .map(rung -> rung.stream().map(SuitePrompt::id).toList())
                .map(ids -> all.stream().filter(each -> ids.contains(each.prompt())).toList()).toList();
    }
}
