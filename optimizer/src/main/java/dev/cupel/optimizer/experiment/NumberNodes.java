package dev.cupel.optimizer.experiment;

import java.math.BigDecimal;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The numbers and ranges that nodes of a mapping stand for.
 *
 * @param mapping what is wrong with a number is a problem of its key here
 */
record NumberNodes(YamlMapping mapping) {

    /** A number from low to high, both inclusive; the other one if the node is none. */
    double number(Node node, String key, double otherwise, double low, double high) {
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "a list";
        try {
            double number = new BigDecimal(value).doubleValue();
            if (number < low || number > high) {
                mapping.problem(node, key,
                        "must be between " + plain(low) + " and " + plain(high) + ", but is " + value,
                        "Choose a number within these bounds.");
                return otherwise;
            }
            return number;
        } catch (NumberFormatException e) {
            mapping.problem(node, key, "must be a number, but is " + value, "Write a number such as " + plain(otherwise)
                    + ".");
            return otherwise;
        }
    }

    /** A number, or a list of two: a range, from the lower to the higher one. */
    Extent extent(Node node, String key, double low, double high) {
        if (!(node instanceof SequenceNode list)) {
            double value = number(node, key, 1, low, high);
            return Extent.of(value);
        }
        if (list.getValue().size() != 2) {
            mapping.problem(node, key, "must be a number or a range of two numbers, but has " + list.getValue().size(),
                    "Write [lowest, highest], for instance [0.0, 1.5].");
            return Extent.of(1);
        }
        double from = number(list.getValue().get(0), key, low, low, high);
        double to = number(list.getValue().get(1), key, high, low, high);
        if (from >= to) {
            mapping.problem(node, key,
                    "low must be below high, but low = " + plain(from) + " and high = " + plain(to),
                    from > to
                            ? "Swap the two numbers: [" + plain(to) + ", " + plain(from) + "]."
                            : "Write one number for a fixed value: " + plain(from) + ".");
            return Extent.of(1);
        }
        return new Extent(from, to);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number) + ".0"
                : Double.toString(number);
    }
}
