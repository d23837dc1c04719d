package dev.pawl.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When what is submitted, and how that went.
 *
 * @param version raised by each change, also by those that Pawl makes
 * @param project whose it is; nobody's when absent
 * @param nextAt absent while it is paused
 */
record Schedule(
    UUID id,
    long version,
    Terms terms,
    @Nullable String project,
    @Nullable Instant nextAt,
    Past past,
    @Nullable String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What somebody has set.
   *
   * @param cron five fields, or a macro
   * @param workflow the body of a submission
   */
  record Terms(
      String name,
      String cron,
      ZoneId timeZone,
      String workflow,
      Overlap overlap,
      CatchUp catchUp,
      boolean enabled) {

    Cron times() {
      return Cron.of(cron);
    }
  }

  /**
   * How it went.
   *
   * @param dueAt the last time that a workflow was submitted for, or could not be
   * @param skippedAt the last time that was left out
   */
  record Past(
      @Nullable Instant dueAt,
      @Nullable String workflow,
      @Nullable String error,
      @Nullable Instant skippedAt,
      @Nullable Skipped skipped) {

    static final Past NONE = new Past(null, null, null, null, null);
  }

  /** What happens while the last workflow is not over. */
  enum Overlap {
    /** The time is left out. */
    SKIP,
    /** One workflow waits for the last one; further times are left out. */
    QUEUE;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What happens to the times at which no node was there. */
  enum CatchUp {
    /** They are left out. */
    NONE,
    /** One workflow stands for all of them. */
    LATEST;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a time was left out. */
  enum Skipped {
    /** The workflow before was not over. */
    OVERLAP,
    /** No node was there. */
    MISSED;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The next times, beginning with the one that is next. */
  List<Instant> nextTimes(int most) {
    return nextAt == null
        ? List.of()
        : terms.times().next(nextAt.minusNanos(1), terms.timeZone(), most);
  }
}
