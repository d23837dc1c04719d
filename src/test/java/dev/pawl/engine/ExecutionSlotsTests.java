package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.pawl.engine.ExecutionSlots.Offer;
import dev.pawl.engine.FairShares.Rank;
import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.engine.pipeline.ActiveClaim.StopReason;
import dev.pawl.engine.pipeline.ExecutionSlot;
import dev.pawl.lock.Claim;
import dev.pawl.project.TestProjects;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutionSlotsTests {

  private final ExecutionSlots slots = new ExecutionSlots(1, TestProjects.none());
  private final CompletableFuture<String> detachedEnd = new CompletableFuture<>();

  private Optional<String> execute(Function<ExecutionSlot, String> work)
      throws InterruptedException {
    return slots.execute("", "test", work, end -> end.thenAccept(detachedEnd::complete));
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

  /** A node with one slot, which work of the project red holds while a workflow of blue waits. */
  private final class Contention {

    private final AtomicLong now = new AtomicLong();
    private final ExecutionSlots shared =
        new ExecutionSlots(
            1,
            TestProjects.withRoots(
                Map.of("red", Path.of("/red"), "blue", Path.of("/blue")),
                workflow -> Optional.empty()),
            now::get);
    private final CompletableFuture<String> events = new CompletableFuture<>();
    private final Semaphore triggers = new Semaphore(0);
    private final Semaphore boundary = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);

    /** Starts work of red that yields its slot at a boundary. */
    Contention() throws InterruptedException {
      shared.setFetchTrigger(triggers::release);
      Thread.ofVirtual()
          .start(() -> {
            try {
              shared.execute(
                  "red",
                  "red",
                  slot -> {
                    released.release();
                    try {
                      boundary.acquire();
                      return "yielded: " + slot.yield(Duration.ofMinutes(1));
                    } catch (InterruptedException e) {
                      return "interrupted";
                    }
                  },
                  end -> events.complete(end.join()));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      released.acquire();
      assertThat(shared.fetch(4, offer -> List.of("never"), () -> Set.of("red", "blue"))).isEmpty();
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void workLeavesItsSlotToAnotherProjectBetweenSteps() throws Exception {
    var contention = new Contention();
    contention.boundary.release();
    contention.triggers.acquire();

    var offered = new ArrayList<Offer>();
    contention.shared.fetch(
        4,
        offer -> {
          offered.add(offer);
          return List.of("blue");
        },
        Set::of);
    assertThat(offered.getFirst().slots()).isEqualTo(1);
    assertThat(offered.getFirst().ranks())
        .filteredOn(rank -> rank.position() + rank.increment() < offered.getFirst().bound())
        .extracting(Rank::project)
        .containsExactly("blue");

    Optional<String> other =
        contention.shared.execute(
            "blue",
            "blue",
            slot -> {
              contention.now.addAndGet(Duration.ofMillis(50).toNanos());
              return "before red: " + !contention.events.isDone();
            },
            end -> {});
    assertThat(other).contains("before red: true");
    assertThat(contention.events.get()).isEqualTo("yielded: true");
  }

  @Test
  void workGetsItsSlotBackIfAnotherNodeHasTakenTheWorkflow() throws Exception {
    var contention = new Contention();
    contention.boundary.release();
    contention.triggers.acquire();

    assertThat(contention.shared.fetch(4, offer -> List.of(), Set::of)).isEmpty();

    assertThat(contention.events.get()).isEqualTo("yielded: true");
  }

  @Test
  void workGetsItsSlotBackIfThisNodeFetchesNothing() throws Exception {
    var contention = new Contention();
    contention.boundary.release();

    assertThat(contention.events.get()).isEqualTo("yielded: true");
  }

  @Test
  void workKeepsItsSlotIfNoOtherProjectWaits() throws Exception {
    assertThat(
            execute(slot -> {
              try {
                return "kept: " + slot.yield(Duration.ZERO);
              } catch (InterruptedException e) {
                return "interrupted";
              }
            }))
        .contains("kept: true");
  }
}
