package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EngineCallsTest {

    private final EngineCalls calls = new EngineCalls();

    @Test
    void theEndWaitsForWhatIsUnderWayAndNothingBeginsAfterIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch computed = new CountDownLatch(1);
        CompletableFuture<Integer> call = CompletableFuture.supplyAsync(() -> calls.during(() -> {
            begun.countDown();
            await(computed);
            return 7;
        }));
        begun.await();
        Thread end = new Thread(calls::end);
        end.start();
        end.join(100);
        assertThat(end.isAlive()).isTrue();

        computed.countDown();
        end.join();
        assertThat(call.get(1, TimeUnit.SECONDS)).isEqualTo(7);
        AtomicBoolean late = new AtomicBoolean();
        Thread another = Thread.ofPlatform().daemon().start(() -> calls.during(() -> {
            late.set(true);
            return 0;
        }));
        another.join(100);
        assertThat(another.isAlive()).isTrue();
        assertThat(late).isFalse();
    }

    @Test
    void callsDoNotWaitForEachOther() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> calls.during(() -> met(both)));

        assertThat(calls.during(() -> met(both)) + other.get()).isEqualTo(2);
    }

    private static int met(CountDownLatch all) {
        all.countDown();
        await(all);
        return 1;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
