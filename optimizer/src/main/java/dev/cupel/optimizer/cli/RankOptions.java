package dev.cupel.optimizer.cli;

import dev.cupel.merger.lora.RankRule;
import dev.cupel.merger.lora.RankRule.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how much of a difference is kept. */
final class RankOptions {

    @Option(names = "--rank", paramLabel = "N", description = "the rank; with a goal the largest rank")
    private @Nullable Integer rank;

    @Option(names = "--energy", paramLabel = "X", description = "the least rank that keeps this share of the squares, such as 0.99")
    private @Nullable Double energy;

    @Option(names = "--error", paramLabel = "X", description = "the least rank whose rest is at most this part of the difference, such as 0.1")
    private @Nullable Double error;

    @Option(names = "--ratio", paramLabel = "X", description = "keep singular values above the largest divided by this, such as 100")
    private @Nullable Double ratio;

    /** The rule; none if no option was given. */
    Optional<RankRule> rule(CommandSpec spec) {
        try {
            List<Goal> goals = new ArrayList<>();
            Optional.ofNullable(energy).map(Goal.Energy::new).ifPresent(goals::add);
            Optional.ofNullable(error).map(Goal.Error::new).ifPresent(goals::add);
            Optional.ofNullable(ratio).map(Goal.Ratio::new).ifPresent(goals::add);
            if (goals.size() > 1) {
                throw new IllegalArgumentException("Give one of --energy, --error and --ratio.");
            }
            if (goals.isEmpty()) {
                return Optional.ofNullable(rank).map(RankRule::rank);
            }
            return Optional.of(new RankRule(rank == null ? RankRule.ANY : rank, goals.getFirst()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
