package dev.pawl.engine;

import dev.pawl.engine.FairShares.Rank;
import dev.pawl.engine.pipeline.ExecutionSlot;
import dev.pawl.project.Project;
import dev.pawl.project.ProjectService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The slots in which this node executes workflows, as many as the scheduler has threads. A workflow that waits for the
 * network keeps its claim but not its slot, so that a slow server does not delay other workflows. If workflows of several
 * projects wait, each slot goes to the project that has used the node least; see {@link FairShares}. A project that has used
 * more leaves its slots to the others between two steps.
 */
@Component
class ExecutionSlots {

  /** How far a project must be ahead of another one before it leaves a slot between two steps, in seconds of a slot. */
  private static final double MIN_LEAD = 0.1;

  /** The time after which a free slot goes to a workflow of this node although the wake-ups were not fetched. */
  private static final Duration MAX_FETCH_TIME = Duration.ofSeconds(1);

  private final FairShares shares;
  private final List<String> projects;
  private final Object lock = new Object();
  private final List<Waiter> waiters = new ArrayList<>();

  /** The projects with waiting workflows that no node had claimed when the slots of this node were last in use. */
  private Set<String> contenders = Set.of();

  private int free;

  /** The slots of fetched wake-ups whose execution has not started yet. */
  private int reserved;

  /** Whether there may be further wake-ups that were not fetched for lack of slots. */
  private boolean mayHaveMore;

  private volatile Runnable fetchTrigger = () -> {};

  @Autowired
  ExecutionSlots(@Value("${db-scheduler.threads:10}") int slots, ProjectService projects) {
    this(slots, projects, System::nanoTime);
  }

  ExecutionSlots(int slots, ProjectService projects, LongSupplier nanoTime) {
    this.free = slots;
    this.projects = projects.findAll().stream().map(Project::name).toList();
    this.shares = new FairShares(project -> projects.get(project).weight(), nanoTime);
  }

  /** Sets the action that looks for wake-ups when a slot is free. */
  void setFetchTrigger(Runnable trigger) {
    fetchTrigger = trigger;
  }

  /**
   * The slots that wake-ups may be fetched for.
   *
   * @param slots the number of free slots
   * @param bound the value that a wake-up must be below; workflows of this node that wait for a slot have precedence otherwise
   * @param ranks the ranks of the projects that are known to this node
   * @param others the rank of any other project
   */
  record Offer(int slots, double bound, List<Rank> ranks, Rank others) {}

  /**
   * Fetches wake-ups for the free slots, which are reserved meanwhile.
   *
   * @param limit the maximum number of wake-ups
   * @param fetcher returns the wake-ups to execute in the offered slots
   * @param finder returns the projects that have wake-ups; called instead if no slot is free
   */
  <T> List<T> fetch(int limit, Function<Offer, List<T>> fetcher, Supplier<Set<String>> finder) {
    Offer offer = open(limit);
    if (offer.slots() == 0) {
      // Without projects, there is nothing to share.
      Set<String> found = projects.isEmpty() ? Set.of() : finder.get();
      synchronized (lock) {
        setContenders(found);
      }
      return List.of();
    }
    int fetched = 0;
    try {
      List<T> wakeUps = fetcher.apply(offer);
      fetched = wakeUps.size();
      return wakeUps;
    } finally {
      close(offer, fetched);
    }
  }

  private Offer open(int limit) {
    synchronized (lock) {
      int slots = Math.min(limit, free);
      free -= slots;
      mayHaveMore = slots == 0;
      double bound =
          waiters.stream()
              .mapToDouble(waiter -> shares.next(waiter.project))
              .min()
              .orElse(Double.POSITIVE_INFINITY);
      return new Offer(slots, bound, shares.ranks(projects), shares.newcomer());
    }
  }

  private void close(Offer offer, int fetched) {
    synchronized (lock) {
      free += offer.slots() - fetched;
      reserved += fetched;
      // Wake-ups above the bound were not considered.
      mayHaveMore = fetched == offer.slots() || offer.bound() < Double.POSITIVE_INFINITY;
      setContenders(Set.of());
      assign();
    }
  }

  /** A workflow that waits for a slot. */
  private static final class Waiter {

    private final String project;
    private final CompletableFuture<Void> granted = new CompletableFuture<>();

    /** The number of steps that wait. */
    private int threads;

    Waiter(String project) {
      this.project = project;
    }
  }

  /** Lets the projects with waiting workflows take part from now on: their turn comes when the others have used more. */
  private void setContenders(Set<String> found) {
    found.stream().filter(project -> !contenders.contains(project)).forEach(shares::startWaiting);
    contenders.stream().filter(project -> !found.contains(project)).forEach(shares::endWaiting);
    contenders = found;
  }

  /** Gives the free slots to waiting workflows, unless a project without one on this node comes first. */
  private void assign() {
    while (free > 0 && !waiters.isEmpty()) {
      Waiter next =
          waiters.stream()
              .min(Comparator.comparingDouble(waiter -> shares.next(waiter.project)))
              .orElseThrow();
      double value = shares.next(next.project);
      if (contenders.stream().anyMatch(project -> shares.next(project) < value)) {
        fetchTrigger.run();
        return;
      }
      waiters.remove(next);
      shares.endWaiting(next.project);
      take(next.project);
      next.granted.complete(null);
    }
    if (free > 0 && (mayHaveMore || !contenders.isEmpty())) {
      fetchTrigger.run();
    }
  }

  private void take(String project) {
    free--;
    shares.acquire(project);
  }

  private void giveBack(String project) {
    shares.release(project);
    free++;
    assign();
  }

