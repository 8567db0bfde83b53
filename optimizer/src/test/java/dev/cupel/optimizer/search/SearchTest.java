package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.optimizer.Property;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    private static final Space FIVE = new Space(
            IntStream.range(0, 5).mapToObj(j -> Axis.linear("x" + j, -1, 2)).toList());
    private static final List<double[]> CORNERS = List.of(new double[5], filled(5, 1), filled(5, 0.5));

    @Test
    void enqueuedPointsComeFirstThenSobolThenTheModel() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 6), CORNERS);

        List<Proposal> proposals = run(search, 8);

        assertThat(proposals).extracting(Proposal::origin).containsExactly(Origin.ENQUEUED, Origin.ENQUEUED,
                Origin.ENQUEUED,
                Origin.SOBOL, Origin.SOBOL, Origin.SOBOL, Origin.ACQUISITION, Origin.ACQUISITION);
        assertThat(proposals).extracting(Proposal::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(proposals.get(1).point()).containsOnly(1);
        assertThat(proposals.get(1).values()).containsExactly(Map.entry("x0", 2.0), Map.entry("x1", 2.0),
                Map.entry("x2", 2.0),
                Map.entry("x3", 2.0), Map.entry("x4", 2.0));
    }

    @Test
    void enqueuedPointsAreWhatARestoredSearchTakesThemFor() {
        Space space = Space.of(Axis.linear("x", 0, 1), Axis.whole("n", 1, 4));
        List<double[]> enqueued = List.of(new double[]{0.2, 0.3}, new double[]{0.7, 0.9});
        Search live = Search.create(space, SearchSettings.bayesian(1, 4), enqueued);
        Search restored = Search.create(space, SearchSettings.bayesian(1, 4), enqueued);
        for (int i = 0; i < 6; i++) {
            Proposal proposal = live.ask();
            live.tell(proposal.index(), Math.sin(7 * proposal.point()[0]) + proposal.point()[1]);
            restored.adopt(proposal.index(), proposal.point());
            restored.tell(proposal.index(), Math.sin(7 * proposal.point()[0]) + proposal.point()[1]);
            assertThat(space.snapped(proposal.point())).isEqualTo(proposal.point());
        }

        assertThat(restored.ask().point()).isEqualTo(live.ask().point());
    }

    /** With limits on what can be told, their squares are numbers, and so is everything that is made of them. */
    @Test
    void valuesThatAreTooLargeToCalculateWithAreRefused() {
        for (double value : new double[]{-Double.MAX_VALUE, 1e101, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Outcome.of(value)).isInstanceOf(SearchException.class)
                    .hasMessageContaining("within ±1.0E100").hasMessageContaining("\nMaybe ");
        }
        assertThatThrownBy(() -> Outcome.of(0, 1e201)).hasMessageContaining("1.0E201");
        Searcher searcher = Searcher.create(FIVE, SearchSettings.bayesian(1, 3));
        for (int i = 0; i < 6; i++) {
            searcher.tell(searcher.ask().index(), i % 2 == 0 ? -1e100 : i);
        }

        assertThat(searcher.ask().point()).hasSize(5);
        assertThat(searcher.recommend().deviation()).isFinite();
    }

    @Test
    void aFailureAmongFewValuesIsNoNoise() {
        Space space = Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1));
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(1, 8));
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 8; i++) {
            Proposal proposal = searcher.ask();
            double value = -Math.hypot(proposal.point()[0] - 0.3, proposal.point()[1] - 0.6);
            highest = i == 5 ? highest : Math.max(highest, value);
            searcher.tell(proposal.index(), i == 5 ? Outcome.failed() : Outcome.of(value));
        }

        assertThat(searcher.recommend().mean()).isEqualTo(highest);
    }

    /** ParEGO: of more than four objectives. The front is the line y = 0.3; a random point is 0.29 from it. */
    @Test
    void fiveObjectivesAreSearchedByMixturesOfThem() {
        double distance = 0;
        double width = 0;
        for (int seed = 1; seed <= 7; seed++) {
            List<Proposal> chosen = fiveHills(seed).subList(8, 28);
            assertThat(chosen).extracting(Proposal::origin).containsOnly(Origin.ACQUISITION);
            DoubleSummaryStatistics x = chosen.stream().mapToDouble(one -> one.point()[0]).summaryStatistics();
            width += (x.getMax() - x.getMin()) / 7;
            distance += chosen.stream().mapToDouble(one -> Math.abs(one.point()[1] - 0.3)).average().orElseThrow() / 7;
        }

        assertThat(distance).isLessThan(0.1);
        assertThat(width).isGreaterThan(0.6);
    }

    /** A search for the front of five hills along y = 0.3. */
    private static List<Proposal> fiveHills(int seed) {
        Space space = Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1));
        Searcher searcher = Searcher.create(space, SearchSettings.bayesian(seed, 8));
        double[] peaks = {0, 0.25, 0.5, 0.75, 1};
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < 28; i++) {
            Proposal proposal = searcher.ask();
            proposals.add(proposal);
            double[] at = proposal.point();
            searcher.tell(proposal.index(), Outcome.of(Arrays.stream(peaks)
                    .map(peak -> -Math.pow(at[0] - peak, 2) - Math.pow(at[1] - 0.3, 2)).toArray()));
        }
        return proposals;
    }

    @Test
    void inAMixtureAValueOfLargeVarianceCountsForLittle() {
        History history = new History(FIVE, SearchSettings.bayesian(1, 8), List.of());
        for (int i = 0; i < 3; i++) {
            history.add(new Proposal(i, filled(5, 0.3 * i), FIVE.values(filled(5, 0.3 * i)), Origin.SOBOL));
            history.tell(i, new Outcome.Measured(List.of(1.0 * i, 2.0 * i, 0.0, 1.0, -3.0 * i),
                    List.of(0.01, 0.04, 0.0, 0.0, 0.09)));
        }
        History.Quantity mixture = Mixture.drawn(history, new Seeds(5));
        Outcome.Measured told = new Outcome.Measured(List.of(0.7, 1.1, 0.0, 1.0, -2.0), List.of(0.01, 0.04, 0.0, 0.0,
                0.09));

        double variance = 0;
        for (int m = 0; m < 5; m++) {
            double[] up = told.values().stream().mapToDouble(Double::doubleValue).toArray();
            up[m] += 1e-7;
            double slope = (mixture.value().applyAsDouble((Outcome.Measured) Outcome.of(up))
                    - mixture.value().applyAsDouble(told)) / 1e-7;
            variance += slope * slope * told.variances().get(m);
        }

        assertThat(mixture.variance().applyAsDouble(told)).isCloseTo(variance, within(1e-6)).isGreaterThan(1e-5);
    }

    /** On many axes no other point is as near to all others. */
    @Test
    void theFirstSpreadPointIsTheCentre() {
        assertThat(Search.create(FIVE, SearchSettings.bayesian(1, 6), List.of()).ask().point())
                .containsOnly(0.5);
        assertThat(run(Search.create(FIVE, SearchSettings.bayesian(1, 6), CORNERS), 4).getLast().point())
                .as("unless it is known").isNotEqualTo(filled(5, 0.5));
        Advice belief = new Advice(List.of(new Belief.Near("x3", 0.2, 0.3)), List.of());
        assertThat(Search.create(FIVE, SearchSettings.bayesian(1, 6), List.of(), belief).ask().values().get("x3"))
                .as("or of what is believed").isCloseTo(0.2, within(0.03));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 6, 9, 10, 17, 20, 26})
    void aRestoredSearchGoesOnBitByBit(int stopped) {
        Search uninterrupted = Search.create(FIVE, SearchSettings.bayesian(4, 6), CORNERS);
        List<Proposal> all = run(uninterrupted, 30);

        Search restored = Search.create(FIVE, SearchSettings.bayesian(4, 6), CORNERS);
        for (Proposal proposal : all.subList(0, stopped)) {
            restored.adopt(proposal.index(), proposal.point());
            tell(restored, proposal);
        }

        List<Proposal> rest = run(restored, 30 - stopped);
        assertThat(points(rest)).isDeepEqualTo(points(all.subList(stopped, 30)));
        assertThat(restored.recommend()).usingRecursiveComparison().isEqualTo(uninterrupted.recommend());
    }

    /** From 300 outcomes on, what is known of the model is handed on from one fit to the next. */
    @Test
    void aSearchRestoredWithManyOutcomesGoesOnBitByBit() {
        Search uninterrupted = Search.create(FIVE, SearchSettings.bayesian(4, 6), List.of());
        Search restored = Search.create(FIVE, SearchSettings.bayesian(4, 6), List.of());
        Random random = new Random(1);
        for (int i = 0; i < 362; i++) {
            Proposal proposal = i == 288 || i == 305 || i == 341
                    ? uninterrupted.ask()
                    : uninterrupted.adopt(i, random.doubles(5).toArray());
            tell(uninterrupted, proposal);
            restored.adopt(i, proposal.point());
            tell(restored, proposal);
        }

        assertThat(restored.ask().point()).isEqualTo(uninterrupted.ask().point());
    }

    @Test
    void aSearchRestoredWithPendingProposalsGoesOnBitByBit() {
        Search uninterrupted = Search.create(FIVE, SearchSettings.bayesian(4, 6), CORNERS);
        List<Proposal> all = new ArrayList<>(run(uninterrupted, 12));
        Proposal slow = uninterrupted.ask();
        Proposal quick = uninterrupted.ask();
        tell(uninterrupted, quick);

        Search restored = Search.create(FIVE, SearchSettings.bayesian(4, 6), CORNERS);
        all.forEach(proposal -> {
            restored.adopt(proposal.index(), proposal.point());
            tell(restored, proposal);
        });
        restored.adopt(slow.index(), slow.point());
        restored.adopt(quick.index(), quick.point());
        tell(restored, quick);

        assertThat(restored.pending()).extracting(Proposal::index).containsExactly(slow.index());
        assertThat(restored.ask().point()).isEqualTo(uninterrupted.ask().point());
    }

    @Test
    void askingForARecommendationChangesNothing() {
        Search asked = Search.create(FIVE, SearchSettings.bayesian(5, 6), List.of());
        Search unasked = Search.create(FIVE, SearchSettings.bayesian(5, 6), List.of());
        for (int i = 0; i < 23; i++) {
            Proposal proposal = asked.ask();
            tell(asked, proposal);
            asked.recommend();
            asked.estimate(new double[5]);

            Proposal other = unasked.ask();
            tell(unasked, other);
            assertThat(other.point()).isEqualTo(proposal.point());
        }
    }

    @Test
    void aPendingPointIsNeverProposedAgain() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(2, 6), CORNERS);
        run(search, 15);

        List<Proposal> batch = IntStream.range(0, 8).mapToObj(i -> search.ask()).toList();

        for (int i = 0; i < batch.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(distance(batch.get(i).point(), batch.get(j).point())).isGreaterThan(1e-3);
            }
        }
        assertThat(search.pending()).hasSize(8);
    }

    /** Powers of two scale without rounding, so even the bits stay. */
    @Test
    void theUnitOfTheValuesDoesNotMatter() {
        Property.holds(2, random -> {
            long seed = random.nextLong();
            double unit = Math.scalb(1.0, Property.between(random, -40, 40));
            Search plain = Search.create(FIVE, SearchSettings.bayesian(seed, 6), CORNERS);
            Search changed = Search.create(FIVE, SearchSettings.bayesian(seed, 6), CORNERS);
            for (int i = 0; i < 24; i++) {
                double[] point = plain.ask().point();
                assertThat(changed.ask().point()).isEqualTo(point);
                plain.tell(i, slanted(point));
                changed.tell(i, unit * slanted(point));
            }

            assertThat(changed.recommend().mean()).isEqualTo(unit * plain.recommend().mean());
        });
    }

    @Test
    void theZeroOfTheValuesDoesNotMatter() {
        Property.holds(6, random -> {
            List<double[]> points = somePoints(random);
            double shift = Property.between(random, -100.0, 100);
            double unit = Property.between(random, 0.1, 10);
            double[] place = random.doubles(5).toArray();
            Search plain = retold(points, 0, 1);
            Search changed = retold(points, shift, unit);

            assertThat(changed.estimate(place).mean()).isCloseTo(shift + unit * plain.estimate(place).mean(),
                    within(1e-6 * unit));
            // rounding in the 13th digit passes through some hundred steps of descent
            assertThat(changed.ask().point()).containsExactly(plain.ask().point(), within(1e-4));
        });
    }

    /** Noise as large as the function: the best deserves another look, but not while it is being looked at. */
    @Test
    void underNoiseWhatSeemsTheBestIsMeasuredAgain() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(3, 8).replicating(), List.of());
        Random random = new Random(1);
        int again = 0;
        for (int i = 0; i < 40; i++) {
            Proposal proposal = search.ask();
            if (proposal.origin() == Origin.REPLICATION) {
                again++;
                assertThat(search.ranked().subList(0, 5)).extracting(Recommendation::point).contains(proposal.point());
                assertThat(search.ask().point()).isNotEqualTo(proposal.point());
                search.tellFailed(search.pending().getLast().index());
            }
            search.tell(proposal.index(), value(proposal.point()) + 0.3 * random.nextGaussian(), 0.09);
        }

        assertThat(again).isBetween(4, 24);
    }

    @Test
    void withoutNoiseNoPointIsMeasuredAgain() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(3, 8).replicating(), List.of());
        for (int i = 0; i < 30; i++) {
            Proposal proposal = search.ask();
            assertThat(proposal.origin()).isNotEqualTo(Origin.REPLICATION);
            search.tell(proposal.index(), value(proposal.point()));
        }
    }

    /** After 23 failures the region has been halved five times: its sides are 0.1 at most. */
    @Test
    void withoutATrustRegionTheModelProposesBeyondIt() {
        SearchSettings settings = SearchSettings.bayesian(1, 8);

        assertThat(distance(afterFailures(settings, 31), filled(2, 0.5))).isLessThan(0.05 + 1e-9);
        assertThat(distance(afterFailures(settings.everywhere(), 31), filled(2, 0.5))).isGreaterThan(0.2);
    }

    /** What is asked where the hill of the best point is known, and nothing of what is beyond. */
    private static double[] afterFailures(SearchSettings settings, int trials) {
        Space space = Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1));
        Search search = Search.create(space, settings, List.of());
        Random random = new Random(3);
        for (int i = 0; i < trials; i++) {
            double[] point = i == 0 ? filled(2, 0.5) : random.doubles(2, 0.35, 0.65).toArray();
            search.adopt(i, point);
            search.tell(i, Arrays.stream(point).map(x -> Math.cos(12 * (x - 0.5))).sum());
        }
        return search.ask().point();
    }

    @Test
    void everyFourthProposalMayBeOnAnotherHill() {
        for (int trials = 24; trials <= 28; trials++) {
            double distance = distance(afterFailures(SearchSettings.bayesian(1, 8), trials), filled(2, 0.5));

            assertThat(distance > 0.2).isEqualTo(trials % 4 == 0);
        }
    }

    /** On the higher of two hills it is: the way up that one is as if each of its points had been worse. */
    @Test
    void whereALimitIsBrokenNothingWidensTheTrustRegion() {
        Search search = Search.create(Space.of(Axis.linear("x", 0, 1)),
                SearchSettings.bayesian(1, 8).towards(Goal.within(Limit.atMost("broken", 0))), List.of());
        for (int i = 0; i < 31; i++) {
            double x = i < 8 ? 0.62 + 0.02 * i : 0.2 - 0.004 * (i - 8);
            double value = Math.exp(-60 * Math.pow(x - 0.7, 2)) + 3 * Math.exp(-60 * Math.pow(x - 0.1, 2));
            search.adopt(i, new double[]{x});
            search.tell(i, Outcome.of(value, 0, Map.of("broken", 0.45 - x)));
        }

        assertThat(search.ask().point()[0]).isCloseTo(0.7, within(0.05));
    }

    /** Each point is there twice, and its two values are as far apart as any. */
    @Test
    void underMuchNoiseEachTwentiethPointIsSpread() {
        for (boolean noisy : new boolean[]{false, true}) {
            Search search = Search.create(FIVE, SearchSettings.bayesian(1, 8), List.of());
            for (int i = 0; i < 18; i++) {
                double[] point = new Random(i / 2).doubles(5).toArray();
                search.adopt(i, point);
                search.tell(i, noisy ? i % 2 : value(point));
            }

            List<Proposal> next = List.of(search.ask(), search.ask(), search.ask());

            assertThat(next).extracting(Proposal::origin).containsExactly(Origin.ACQUISITION,
                    noisy ? Origin.SOBOL : Origin.ACQUISITION, Origin.ACQUISITION);
        }
    }

    /** So a fresh start, which is the same search with another seed, has none either. */
    @Test
    void aSearchWithoutATrustRegionHasNoneWhateverElseChanges() {
        SearchSettings everywhere = SearchSettings.bayesian(1, 8).everywhere();

        assertThat(List.of(everywhere.seeded(2), everywhere.starting(3), everywhere.replicating(),
                everywhere.towards(Goal.within(Limit.atMost("broken", 0)))))
                .noneMatch(SearchSettings::trustRegion);
        assertThat(SearchSettings.bayesian(1, 8).replicating().trustRegion()).isTrue();
    }

    /** The candidates are others then, but the ways up from them end at the same point, of 35 seeds in all but one. */
    @Test
    void theOrderOfTheAxesDoesNotMatter() {
        Property.holds(6, random -> {
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
            Collections.rotate(order, random.nextInt(1, 5));
            List<double[]> points = somePoints(random);
            double[] place = random.doubles(5).toArray();
            Search plain = retold(points, 0, 1);
            Search relabelled = Search.create(FIVE, SearchSettings.bayesian(6, 6), CORNERS);
            for (int i = 0; i < points.size(); i++) {
                relabelled.adopt(i, reordered(points.get(i), order));
                relabelled.tell(i, slanted(points.get(i)));
            }

            assertThat(relabelled.estimate(reordered(place, order)).mean()).isCloseTo(plain.estimate(place).mean(),
                    within(1e-6));
            assertThat(logarithms(relabelled.lengthScales()))
                    .containsExactly(reordered(logarithms(plain.lengthScales()), order), within(1e-6));
            assertThat(relabelled.ask().point()).containsExactly(reordered(plain.ask().point(), order), within(1e-4));
        });
    }

    private static double[] reordered(double[] point, List<Integer> order) {
        return order.stream().mapToDouble(j -> point[j]).toArray();
    }

    private static double[] logarithms(Map<String, Double> lengthScales) {
        return lengthScales.values().stream().mapToDouble(Math::log).toArray();
    }

    /** Half of the proposals would fail if the edge were looked for from both sides. */
    @Test
    void whereEvaluationsFailTheSearchDoesNotGo() {
        int searches = 5;
        int failures = 0;
        for (int seed = 1; seed <= searches; seed++) {
            Space plane = Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1));
            Search search = Search.create(plane, SearchSettings.bayesian(seed, 6), List.of());
            for (int i = 0; i < 40; i++) {
                Proposal proposal = search.ask();
                double x = proposal.point()[0];
                // the value rises towards the region that fails
                if (x > 0.7) {
                    search.tellFailed(proposal.index());
                    failures += i >= 20 ? 1 : 0;
                } else {
                    search.tell(proposal.index(), x - Math.pow(proposal.point()[1] - 0.3, 2));
                }
            }
            Recommendation recommended = search.recommend();
            assertThat(recommended.point()[0]).isBetween(0.6, 0.7);
            assertThat(recommended.point()[1]).isCloseTo(0.3, within(0.1));
        }

        assertThat(failures).isLessThan(10 * searches);
    }

    @Test
    void aFailedTrialIsNeverRecommended() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 4), List.of());
        for (int i = 0; i < 5; i++) {
            Proposal proposal = search.ask();
            if (i == 2) {
                search.tell(proposal.index(), -3);
            } else {
                search.tellFailed(proposal.index());
            }
        }

        assertThat(search.recommend().index()).isEqualTo(2);
        assertThat(search.recommend().mean()).isCloseTo(-3, within(1e-9));
    }

    @Test
    void aLuckyValueOfLargeKnownVarianceIsNotRecommended() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(9, 20), List.of());
        List<Proposal> proposals = IntStream.range(0, 20).mapToObj(i -> search.ask()).toList();
        Proposal worst = Collections.min(proposals, Comparator.comparingDouble(proposal -> value(proposal.point())));

        for (Proposal proposal : proposals) {
            if (proposal == worst) {
                search.tell(proposal.index(), 0.5, 4);
            } else {
                search.tell(proposal.index(), value(proposal.point()));
            }
        }

        assertThat(search.recommend().index()).isNotEqualTo(worst.index());
        assertThat(search.estimate(worst.point()).mean()).isLessThan(0);
    }

    /** The model smooths a little even then. */
    @Test
    void withoutNoiseTheHighestValueIsRecommended() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 7), List.of());
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 60; i++) {
            Proposal proposal = search.ask();
            double value = 100 * value(proposal.point());
            highest = Math.max(highest, value);
            search.tell(proposal.index(), value);

            if (i >= 40) {
                assertThat(search.recommend().mean()).isEqualTo(highest);
            }
        }
    }

    /**
     * The regret of what is recommended was .80 of that of the luckiest in 96 such searches, and one of them recommended the luckiest: it
     * took the noise for the function. Of 24 it is .66 to .93, as the last bits have it.
     */
    @Test
    void underNoiseTheLuckiestValueIsNotRecommended() {
        int searches = 48;
        int deceived = 0;
        double recommended = 0;
        double luckiest = 0;
        for (int seed = 1; seed <= searches; seed++) {
            Search search = Search.create(FIVE, SearchSettings.bayesian(seed, 7), List.of());
            Random random = new Random(seed);
            Map<Proposal, Double> told = new HashMap<>();
            for (int i = 0; i < 60; i++) {
                Proposal proposal = search.ask();
                double value = value(proposal.point()) + 0.3 * random.nextGaussian();
                told.put(proposal, value);
                search.tell(proposal.index(), value);
            }
            Map.Entry<Proposal, Double> highest = Collections.max(told.entrySet(), Map.Entry.comparingByValue());
            deceived += search.recommend().mean() < highest.getValue() - 0.1 ? 0 : 1;
            recommended += value(search.recommend().point());
            luckiest += value(highest.getKey().point());
        }

        // both are below 0
        assertThat(recommended).isGreaterThan(0.9 * luckiest);
        assertThat(deceived).isLessThanOrEqualTo(2);
    }

    @Test
    void theRecommendationIsNearTheTop() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 7), CORNERS);
        for (int i = 0; i < 40; i++) {
            Proposal proposal = search.ask();
            search.tell(proposal.index(), value(proposal.point()));
        }

        Recommendation recommended = search.recommend();

        // value() is highest, 0, at 0.3 on every axis
        assertThat(recommended.mean()).isCloseTo(0, within(0.01));
        assertThat(recommended.deviation()).isBetween(0.0, 0.05);
        assertThat(recommended.point()).containsExactly(filled(5, 0.3), within(0.1));
        assertThat(recommended.values().get("x2")).isEqualTo(-1 + 3 * recommended.point()[2]);
    }

    @Test
    void estimatesAreInTheUnitOfTheValues() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 30), CORNERS);
        for (int i = 0; i < 30; i++) {
            Proposal proposal = search.ask();
            search.tell(proposal.index(), 500 + 100 * value(proposal.point()));
        }

        Surrogate.Estimate estimate = search.estimate(filled(5, 0.4));

        assertThat(Math.abs(estimate.mean() - (500 - 5))).isLessThan(3 * estimate.deviation() + 1);
        assertThat(estimate.deviation()).isBetween(0.1, 20.0);
    }

    @Test
    void anAxisThatChangesNothingHasTheLongestLengthScale() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 40), CORNERS);
        for (int i = 0; i < 40; i++) {
            Proposal proposal = search.ask();
            double x = proposal.point()[2];
            search.tell(proposal.index(), Math.sin(6 * x) - proposal.point()[4]);
        }

        Map<String, Double> lengthScales = search.lengthScales();

        assertThat(lengthScales.keySet()).containsExactly("x0", "x1", "x2", "x3", "x4");
        assertThat(lengthScales.get("x2")).isLessThan(lengthScales.get("x4"));
        assertThat(lengthScales.get("x4")).isLessThan(Math.min(lengthScales.get("x0"), lengthScales.get("x3")));
    }

    @Test
    void asLongAsNothingIsMeasuredThePointsAreSobols() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 2), List.of());
        for (int i = 0; i < 6; i++) {
            Proposal proposal = search.ask();
            assertThat(proposal.origin()).isEqualTo(Origin.SOBOL);
            search.tellFailed(proposal.index());
        }
        assertThatThrownBy(search::recommend).isInstanceOf(SearchException.class)
                .hasMessageContaining("none was.\nMaybe ");
    }

    @Test
    void valuesThatAreAllTheSameDoNotStopTheSearch() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 3), List.of());
        for (int i = 0; i < 12; i++) {
            search.tell(search.ask().index(), 0.25);
        }

        assertThat(search.recommend().mean()).isEqualTo(0.25);
    }

    @Test
    void onlyFiniteValuesOfPendingProposalsCanBeTold() {
        Search search = Search.create(FIVE, SearchSettings.bayesian(1, 3), List.of());
        Proposal proposal = search.ask();

        assertThatThrownBy(() -> search.tell(0, Double.NaN)).isInstanceOf(SearchException.class)
                .hasMessageContaining("its value must be finite")
                .hasMessageContaining("\nMaybe the evaluation failed");
        assertThatThrownBy(() -> search.tell(0, 1, -1)).isInstanceOf(SearchException.class);
        assertThatThrownBy(() -> search.tell(4, 1)).isInstanceOf(SearchException.class)
                .hasMessageContaining("pending are [0]");
        search.tell(proposal.index(), 1);
        assertThatThrownBy(() -> search.tell(0, 1)).isInstanceOf(SearchException.class);
        assertThatThrownBy(() -> search.adopt(0, new double[5])).isInstanceOf(SearchException.class)
                .hasMessageContaining("new and not negative");
        assertThatThrownBy(() -> search.adopt(1, filled(5, 2))).isInstanceOf(InvalidSpaceException.class);
        assertThat(search.ask().index()).isEqualTo(1);
    }

    @Test
    void aSearchWithoutInitialPointsIsRefused() {
        assertThatThrownBy(() -> SearchSettings.bayesian(1, 0)).isInstanceOf(SearchException.class)
                .hasMessageContaining("initial must be at least 1").hasMessageContaining("\nMaybe ");
    }

    @Test
    void theNumberOfInitialPointsGrowsWithTheRootOfTheAxes() {
        assertThat(SearchSettings.initialFor(Method.BAYESIAN, 27, 80)).isEqualTo(16);
        assertThat(SearchSettings.initialFor(Method.BAYESIAN, 27, 200)).isEqualTo(16);
        assertThat(SearchSettings.initialFor(Method.BAYESIAN, 27, 10)).isEqualTo(5);
        assertThat(SearchSettings.initialFor(Method.BAYESIAN, 2, 200)).isEqualTo(12);
        assertThat(SearchSettings.initialFor(Method.PARZEN, 27, 200)).as("as in Optuna").isEqualTo(10);
        assertThat(SearchSettings.initialFor(Method.PARZEN, 27, 10)).isEqualTo(5);
    }

    private static double value(double[] point) {
        return -Arrays.stream(point).map(u -> (u - 0.3) * (u - 0.3)).sum();
    }

    /** Every seventh evaluation fails. */
    private static void tell(Search search, Proposal proposal) {
        if (proposal.index() % 7 == 3) {
            search.tellFailed(proposal.index());
        } else {
            search.tell(proposal.index(), value(proposal.point()));
        }
    }

    private static List<Proposal> run(Search search, int trials) {
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            proposals.add(search.ask());
            tell(search, proposals.getLast());
        }
        return proposals;
    }

    /** The first points of a search, or random ones: they seldom find a better value, and the trust region shrinks. */
    private static List<double[]> somePoints(RandomGenerator random) {
        if (random.nextBoolean()) {
            return Stream.generate(() -> random.doubles(5).toArray()).limit(21).toList();
        }
        Search search = Search.create(FIVE, SearchSettings.bayesian(random.nextLong(), 6), CORNERS);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            points.add(search.ask().point());
            search.tell(i, slanted(points.getLast()));
        }
        return points;
    }

    private static Search retold(List<double[]> points, double shift, double unit) {
        Search search = Search.create(FIVE, SearchSettings.bayesian(6, 6), CORNERS);
        for (int i = 0; i < points.size(); i++) {
            search.adopt(i, points.get(i));
            search.tell(i, shift + unit * slanted(points.get(i)));
        }
        return search;
    }

    /** No axis is like another. */
    private static double slanted(double[] point) {
        double bowl = IntStream.range(0, 5).mapToDouble(j -> (j + 1) * Math.pow(point[j] - 0.2 - 0.1 * j, 2)).sum();
        return 0.3 * Math.sin(5 * point[0] + 3 * point[3]) - bowl;
    }

    private static double[][] points(List<Proposal> proposals) {
        return proposals.stream().map(Proposal::point).toArray(double[][]::new);
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> Math.abs(a[j] - b[j])).max().orElseThrow();
    }

    private static double[] filled(int dimension, double value) {
        double[] point = new double[dimension];
        Arrays.fill(point, value);
        return point;
    }
}
