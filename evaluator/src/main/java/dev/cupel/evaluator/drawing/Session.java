package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.NotEnoughMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One call of a painter: sittings are cut into parts, which the workers draw side by side. What fails is drawn again by
 * itself, and costs no other picture anything:
 *
 * <pre>
 * not enough memory    the part in halves, one after the other, down to single pictures
 * broken in 16 bits    the picture by itself, in float32
 * </pre>
 */
final class Session {

    private final Painter painter;
    private final EncodedPrompts prompts;
    private final Painter.Watcher watcher;
    /** Numbers of pictures that were broken; guarded by itself, as workers add to it. */
    private final TreeSet<Integer> broken = new TreeSet<>();

    Session(Painter painter, EncodedPrompts prompts, Painter.Watcher watcher) {
        this.painter = painter;
        this.prompts = prompts;
        this.watcher = watcher;
    }

    /**
     * Some pictures of a sitting.
     *
     * @param first number of its first picture among all of the session
     */
    private record Part(int first, Sitting sitting) {

        List<Part> cut(int size) {
            List<Part> parts = new ArrayList<>();
            int next = first;
            for (List<PictureJob> jobs : Parts.of(sitting.jobs(), size)) {
                parts.add(new Part(next, new Sitting(jobs, sitting.settings(), sitting.language())));
                next += jobs.size();
            }
            return parts;
        }
    }

    void draw(List<Sitting> sittings) {
        List<Part> wholes = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        int next = 0;
        for (Sitting sitting : sittings) {
            Part whole = new Part(next, sitting);
            wholes.add(whole);
            parts.addAll(whole.cut(painter.together(sitting.settings())));
            next += sitting.jobs().size();
        }
        List<Supplier<Optional<Part>>> tasks = parts.stream()
                .<Supplier<Optional<Part>>>map(part -> () -> tooLarge(part)).toList();
        painter.all(tasks).forEach(left -> left.ifPresent(this::inHalves));
        inFloat32(wholes);
    }

    /** Draws a part; what is returned did not fit into memory. */
    private Optional<Part> tooLarge(Part part) {
        List<Outcome> outcomes;
        try {
            outcomes = painter.passes(part.sitting(), prompts).draw(part.sitting().jobs());
        } catch (NotEnoughMemoryException e) {
            return Optional.of(part);
        }
        for (int i = 0; i < outcomes.size(); i++) {
            tell(part.first() + i, outcomes.get(i));
        }
        return Optional.empty();
    }

    private void tell(int number, Outcome outcome) {
        if (outcome instanceof Outcome.Broken && painter.isNarrow()) {
            synchronized (broken) {
                broken.add(number);
            }
        } else {
            watcher.finished(number, outcome);
        }
    }

    /** Draws what needed too much memory: alone, then in smaller and smaller parts. */
    private void inHalves(Part part) {
        int size = part.sitting().jobs().size();
        for (Part half : part.cut((size + 1) / 2)) {
            painter.<Optional<Part>>all(List.of(() -> tooLarge(half))).getFirst().ifPresent(large -> {
                if (large.sitting().jobs().size() > 1) {
                    inHalves(large);
                } else {
                    watcher.finished(large.first(), Outcome.Broken.tooLarge(large.sitting().jobs().getFirst()));
                }
            });
        }
    }

    /** Draws what is broken once more, each by itself, in float32; there it is told whatever comes of it. */
    private void inFloat32(List<Part> wholes) {
        if (broken.isEmpty()) {
            return;
        }
        List<Integer> numbers = List.copyOf(broken);
        List<Part> singles = wholes.stream().flatMap(whole -> whole.cut(1).stream()).toList();
        painter.wide().draw(numbers.stream().map(number -> singles.get(number).sitting()).toList(),
                (i, outcome) -> watcher.finished(numbers.get(i), outcome));
    }
}
