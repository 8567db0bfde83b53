package dev.cupel.evaluator.network;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of an ESRGAN's weights: those of the first implementation, of its second, and of Real-ESRGAN, to the names in
 * {@code esrgan.py}.
 *
 * <pre>
 * ours                     first                                second                      Real-ESRGAN
 * first                    model.0                              conv_first                  conv_first
 * body.N.rdbK.convM        model.1.sub.N.RDBK.convM.0           RRDB_trunk.N.RDBK.convM     body.N.rdbK.convM
 * trunk                    model.1.sub.(the last)               trunk_conv                  conv_body
 * up.N                     model.3, model.6, ...                upconv(N+1)                 conv_up(N+1)
 * high, last               the last two of model.N              HRconv, conv_last           conv_hr, conv_last
 * </pre>
 *
 * <p>Around all there may be {@code params_ema.} or {@code params.}, and {@code module.}.
 */
final class EsrganNames {

    private static final List<String> WRAPPERS = List.of("params_ema.", "params.", "");
    private static final Pattern BLOCK = Pattern.compile(
            "(?:model\\.1\\.sub|RRDB_trunk|body)\\.(?<block>\\d{1,4})\\.(?:RDB|rdb)(?<dense>[123])\\.conv(?<conv>[1-5])(?:\\.0)?");
    private static final Pattern OLD_TRUNK = Pattern.compile("model\\.1\\.sub\\.\\d{1,4}");
    private static final Pattern OLD = Pattern.compile("model\\.(?<place>\\d{1,2})");
    private static final Pattern UP = Pattern.compile("(?:upconv|conv_up)(?<number>\\d)");
    private static final Map<String, String> PLAIN = Map.of("model.0", "first", "conv_first", "first", "trunk_conv",
            "trunk", "conv_body", "trunk", "HRconv", "high", "conv_hr", "high", "conv_last", "last");

    private final List<Integer> tail;

    private EsrganNames(List<Integer> tail) {
        this.tail = tail;
    }

    /** Our names for a file's, as far as they belong to a network of this kind. */
    static Map<String, String> of(Set<String> names) {
        String wrapper = WRAPPERS.stream().filter(prefix -> names.stream().anyMatch(name -> name.startsWith(prefix)))
                .findFirst().orElse("");
        Map<String, String> layers = new LinkedHashMap<>(); // the file's name of a layer by its plain one
        for (String name : names) {
            if (name.startsWith(wrapper) && name.endsWith(".weight")) {
                String layer = name.substring(0, name.length() - ".weight".length());
                layers.put(layer.substring(wrapper.length()).replaceFirst("^module\\.", ""), layer);
            }
        }
        TreeSet<Integer> places = new TreeSet<>(Comparator.naturalOrder());
        layers.keySet().forEach(layer -> place(layer).filter(place -> place > 1).ifPresent(places::add));
        EsrganNames naming = new EsrganNames(List.copyOf(places));
        Map<String, String> ours = new LinkedHashMap<>();
        layers.forEach((plain, layer) -> naming.layer(plain).ifPresent(own -> {
            ours.put(layer + ".weight", own + ".weight");
            ours.put(layer + ".bias", own + ".bias");
        }));
        return ours;
    }

    private static Optional<Integer> place(String layer) {
        Matcher old = OLD.matcher(layer);
        return old.matches() ? Optional.of(Integer.valueOf(old.group("place"))) : Optional.empty();
    }

    private Optional<String> layer(String plain) {
        Matcher block = BLOCK.matcher(plain);
        if (block.matches()) {
            return Optional.of("body.%s.rdb%s.conv%s".formatted(block.group("block"), block.group("dense"),
                    block.group("conv")));
        }
        if (PLAIN.containsKey(plain)) {
            return Optional.of(PLAIN.get(plain));
        }
        Matcher up = UP.matcher(plain);
        if (up.matches()) {
            return Optional.of("up." + (Integer.parseInt(up.group("number")) - 1));
        }
        return OLD_TRUNK.matcher(plain).matches() ? Optional.of("trunk") : place(plain).map(this::tail);
    }

    private String tail(int place) {
        int index = tail.indexOf(place);
        int left = tail.size() - index;
        return left == 1 ? "last" : left == 2 ? "high" : "up." + index;
    }
}
