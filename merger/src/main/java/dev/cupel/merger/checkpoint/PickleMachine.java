package dev.cupel.merger.checkpoint;

import dev.cupel.merger.checkpoint.PickleValue.Dictionary;
import dev.cupel.merger.checkpoint.PickleValue.None;
import dev.cupel.merger.checkpoint.PickleValue.Opaque;
import dev.cupel.merger.checkpoint.PickleValue.Real;
import dev.cupel.merger.checkpoint.PickleValue.Sequence;
import dev.cupel.merger.checkpoint.PickleValue.Storage;
import dev.cupel.merger.checkpoint.PickleValue.Symbol;
import dev.cupel.merger.checkpoint.PickleValue.Text;
import dev.cupel.merger.checkpoint.PickleValue.Truth;
import dev.cupel.merger.checkpoint.PickleValue.Tuple;
import dev.cupel.merger.checkpoint.PickleValue.View;
import dev.cupel.merger.checkpoint.PickleValue.Whole;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Interprets the opcodes of a pickle that a tensor file needs, and refuses all others.
 *
 * <p>A pickle is a program for a stack machine that can call anything. Here a name stays a name ({@link Symbol}), a call
 * gives a value from a closed table or a thing nobody looks into ({@link Opaque}), and no class is ever looked up. Work and
 * memory are proportional to the pickle's length, which is limited.
 */
final class PickleMachine {

    /** Real checkpoints have up to about 5 MB. */
    private static final long LONGEST = 64L << 20;
    private static final int LONGEST_NUMBER = 1000;
    private static final String REFUSED = "Cupel never runs what a file names. Maybe a .safetensors of the same model is to be had.";
    private static final String BROKEN = "Maybe the file is damaged: fetch it again.";

    private final FileBytes bytes;
    private final long first;
    private long position;
    private long opcodeAt;
    private final List<PickleValue> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    /** A machine for the pickle that starts at a position of the bytes. */
    PickleMachine(FileBytes bytes, long first) {
        this.bytes = bytes;
        this.first = first;
        this.position = first;
    }

    /** Where the pickle ended: the byte after its last opcode. */
    long position() {
        return position;
    }

    /** All storages that the pickle names, by key, as whole runs. */
    Map<String, Storage> storages() {
        return storages;
    }

    /** Interprets up to the opcode STOP and gives the value on the stack. */
    PickleValue run() {
        while (true) {
            if (position - first > LONGEST) {
                throw problem("the pickle is longer than %d bytes.".formatted(LONGEST), BROKEN);
            }
            opcodeAt = position;
            int opcode = bytes.u8(position++);
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(); // PROTO
            case 0x95 -> position += 8; // FRAME: only a hint for buffering
            case '(' -> marks.push(stack.size());
            case '0' -> popOrUnmark();
            case '1' -> popToMark(); // POP_MARK
            case '2' -> push(peek()); // DUP
            case 'N' -> push(new None());
            case 0x88 -> push(new Truth(true));
            case 0x89 -> push(new Truth(false));
            case 'I' -> push(textInt(line()));
            case 'L' -> push(textLong(line()));
            case 'J' -> push(whole(take32()));
            case 'K' -> push(whole(take8()));
            case 'M' -> push(whole(take16()));
            case 0x8a -> push(binaryLong(take8())); // LONG1
            case 0x8b -> push(binaryLong(take32())); // LONG4
            case 'F' -> push(textFloat(line()));
            case 'G' -> push(new Real(Double.longBitsToDouble(Long.reverseBytes(take64()))));
            case 'S' -> push(quoted(line()));
            case 'V' -> push(new Text(line()));
            case 'T', 'B' -> push(text(take32(), StandardCharsets.ISO_8859_1)); // BINSTRING, BINBYTES
            case 'U', 'C' -> push(text(take8(), StandardCharsets.ISO_8859_1)); // SHORT_…
            case 0x8e -> push(text(take64(), StandardCharsets.ISO_8859_1)); // BINBYTES8
            case 'X' -> push(text(Integer.toUnsignedLong(take32()), StandardCharsets.UTF_8)); // BINUNICODE
            case 0x8c -> push(text(take8(), StandardCharsets.UTF_8)); // SHORT_BINUNICODE
            case 0x8d -> push(text(take64(), StandardCharsets.UTF_8)); // BINUNICODE8
            case ']' -> push(new Sequence());
            case 'l' -> push(sequence(popToMark())); // LIST
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(popToMark()); // APPENDS
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(new Tuple(pop(1)));
            case 0x86 -> push(new Tuple(pop(2)));
            case 0x87 -> push(new Tuple(pop(3)));
            case '}' -> push(new Dictionary());
            case 'd' -> push(dictionary(popToMark())); // DICT
            case 's' -> put(pop(2)); // SETITEM
            case 'u' -> put(popToMark()); // SETITEMS
            case 0x8f -> push(new Opaque("set")); // EMPTY_SET
            case 0x90 -> append(popToMark()); // ADDITEMS
            case 0x91 -> push(opaqueOf(popToMark(), "frozenset"));
            case 'p' -> memo.put(textIndex(line()), peek());
            case 'q' -> memo.put((long) take8(), peek());
            case 'r' -> memo.put(Integer.toUnsignedLong(take32()), peek());
            case 0x94 -> memo.put((long) memo.size(), peek()); // MEMOIZE
            case 'g' -> push(recall(textIndex(line())));
            case 'h' -> push(recall(take8()));
            case 'j' -> push(recall(Integer.toUnsignedLong(take32())));
            case 'c' -> push(symbol(line(), line())); // GLOBAL
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> call(); // REDUCE, NEWOBJ
            case 'b' -> build();
            case 'Q' -> push(storage(pop())); // BINPERSID
            default -> throw problem("opcode 0x%02x (%s) is not among those that tensor files need."
                    .formatted(opcode, opcode > 32 && opcode < 127 ? String.valueOf((char) opcode) : "binary"),
                    REFUSED);
        }
    }

