package dev.pawl.dashboard;

import dev.pawl.command.Severity;
import dev.pawl.report.DurationFormatter;
import dev.pawl.report.WorkflowNarrative;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Formats times, numbers and statuses for the templates, which refer to it as {@code @pageFormat}. */
@Component
class PageFormat {

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int JUST_NOW_SECONDS = 45;

  private final Clock clock;

  PageFormat(Clock clock) {
    this.clock = clock;
  }

  /**
   * A status as the pages show it: a colour, an icon and a word.
   *
   * @param tone the class of the colour: good, bad, warn, busy or none
   * @param turning whether the icon turns, because something is running
   */
  record Badge(String tone, String icon, String word, boolean turning) {

    private Badge(String tone, String icon, String word) {
      this(tone, icon, word, false);
    }
  }

  /** Returns the badge of the status of a workflow. */
  public Badge badge(WorkflowStatus status) {
    return switch (status) {
      case QUEUED -> new Badge("busy", "queued", "Queued");
      case RUNNING -> new Badge("busy", "running", "Running", true);
      case AWAITING_DECISION -> new Badge("warn", "question", "Needs you");
      case COMPLETED -> new Badge("good", "passed", "Completed");
      case FAILED -> new Badge("bad", "failed", "Failed");
      case ROLLED_BACK -> new Badge("warn", "undone", "Rolled back");
      case CANCELLED -> new Badge("none", "skipped", "Cancelled");
    };
  }

  /** Returns the badge of the status of a step. */
  public Badge badge(StepStatus status) {
    return switch (status) {
      case PENDING -> new Badge("none", "queued", "Pending");
      case RUNNING -> new Badge("busy", "running", "Running", true);
      case COMPLETED -> new Badge("good", "passed", "Completed");
      case FAILED -> new Badge("bad", "failed", "Failed");
      case SKIPPED -> new Badge("none", "skipped", "Skipped");
      case ROLLED_BACK -> new Badge("warn", "undone", "Rolled back");
      case CANCELLED -> new Badge("none", "skipped", "Cancelled");
    };
  }

  /** Returns the badge of a severity. */
  public Badge badge(Severity severity) {
    return switch (severity) {
      case ERROR -> new Badge("bad", "failed", "Error");
      case WARNING -> new Badge("warn", "warning", "Warning");
      case INFO -> new Badge("busy", "note", "Note");
    };
  }

  /** Returns the badge of the severity of a rule. */
  public Badge badge(RuleSeverity severity) {
    return severity == RuleSeverity.OFF
        ? new Badge("none", "skipped", "Off")
        : badge(Severity.valueOf(severity.name()));
  }

  /** Returns the badge of a workflow status as stored or in the API, such as {@code rolled_back}. */
  public Badge workflowBadge(String status) {
    return badge(WorkflowStatus.valueOf(status.toUpperCase(Locale.ROOT)));
  }

  /** Returns the badge of a condition that passed or failed. */
  public Badge badge(boolean passed) {
    return passed ? new Badge("good", "passed", "Passed") : new Badge("bad", "failed", "Failed");
  }

  /** Returns the badge of a node. */
  public Badge aliveBadge(boolean alive) {
    return alive
        ? new Badge("good", "passed", "Alive")
        : new Badge("bad", "failed", "No heartbeat");
  }

  /** Returns the time since an instant, such as {@code 2 min ago}; pawl.js computes the same. */
  public String ago(Instant at) {
    long seconds = Duration.between(at, clock.instant()).toSeconds();
    if (seconds < JUST_NOW_SECONDS) {
      return "just now";
    }
    if (seconds < Duration.ofHours(1).toSeconds()) {
      return Math.max(1, seconds / 60) + " min ago";
    }
    if (seconds < Duration.ofDays(1).toSeconds()) {
      return seconds / 3600 + " h ago";
    }
    return WorkflowNarrative.pluralize(seconds / 86_400, "day") + " ago";
  }

  /** Returns how long something has been running, such as {@code 1 min 3 s}. */
  public String clock(Instant since) {
    return clock(Duration.between(since, clock.instant()));
  }

  /** Returns the time until an instant, such as {@code in 4 min 10 s}. */
  public String left(Instant until) {
    Duration left = Duration.between(clock.instant(), until);
    return left.isPositive() ? "in " + clock(left) : "now";
  }

  private static String clock(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %d s".formatted(seconds / 60, seconds % 60)
        : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  /** Returns the exact time in UTC; scripts replace it by the local time. */
  public String exact(Instant at) {
    return EXACT.format(at);
  }

  /** Returns a duration such as {@code 1.4 s}. */
  public String duration(long millis) {
    return DurationFormatter.format(millis);
  }

  /** Returns the duration between two instants; empty without both. */
  public String between(@Nullable Instant start, @Nullable Instant end) {
    return start == null || end == null
        ? ""
        : duration(Math.max(0, Duration.between(start, end).toMillis()));
  }

  /** Returns an ISO 8601 duration in words, such as {@code 1 h} or {@code 2 min 30 s}. */
  public String span(String iso) {
    String exact = Duration.parse(iso).toString().substring(2).toLowerCase(Locale.ROOT);
    return exact
        .replaceAll("(\\d)h", "$1 h ")
        .replaceAll("(\\d)m", "$1 min ")
        .replaceAll("(\\d)s", "$1 s")
        .strip();
  }

  /** Returns a text whose verdicts of gates are sentences. */
  public String words(String text) {
    return VerdictText.inWords(text);
  }

  /** Returns the name of an author without the address, such as {@code Pawl} of {@code Pawl <pawl@example.org>}. */
  public static String authorName(String author) {
    int address = author.indexOf('<');
    return address > 0 ? author.substring(0, address).strip() : author;
  }

  /** Returns the path of the page of a rule. */
  public static String rulePath(String rule) {
    return UriComponentsBuilder.fromPath("/rules/").path(rule).encode().toUriString();
  }

  /** Returns a number with a comma between thousands. */
  public String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a number and its noun, such as {@code 3 files}. */
  public String count(long count, String noun) {
    return WorkflowNarrative.pluralize(count, noun);
  }

  /** Returns the last part of a path or URL, such as {@code billing}; the name of a target in titles. */
  public static String shortName(String target) {
    String trimmed = target.replaceFirst("(\\.git)?/*$", "");
    String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return last.isEmpty() ? target : last;
  }
}
