package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.engine.pipeline.ActiveClaim.StopReason;
import dev.pawl.engine.pipeline.ExecutionSlot;
import dev.pawl.lock.Claim;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutionSlotsTests {

  private final ExecutionSlots slots = new ExecutionSlots(1);
  private final CompletableFuture<String> detachedEnd = new CompletableFuture<>();

  private Optional<String> execute(Function<ExecutionSlot, String> work)
      throws InterruptedException {
    return slots.execute("test", work, end -> end.thenAccept(detachedEnd::complete));
  }

  private static ActiveClaim claim(ExecutionSlot slot) {
    return new ActiveClaim(
        new Claim(UUID.randomUUID(), "wf-1", "node", 1, null), Duration.ofMinutes(1), slot);
  }

  @Test
  void returnsTheResultOrTheExceptionOfWorkThatDoesNotWait() throws Exception {
    assertThat(execute(slot -> "done")).contains("done");
    assertThatIllegalStateException()
        .isThrownBy(() ->
            execute(slot -> {
              throw new IllegalStateException("failed");
            }))
        .withMessage("failed");
    assertThat(execute(slot -> "the slot is free again")).isPresent();
    assertThat(detachedEnd).isNotDone();
  }

  @Test
  void waitingWorkLeavesItsSlotToOthersAndReportsItsEnd() throws Exception {
    var network = new CountDownLatch(1);
    Optional<String> first =
        execute(slot -> {
          try {
            return claim(slot)
                .withoutSlot(() -> {
                  network.await();
                  return "answer";
                });
          } catch (InterruptedException e) {
            return "interrupted";
          }
        });

    assertThat(first).as("the caller does not wait").isEmpty();
    assertThat(execute(slot -> "other work")).contains("other work");

    network.countDown();
    assertThat(detachedEnd.get()).isEqualTo("answer");
    assertThat(execute(slot -> "the slot is free again")).isPresent();
  }

  @Test
  void workContinuesOnlyInASlot() throws Exception {
    var network = new CountDownLatch(1);
    var running = new AtomicInteger();
    var mostRunning = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      execute(slot -> {
        try {
          claim(slot)
              .withoutSlot(() -> {
                network.await();
                return "answer";
              });
        } catch (InterruptedException e) {
          return "interrupted";
        }
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.yield();
        running.decrementAndGet();
        return "done";
      });
    }
    network.countDown();
    for (int i = 0; i < 20; i++) {
      execute(slot -> {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.yield();
        running.decrementAndGet();
        return "done";
      });
    }
    assertThat(mostRunning).hasValue(1);
  }

  @Test
  void stoppedWorkDoesNotWaitForASlot() throws Exception {
    var network = new CountDownLatch(1);
    var claim = new CompletableFuture<ActiveClaim>();
    execute(slot -> {
      ActiveClaim active = claim(slot);
      claim.complete(active);
      try {
        return active.withoutSlot(() -> {
          network.await();
          return "answer";
        });
      } catch (InterruptedException e) {
        return "interrupted";
      }
    });
    execute(slot -> {
      // This work holds the only slot until the other one has recorded its stop.
      claim.join().stop(StopReason.CANCELLED);
      network.countDown();
      return detachedEnd.join();
    });

    assertThat(detachedEnd).isCompletedWithValue("answer");
  }
}
