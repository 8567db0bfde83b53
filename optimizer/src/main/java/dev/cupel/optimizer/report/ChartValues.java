package dev.cupel.optimizer.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.optimizer.report.Report.Axis;
import dev.cupel.optimizer.report.Report.Cell;
import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.Trial;
import java.util.function.Function;

/** The numbers behind the charts as JSON, which {@code charts.js} reads. */
final class ChartValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ChartValues() {}

    static String json(Report report) {
        ObjectNode root = JSON.objectNode();
        root.put("best", report.best().trial());
        root.set("totals", totals(report));
        ArrayNode ahead = root.putArray("ahead");
        ahead.add(ahead(report, Row::total));
        for (int i = 0; i < report.objectives().size(); i++) {
            int column = i;
            ahead.add(ahead(report, row -> row.objectives().get(column)));
        }
        report.front().ifPresent(front -> root.set("front", front(report, front)));
        ArrayNode axes = root.putArray("axes");
        for (Axis axis : report.axes()) {
            ArrayNode options = axes.addObject().put("low", axis.low()).put("high", axis.high())
                    .putArray("options");
            axis.options().forEach(options::add);
        }
        ArrayNode trials = root.putArray("trials");
        for (Trial trial : report.trials()) {
            trials.add(trial(trial));
        }
        return root.toString();
    }

    private static ObjectNode front(Report report, Report.Front front) {
        ObjectNode node = JSON.objectNode();
        ArrayNode names = node.putArray("objectives");
        front.objectives().forEach(place -> names.add(report.objectives().get(place).name()));
        ArrayNode points = node.putArray("points");
        for (Trial trial : report.trials()) {
            if (trial.outcome() instanceof Outcome.Scored scored
                    && scored.objectives().get(front.objectives().get(0)) instanceof Score.Measured x
                    && scored.objectives().get(front.objectives().get(1)) instanceof Score.Measured y) {
                ArrayNode others = points.addObject().put("index", trial.index()).put("x", x.mean())
                        .put("y", y.mean()).put("total", scored.total().mean())
                        .put("front", front.trials().contains(trial.index())).putArray("others");
                front.objectives().stream().skip(2).map(scored.objectives()::get).map(ChartValues::text)
                        .forEach(others::add);
            }
        }
        return node;
    }

    private static String text(Score score) {
        return switch (score) {
            case Score.Measured measured -> Numbers.score(measured.mean());
            case Score.Missing _ -> "not measured";
        };
    }

    private static ArrayNode totals(Report report) {
        ArrayNode rows = JSON.arrayNode();
        for (Row row : report.heldOut().rows()) {
            if (row.total().score() instanceof Score.Measured score) {
                rows.addObject().put("contender", Scores.name(row)).put("key", Scores.key(row.contender()))
                        .put("mean", score.mean()).put("low", score.low()).put("high", score.high());
            }
        }
        return rows;
    }

    private static ArrayNode ahead(Report report, Function<Row, Cell> column) {
        ArrayNode rows = JSON.arrayNode();
        for (Row row : report.heldOut().rows()) {
            if (row.contender() != Contender.FOUND
                    && column.apply(row).foundAhead() instanceof Score.Measured difference) {
                rows.addObject().put("contender", Scores.name(row)).put("key", Scores.key(row.contender()))
                        .put("mean", difference.mean()).put("low", difference.low()).put("high", difference.high())
                        .put("word", Scores.word(difference));
            }
        }
        return rows;
    }

    private static ObjectNode trial(Trial trial) {
        ObjectNode node = JSON.objectNode().put("index", trial.index())
                .put("origin", TrialSection.origin(trial.origin())).put("alpha", trial.coefficients().alpha());
        switch (trial.outcome()) {
            case Outcome.Scored scored -> {
                node.put("total", scored.total().mean()).put("error", scored.total().standardError())
                        .put("low", scored.total().low()).put("high", scored.total().high());
                scored.bestSoFar().ifPresent(best -> node.put("best", best));
            }
            case Outcome.Stopped stopped -> {
                node.put("stopped", stopped.total().mean()).put("rival", stopped.rival());
                stopped.bestSoFar().ifPresent(best -> node.put("best", best));
            }
            case Outcome.Failed failed -> node.put("failed", failed.cause());
        }
        node.put("merge", trial.seconds().merge()).put("draw", trial.seconds().draw())
                .put("score", trial.seconds().score()).put("search", trial.seconds().search());
        ArrayNode point = node.putArray("point");
        trial.point().forEach(value -> {
            if (Double.isNaN(value)) {
                point.addNull();
            } else {
                point.add(value);
            }
        });
        return node;
    }
}
