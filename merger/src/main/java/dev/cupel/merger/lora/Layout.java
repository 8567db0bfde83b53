package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Tensor;
import java.util.Arrays;

/** The shapes of a layer's tensors do not fit together; who knows the file and the layer turns it into their exception. */
final class Layout extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Layout(String message) {
        super(message, null, false, false);
    }

    /**
     * @param rule the rule that must hold, with a %s for each tensor
     * @throws Layout if it does not
     */
    static void require(boolean holds, String rule, Tensor... tensors) {
        if (!holds) {
            Object[] names = Arrays.stream(tensors).map(Layout::part).toArray();
            String shapes = String.join(" and ",
                    Arrays.stream(tensors).map(tensor -> Arrays.toString(tensor.shape())).toList());
            throw new Layout(rule.formatted(names) + ", but the shapes are " + shapes + ".");
        }
    }

    private static String part(Tensor tensor) {
        int dot = tensor.name().lastIndexOf('.');
        String last = tensor.name().substring(dot + 1);
        int before = tensor.name().lastIndexOf('.', dot - 1);
        return last.equals("weight") && before >= 0 ? tensor.name().substring(before + 1, dot) : last;
    }
}
