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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

    private static final String REFUSED = "Cupel never runs what a file names. Maybe a .safetensors of the same model is to be had.";
    private static final String BROKEN = "Maybe the file is damaged: fetch it again.";

    private final PickleInput input;
    private final PickleObjects objects;
    private final List<PickleValue> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();

    /** A machine for the pickle that starts at a position of the bytes. */
    PickleMachine(FileBytes bytes, long first) {
        this.input = new PickleInput(bytes, first);
        this.objects = new PickleObjects(input);
    }

    /** Where the pickle ended: the byte after its last opcode. */
    long position() {
        return input.position();
    }

    /** All storages that the pickle names, by key, as whole runs. */
    Map<String, Storage> storages() {
        return objects.storages();
    }

    /** Interprets up to the opcode STOP and gives the value on the stack. */
    PickleValue run() {
        for (int opcode = input.opcode(); opcode != '.'; opcode = input.opcode()) {
            step(opcode);
        }
        return pop();
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> input.protocol(); // PROTO
            case 0x95 -> input.skip(8); // FRAME: only a hint for buffering
            case '(' -> marks.push(stack.size());
            case '0' -> popOrUnmark();
            case '1' -> popToMark(); // POP_MARK
            case '2' -> push(peek()); // DUP
            case 'N' -> push(new None());
            case 0x88 -> push(new Truth(true));
            case 0x89 -> push(new Truth(false));
            case 'I' -> push(input.textInt(input.line()));
            case 'L' -> push(input.textLong(input.line()));
            case 'J' -> push(PickleInput.whole(input.take32()));
            case 'K' -> push(PickleInput.whole(input.take8()));
            case 'M' -> push(PickleInput.whole(input.take16()));
            case 0x8a -> push(input.binaryLong(input.take8())); // LONG1
            case 0x8b -> push(input.binaryLong(input.take32())); // LONG4
            case 'F' -> push(input.textFloat(input.line()));
            case 'G' -> push(new Real(Double.longBitsToDouble(Long.reverseBytes(input.take64()))));
            case 'S' -> push(input.quoted(input.line()));
            case 'V' -> push(new Text(input.line()));
            case 'T', 'B' -> push(input.text(input.take32(), StandardCharsets.ISO_8859_1)); // BINSTRING, BINBYTES
            case 'U', 'C' -> push(input.text(input.take8(), StandardCharsets.ISO_8859_1)); // SHORT_…
            case 0x8e -> push(input.text(input.take64(), StandardCharsets.ISO_8859_1)); // BINBYTES8
            case 'X' -> push(input.text(Integer.toUnsignedLong(input.take32()), StandardCharsets.UTF_8)); // BINUNICODE
            case 0x8c -> push(input.text(input.take8(), StandardCharsets.UTF_8)); // SHORT_BINUNICODE
            case 0x8d -> push(input.text(input.take64(), StandardCharsets.UTF_8)); // BINUNICODE8
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
            case 'p' -> memo.put(input.textIndex(input.line()), peek());
            case 'q' -> memo.put((long) input.take8(), peek());
            case 'r' -> memo.put(Integer.toUnsignedLong(input.take32()), peek());
            case 0x94 -> memo.put((long) memo.size(), peek()); // MEMOIZE
            case 'g' -> push(recall(input.textIndex(input.line())));
            case 'h' -> push(recall(input.take8()));
            case 'j' -> push(recall(Integer.toUnsignedLong(input.take32())));
            case 'c' -> push(objects.symbol(input.line(), input.line())); // GLOBAL
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> call(); // REDUCE, NEWOBJ
            case 'b' -> build();
            case 'Q' -> push(objects.storage(pop())); // BINPERSID
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
            case PickleValue other -> throw problem("values are appended to %s.".formatted(other.kind()), BROKEN);
        }
    }

    private Dictionary dictionary(List<PickleValue> keysAndValues) {
        Dictionary dictionary = new Dictionary();
        objects.put(dictionary, keysAndValues);
        return dictionary;
    }

    private void put(List<PickleValue> keysAndValues) {
        switch (peek()) {
            case Dictionary dictionary -> objects.put(dictionary, keysAndValues);
            case Opaque ignored -> {} // an object that nobody looks into
            case PickleValue other -> throw problem("entries are put into %s.".formatted(other.kind()), BROKEN);
        }
    }

    private void stackGlobal() {
        List<PickleValue> names = pop(2);
        if (!(names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name))) {
            throw problem(
                    "a name must be a text, but is %s and %s.".formatted(names.get(0).kind(), names.get(1).kind()),
                    BROKEN);
        }
        push(objects.symbol(module, name));
    }

    private void call() {
        List<PickleValue> both = pop(2);
        if (both.get(0) instanceof Opaque(String what)) { // a method of an object that nobody looks into
            push(new Opaque(what));
            return;
        }
        if (!(both.get(0) instanceof Symbol function && both.get(1) instanceof Tuple(List<PickleValue> arguments))) {
            throw problem("a call needs a name and a tuple, but has %s and %s.".formatted(both.get(0).kind(),
                    both.get(1).kind()), BROKEN);
        }
        push(objects.call(function, arguments));
    }

    private void build() {
        PickleValue state = pop();
        switch (peek()) {
            case Dictionary dictionary -> objects.adopt(dictionary, state);
            case Opaque ignored -> {}
            case View ignored -> {} // attributes that somebody set on a tensor
            case PickleValue other -> throw problem("a state is given to %s.".formatted(other.kind()), BROKEN);
        }
    }

    private TensorFileException problem(String problem, String advice) {
        return input.problem(problem, advice);
    }
}
