package dev.cupel.merger.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void resultsHaveTheOrderOfTheItems(int threads) {
        List<Integer> items = IntStream.range(0, 50).boxed().toList();

        assertThat(new Workers(threads).map(items, i -> i * i)).isEqualTo(items.stream().map(i -> i * i).toList());
    }

    @Test
    void eachThreadHasItsOwnWorkerAndEachTaskIsDoneOnce() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger workers = new AtomicInteger();
        AtomicInteger[] done = IntStream.range(0, 40).mapToObj(i -> new AtomicInteger()).toArray(AtomicInteger[]::new);
        CountDownLatch all = new CountDownLatch(4);

        new Workers(4).run(done.length, () -> {
            workers.incrementAndGet();
            return task -> {
                threads.add(Thread.currentThread());
                all.countDown();
                awaitQuietly(all); // so that no thread does the work of all
                done[task].incrementAndGet();
            };
        });

        assertThat(done).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(workers).hasValue(4);
        assertThat(threads).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void afterAFailureNoTaskIsBegunAndItIsThrownAsItIs(int threads) {
        AtomicInteger begun = new AtomicInteger();
        Error failure = new OutOfMemoryError("no room");

        assertThatThrownBy(() -> new Workers(threads).run(1_000_000, () -> task -> {
            begun.incrementAndGet();
            if (task == 10) {
                throw failure;
            }
        })).isSameAs(failure);
        assertThat(begun.get()).isLessThan(1_000_000);
    }

    /** So that the same damage is reported alike, however the threads take turns. */
    @Test
    void ofSeveralFailuresTheFirstInOrderIsThrown() {
        CountDownLatch laterFailed = new CountDownLatch(1);

        assertThatThrownBy(() -> new Workers(2).run(10, () -> task -> {
            if (task == 0) {
                awaitQuietly(laterFailed);
            } else {
                laterFailed.countDown();
            }
            throw new IllegalArgumentException("task " + task);
        })).hasMessage("task 0");
    }

    @Test
    void aWorkerThatCannotBeMadeIsAFailureToo() {
        assertThatThrownBy(() -> new Workers(2).run(5, () -> {
            throw new IllegalArgumentException("no buffer");
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("no buffer");
    }

    @Test
    void noTasksNeedNoThread() {
        assertThat(new Workers(3).map(List.of(), item -> item)).isEmpty();
    }

    @Test
    void thereIsAThreadAtLeast() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Workers(0)).withMessageContaining("is 0");
    }

    @Test
    void whoIsInterruptedWhileWaitingStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Awaited.result(new FutureTask<>(() -> 1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