  private boolean isOvertaken(String project) {
    double value = shares.position(project) - MIN_LEAD;
    return waiters.stream()
            .anyMatch(other -> !other.project.equals(project) && shares.next(other.project) < value)
        || contenders.stream()
            .anyMatch(other -> !other.equals(project) && shares.next(other) < value);
  }

  private Waiter enqueue(String project) {
    var waiter = new Waiter(project);
    waiters.add(waiter);
    shares.startWaiting(project);
    return waiter;
  }

  /**
   * Waits until a waiter has a slot.
   *
   * @return whether it has; false after the timeout, or if the thread was interrupted before
   */
  private boolean await(Waiter waiter, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long remaining = deadline - System.nanoTime();
      try {
        waiter.granted.get(
            Math.clamp(remaining, 0, MAX_FETCH_TIME.toNanos()), TimeUnit.NANOSECONDS);
        return true;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (TimeoutException e) {
        synchronized (lock) {
          // The node may not fetch now, for example because it is paused.
          setContenders(Set.of());
          assign();
        }
        if (remaining <= MAX_FETCH_TIME.toNanos()) {
          return waiter.granted.isDone();
        }
      }
    }
  }

  /**
   * Executes work in a slot, on a thread of its own. Returns when the work has ended or has released its slot for the
   * first time; from then on, the work acquires a slot after each wait without a thread of the scheduler.
   *
   * @param project the project of the work; empty for work without a project
   * @param name the name of the thread
   * @param onDetachedEnd receives the end of work that has released its slot
   * @return the result of the work; empty if it continues after it has released its slot
   * @throws InterruptedException if the thread is interrupted before there is a free slot
   */
  <T> Optional<T> execute(
      String project,
      String name,
      Function<ExecutionSlot, T> work,
      Consumer<CompletableFuture<T>> onDetachedEnd)
      throws InterruptedException {
    var slot = new Slot<T>(project);
    slot.start();
    Thread thread =
        Thread.ofVirtual().name(name).start(() -> slot.end(run(work, slot), onDetachedEnd));
    return await(slot, thread);
  }

  private static <T> CompletableFuture<T> run(
      Function<ExecutionSlot, T> work, ExecutionSlots.Slot<T> slot) {
    try {
      return CompletableFuture.completedFuture(work.apply(slot));
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Waits for the first event of a slot. An interrupt is passed to the work, whose end must be recorded. */
  private static <T> Optional<T> await(ExecutionSlots.Slot<T> slot, Thread thread) {
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

  /** The slot of one execution. Its state is guarded by the lock of all slots. */
  private final class Slot<T> implements ExecutionSlot {

    private final String project;

    /** The end of the work; empty if it released the slot before. */
    private final CompletableFuture<Optional<CompletableFuture<T>>> firstEvent =
        new CompletableFuture<>();

    private boolean held;
    private int waits;

    /** The wait for the slot, if there is one. */
    private @Nullable Waiter waiter;

    Slot(String project) {
      this.project = project;
    }

    /** Takes the slot that was reserved when the wake-up was fetched, or waits for one. */
    void start() throws InterruptedException {
      synchronized (lock) {
        if (reserved > 0) {
          reserved--;
          free++;
        }
        if (free > 0) {
          take(project);
          held = true;
          return;
        }
      }
      awaitSlot(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public void release() {
      synchronized (lock) {
        waits++;
        if (waiter != null && waiter.threads == 0 && !waiter.granted.isDone()) {
          // The step that waited was stopped, and nothing uses a slot during the wait that begins.
          waiters.remove(waiter);
          shares.endWaiting(project);
          waiter = null;
        }
        leave();
      }
    }

    private void leave() {
      if (held()) {
        held = false;
        waiter = null;
        giveBack(project);
        firstEvent.complete(Optional.empty());
      }
    }

    /** Returns whether the slot is held; a wait for it may have ended without this being noticed. */
    private boolean held() {
      return held || waiter != null && waiter.granted.isDone();
    }

    @Override
    public void acquire() throws InterruptedException {
      synchronized (lock) {
        waits--;
        if (waits > 0 || held()) {
          return;
        }
      }
      awaitSlot(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public boolean yield(Duration timeout) throws InterruptedException {
      synchronized (lock) {
        if (waiter == null) {
          if (held ? !isOvertaken(project) : waits > 0) {
            return true;
          }
          waiter = enqueue(project);
          if (held) {
            held = false;
            giveBack(project);
            firstEvent.complete(Optional.empty());
          } else {
            assign();
          }
        }
      }
      return awaitSlot(timeout);
    }

    private boolean awaitSlot(Duration timeout) throws InterruptedException {
      Waiter current;
      synchronized (lock) {
        if (waiter == null) {
          waiter = enqueue(project);
          assign();
        }
        current = waiter;
        current.threads++;
      }
      boolean interrupted = true;
      try {
        boolean granted = await(current, timeout);
        interrupted = false;
        return granted;
      } finally {
        synchronized (lock) {
          current.threads--;
          settle(current, interrupted);
        }
      }
    }

    /** Ends a wait that was granted, or that no step continues. */
    private void settle(Waiter current, boolean interrupted) {
      if (waiter != current) {
        return;
      }
      if (current.granted.isDone()) {
        held = true;
        waiter = null;
      } else if (interrupted && current.threads == 0) {
        waiters.remove(current);
        shares.endWaiting(project);
        waiter = null;
      }
    }

    void end(CompletableFuture<T> result, Consumer<CompletableFuture<T>> onDetachedEnd) {
      synchronized (lock) {
        if (held()) {
          held = false;
          giveBack(project);
        } else if (waiter != null) {
          waiters.remove(waiter);
          shares.endWaiting(project);
        }
        waiter = null;
      }
      if (!firstEvent.complete(Optional.of(result))) {
        onDetachedEnd.accept(result);
      }
    }
  }
}