    // the stack

    private void push(PickleValue value) {
        stack.add(value);
    }

    private PickleValue peek() {
        if (stack.size() <= floor()) {
            throw problem("the pickle takes a value from an empty stack.", BROKEN);
        }
        return stack.getLast();
    }

    private PickleValue pop() {
        PickleValue value = peek();
        stack.removeLast();
        return value;
    }

    private List<PickleValue> pop(int count) {
        if (stack.size() - count < floor()) {
            throw problem("the pickle takes %d values from a stack of %d.".formatted(count, stack.size() - floor()),
                    BROKEN);
        }
        return cut(stack.size() - count);
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.peek();
    }

    private void popOrUnmark() {
        if (!marks.isEmpty() && marks.peek() == stack.size()) {
            marks.pop();
        } else {
            pop();
        }
    }

    private List<PickleValue> popToMark() {
        if (marks.isEmpty()) {
            throw problem("the pickle closes a group that it has not opened.", BROKEN);
        }
        return cut(marks.pop());
    }

    private List<PickleValue> cut(int from) {
        List<PickleValue> tail = stack.subList(from, stack.size());
        List<PickleValue> values = List.copyOf(tail);
        tail.clear();
        return values;
    }

    private PickleValue recall(long index) {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw problem("the pickle recalls value %d, which it has not stored.".formatted(index), BROKEN);
        }
        return value;
    }

    // arguments of opcodes

    private int take8() {
        return bytes.u8(position++);
    }

    private int take16() {
        position += 2;
        return bytes.u16(position - 2);
    }

    private int take32() {
        position += 4;
        return bytes.i32(position - 4);
    }

    private long take64() {
        position += 8;
        return bytes.i64(position - 8);
    }

    private byte[] take(long length) {
        if (length < 0 || length > LONGEST) {
            throw problem("a length must be 0 to %d, but is %d.".formatted(LONGEST, length), BROKEN);
        }
        position += length;
        return bytes.array(position - length, (int) length);
    }

    private String line() {
        long start = position;
        while (bytes.u8(position) != '\n') {
            position++;
        }
        position++;
        return new String(bytes.array(start, (int) (position - 1 - start)), StandardCharsets.UTF_8);
    }

    private void protocol() {
        int version = take8();
        if (version > 5) {
            throw problem("the pickle's protocol must be 0 to 5, but is %d.".formatted(version), BROKEN);
        }
    }

    private Text text(long length, Charset charset) {
        return new Text(new String(take(length), charset));
    }

    private static Whole whole(long value) {
        return new Whole(BigInteger.valueOf(value));
    }

    private Whole binaryLong(int length) {
        byte[] little = take(length);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[big.length - 1 - i];
        }
        return new Whole(big.length == 0 ? BigInteger.ZERO : new BigInteger(big));
    }

    private PickleValue textInt(String line) {
        return switch (line) {
            case "00" -> new Truth(false);
            case "01" -> new Truth(true);
            default -> textLong(line);
        };
    }

    private Whole textLong(String line) {
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        if (!digits.matches("[+-]?\\d{1," + LONGEST_NUMBER + "}")) {
            throw problem("a whole number is needed, but there is '%s'.".formatted(shortened(line)), BROKEN);
        }
        return new Whole(new BigInteger(digits));
    }

    private Real textFloat(String line) {
        if (!line.matches("[+-]?(\\d+\\.?\\d*([eE][+-]?\\d+)?|inf|nan)") || line.length() > LONGEST_NUMBER) {
            throw problem("a number is needed, but there is '%s'.".formatted(shortened(line)), BROKEN);
        }
        return new Real(switch (line) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan" -> Double.NaN;
            default -> Double.parseDouble(line);
        });
    }

    private long textIndex(String line) {
        if (!line.matches("\\d{1,9}")) {
            throw problem("an index is needed, but there is '%s'.".formatted(shortened(line)), BROKEN);
        }
        return Long.parseLong(line);
    }

    private Text quoted(String line) {
        boolean sound = line.length() >= 2 && (line.charAt(0) == '\'' || line.charAt(0) == '"')
                && line.charAt(line.length() - 1) == line.charAt(0);
        if (!sound) {
            throw problem("a quoted text is needed, but there is %s.".formatted(shortened(line)), BROKEN);
        }
        return new Text(line.substring(1, line.length() - 1));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    // containers

    private static Sequence sequence(List<PickleValue> values) {
        Sequence sequence = new Sequence();
        sequence.items.addAll(values);
        return sequence;
    }

    private static Opaque opaqueOf(List<PickleValue> ignored, String what) {
        return new Opaque(what + " of " + ignored.size());
    }

    private void append(List<PickleValue> values) {
        switch (peek()) {
            case Sequence sequence -> sequence.items.addAll(values);
            case Opaque ignored -> {} // a set, or an object that nobody looks into
            case PickleValue other -> throw problem("values are appended to %s.".formatted(kind(other)), BROKEN);
        }
    }

    private Dictionary dictionary(List<PickleValue> keysAndValues) {
        Dictionary dictionary = new Dictionary();
        put(dictionary, keysAndValues);
        return dictionary;
    }

    private void put(List<PickleValue> keysAndValues) {
        switch (peek()) {
            case Dictionary dictionary -> put(dictionary, keysAndValues);
            case Opaque ignored -> {} // an object that nobody looks into
            case PickleValue other -> throw problem("entries are put into %s.".formatted(kind(other)), BROKEN);
        }
    }

    private void put(Dictionary dictionary, List<PickleValue> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw problem("a dictionary gets a key without a value.", BROKEN);
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            if (keysAndValues.get(i) instanceof Text(String key)) { // tensors have names; the rest is bookkeeping
                dictionary.entries.put(key, keysAndValues.get(i + 1));
            }
        }
    }

    // names and calls

    private Symbol symbol(String module, String name) {
        Symbol symbol = new Symbol(module, name);
        if (!PickleSymbols.known(symbol)) {
            throw problem("the pickle names '%s', which is not among the names that a tensor file may have."
                    .formatted(shortened(symbol.toString())), REFUSED);
        }
        return symbol;
    }

    private void stackGlobal() {
        List<PickleValue> names = pop(2);
        if (!(names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name))) {
            throw problem("a name must be a text, but is %s and %s.".formatted(kind(names.get(0)), kind(names.get(1))),
                    BROKEN);
        }
        push(symbol(module, name));
    }

    private void call() {
        List<PickleValue> both = pop(2);
        if (both.get(0) instanceof Opaque(String what)) { // a method of an object that nobody looks into
            push(new Opaque(what));
            return;
        }
        if (!(both.get(0) instanceof Symbol function && both.get(1) instanceof Tuple(List<PickleValue> arguments))) {
            throw problem("a call needs a name and a tuple, but has %s and %s.".formatted(kind(both.get(0)),
                    kind(both.get(1))), BROKEN);
        }
        push(switch (function.toString()) {
            case "collections OrderedDict" -> orderedDict(arguments);
            case "torch.nn.modules.container ParameterDict" -> new Dictionary();
            case "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2" -> view(arguments);
            case "torch._utils _rebuild_parameter" -> arguments.isEmpty() ? new None() : arguments.getFirst();
            default -> inert(function);
        });
    }

    private Opaque inert(Symbol function) {
        if (!PickleSymbols.inert(function)) {
            throw problem("'%s' cannot be called.".formatted(function), BROKEN);
        }
        return new Opaque(function.toString());
    }

    private Dictionary orderedDict(List<PickleValue> arguments) {
        Dictionary dictionary = new Dictionary();
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Sequence pairs) {
            for (PickleValue pair : pairs.items) {
                switch (pair) {
                    case Tuple(List<PickleValue> items) -> put(dictionary, items);
                    case Sequence items -> put(dictionary, items.items);
                    case PickleValue other -> throw problem("a pair is needed, but there is %s.".formatted(kind(other)),
                            BROKEN);
                }
            }
        }
        return dictionary;
    }

    private View view(List<PickleValue> arguments) {
        if (arguments.size() < 4 || !(arguments.getFirst() instanceof Storage storage)) {
            throw problem("a tensor needs a storage, an offset, a shape and strides.", BROKEN);
        }
        long[] shape = longs(arguments.get(2));
        long[] strides = longs(arguments.get(3));
        if (shape.length != strides.length) {
            throw problem("a tensor of %d dimensions has %d strides.".formatted(shape.length, strides.length), BROKEN);
        }
        return new View(storage, size(arguments.get(1)), shape, strides, opcodeAt);
    }

    private long[] longs(PickleValue value) {
        if (!(value instanceof Tuple(List<PickleValue> items))) {
            throw problem("a tuple of sizes is needed, but there is %s.".formatted(kind(value)), BROKEN);
        }
        return items.stream().mapToLong(this::size).toArray();
    }

    private long size(PickleValue value) {
        if (value instanceof Whole(BigInteger number) && number.signum() >= 0 && number.bitLength() < 63) {
            return number.longValue();
        }
        throw problem("a size must be a whole number from 0, but is %s."
                .formatted(value instanceof Whole(BigInteger number) ? number : kind(value)), BROKEN);
    }

    private void build() {
        PickleValue state = pop();
        switch (peek()) {
            case Dictionary dictionary -> adopt(dictionary, state);
            case Opaque ignored -> {}
            case View ignored -> {} // attributes that somebody set on a tensor
            case PickleValue other -> throw problem("a state is given to %s.".formatted(kind(other)), BROKEN);
        }
    }

    /** Tensors that a ParameterDict keeps in its state; an OrderedDict's state (version numbers) has none. */
    private void adopt(Dictionary dictionary, PickleValue state) {
        if (state instanceof Dictionary attributes) {
            PickleValue inner = attributes.entries.get("_parameters");
            Map<String, PickleValue> from = inner instanceof Dictionary found ? found.entries : attributes.entries;
            from.forEach((name, value) -> {
                if (value instanceof View) {
                    dictionary.entries.put(name, value);
                }
            });
        }
    }

    /** From ('storage', type, key, location, count[, (view key, first, view count)]). */
    private Storage storage(PickleValue id) {
        if (!(id instanceof Tuple(List<PickleValue> parts)) || parts.size() < 5
                || !(parts.get(0) instanceof Text(String tag)) || !tag.equals("storage")
                || !(parts.get(1) instanceof Symbol type) || !(parts.get(2) instanceof Text(String key))) {
            throw problem("a persistent id must be ('storage', type, key, location, count).", BROKEN);
        }
        DType dtype = PickleSymbols.storage(type);
        if (dtype == null) {
            throw problem("'%s' is no storage type that Cupel knows.".formatted(type), REFUSED);
        }
        Storage whole = new Storage(key, dtype, size(parts.get(4)), 0);
        Storage before = storages.putIfAbsent(key, whole);
        if (before != null && !before.equals(whole)) {
            throw problem("storage '%s' is described twice: %s and %s.".formatted(key, before, whole), BROKEN);
        }
        if (parts.size() > 5 && parts.get(5) instanceof Tuple(List<PickleValue> view) && view.size() == 3) {
            return new Storage(key, dtype, whole.count(), size(view.get(1)));
        }
        return whole;
    }

    private static String kind(PickleValue value) {
        return switch (value) {
            case None ignored -> "None";
            case Truth ignored -> "a truth value";
            case Whole ignored -> "a whole number";
            case Real ignored -> "a number";
            case Text ignored -> "a text";
            case Tuple ignored -> "a tuple";
            case Sequence ignored -> "a list";
            case Dictionary ignored -> "a dictionary";
            case Symbol symbol -> "the name '" + symbol + "'";
            case Storage ignored -> "a storage";
            case View ignored -> "a tensor";
            case Opaque opaque -> "an object '" + opaque.what() + "'";
        };
    }

    private TensorFileException problem(String problem, String advice) {
        return bytes.problem(opcodeAt, problem, advice);
    }
}
