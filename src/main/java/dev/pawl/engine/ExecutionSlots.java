package dev.pawl.engine;

import dev.pawl.engine.pipeline.ExecutionSlot;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The slots in which this node executes workflows, as many as the scheduler has threads. A workflow that waits for the
 * network keeps its claim but not its slot, so that a slow server does not delay other workflows.
 */
@Component
class ExecutionSlots {

  private final Semaphore free;

  ExecutionSlots(@Value("${db-scheduler.threads:10}") int slots) {
    this.free = new Semaphore(slots, true);
  }

  /**
   * Executes work in a slot, on a thread of its own. Returns when the work has ended or has released its slot for the
   * first time; from then on, the work acquires a slot after each wait without a thread of the scheduler.
   *
   * @param name the name of the thread
   * @param onDetachedEnd receives the end of work that has released its slot
   * @return the result of the work; empty if it continues after it has released its slot
   * @throws InterruptedException if the thread is interrupted before there is a free slot
   */
  <T> Optional<T> execute(
      String name, Function<ExecutionSlot, T> work, Consumer<CompletableFuture<T>> onDetachedEnd)
      throws InterruptedException {
    free.acquire();
    var slot = new Slot<T>(free);
    Thread thread =
        Thread.ofVirtual().name(name).start(() -> slot.end(run(work, slot), onDetachedEnd));
    return await(slot, thread);
  }

  private static <T> CompletableFuture<T> run(Function<ExecutionSlot, T> work, Slot<T> slot) {
    try {
      return CompletableFuture.completedFuture(work.apply(slot));
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Waits for the first event of a slot. An interrupt is passed to the work, whose end must be recorded. */
  private static <T> Optional<T> await(Slot<T> slot, Thread thread) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return slot.firstEvent.get().map(CompletableFuture::join);
        } catch (InterruptedException e) {
          interrupted = true;
          thread.interrupt();
        }
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The slot of one execution. */
  private static final class Slot<T> implements ExecutionSlot {

    private final Semaphore free;

    /** The end of the work; empty if it released the slot before. */
    private final CompletableFuture<Optional<CompletableFuture<T>>> firstEvent =
        new CompletableFuture<>();

    private boolean held = true;
    private int waits;

    Slot(Semaphore free) {
      this.free = free;
    }

    @Override
    public synchronized void release() {
      waits++;
      if (held) {
        held = false;
        free.release();
        firstEvent.complete(Optional.empty());
      }
    }

    @Override
    public void acquire() throws InterruptedException {
      synchronized (this) {
        waits--;
        if (waits > 0 || held) {
          return;
        }
      }
      free.acquire();
      synchronized (this) {
        if (held) {
          free.release();
        }
        held = true;
      }
    }

    void end(CompletableFuture<T> result, Consumer<CompletableFuture<T>> onDetachedEnd) {
      synchronized (this) {
        if (held) {
          held = false;
          free.release();
        }
      }
      if (!firstEvent.complete(Optional.of(result))) {
        onDetachedEnd.accept(result);
      }
    }
  }
}
