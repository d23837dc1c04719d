package dev.pawl.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * How much each project has used the slots of this node, in seconds of a slot divided by the weight of the project. The
 * project with the lowest value is the next to get a slot. If every node follows this rule, the shares of the cluster are
 * fair, too. Not thread-safe.
 */
final class FairShares {

  /** The duration that a slot is assumed to be held when it is assigned, in seconds. */
  private static final double SLICE = 1;

  /**
   * How far a project can fall behind the others, in seconds of a slot: what it did not ask for in time does not let it keep
   * the others waiting later.
   */
  private static final double MAX_CREDIT = 5;

  private final ToIntFunction<String> weights;
  private final LongSupplier nanoTime;
  private final Map<String, Share> shares = new HashMap<>();
  private long accountedAt;

  /**
   * Creates shares without use.
   *
   * @param weights returns the weight of a project
   * @param nanoTime the time in nanoseconds, as of {@link System#nanoTime()}
   */
  FairShares(ToIntFunction<String> weights, LongSupplier nanoTime) {
    this.weights = weights;
    this.nanoTime = nanoTime;
    this.accountedAt = nanoTime.getAsLong();
  }

  private static final class Share {

    private double used;
    private int held;
    private int waiting;

    boolean isActive() {
      return held > 0 || waiting > 0;
    }
  }

  /**
   * The position of a project in the order of projects.
   *
   * @param project the name of the project
   * @param position its value before it gets another slot
   * @param increment how much each further slot adds to the value
   */
  record Rank(String project, double position, double increment) {}

  /** Records that a project holds one more slot. */
  void acquire(String project) {
    activate(project).held++;
  }

  /** Records that a project holds one slot less. */
  void release(String project) {
    account();
    share(project).held--;
  }

  /** Records that a workflow of a project begins to wait for a slot. */
  void startWaiting(String project) {
    activate(project).waiting++;
  }

  /** Records that a workflow of a project waits no longer. */
  void endWaiting(String project) {
    account();
    share(project).waiting--;
  }

  /** Returns the ranks of some projects, and of all that have used this node. */
  List<Rank> ranks(Collection<String> projects) {
    account();
    Set<String> names = new TreeSet<>(projects);
    names.addAll(shares.keySet());
    return names.stream().map(this::rank).toList();
  }

  /** Returns the rank of a project that has not used this node and is not configured. */
  Rank newcomer() {
    account();
    return new Rank("", used(new Share()), SLICE);
  }

  /** Returns the value of a project after it has got one more slot. */
  double next(String project) {
    account();
    Rank rank = rank(project);
    return rank.position() + rank.increment();
  }

  /** Returns the value of a project with the slots that it holds. */
  double position(String project) {
    account();
    return rank(project).position();
  }

  private Rank rank(String project) {
    Share share = share(project);
    double increment = SLICE / weights.applyAsInt(project);
    return new Rank(project, used(share) + share.held * increment, increment);
  }

  private Share activate(String project) {
    account();
    Share share = share(project);
    share.used = used(share);
    return share;
  }

  private Share share(String project) {
    return shares.computeIfAbsent(project, name -> new Share());
  }

  /** Returns the use of a project; one that was idle starts among the others, without credit or further debt. */
  private double used(Share share) {
    if (share.isActive()) {
      return share.used;
    }
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (Share other : shares.values()) {
      if (other.isActive()) {
        lowest = Math.min(lowest, other.used);
        highest = Math.max(highest, other.used);
      }
    }
    return lowest > highest ? share.used : Math.clamp(share.used, lowest, highest);
  }

  /** Adds the time since the last call to the projects that hold slots. */
  private void account() {
    long now = nanoTime.getAsLong();
    double seconds = (now - accountedAt) / 1e9;
    accountedAt = now;
    double highest = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Share> entry : shares.entrySet()) {
      Share share = entry.getValue();
      if (share.held > 0) {
        share.used += seconds * share.held / weights.applyAsInt(entry.getKey());
      }
      if (share.isActive()) {
        highest = Math.max(highest, share.used);
      }
    }
    for (Share share : shares.values()) {
      share.used = Math.max(share.used, share.isActive() ? highest - MAX_CREDIT : share.used);
    }
  }
}
