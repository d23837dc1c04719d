package dev.pawl.submission;

import dev.pawl.callback.Callbacks;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Planner;
import dev.pawl.project.Projects;
import dev.pawl.session.Sessions;
import dev.pawl.submission.Submission.ConcurrencyRequest;
import dev.pawl.workflow.Accepted;
import dev.pawl.workflow.BodyReader;
import dev.pawl.workflow.Concurrency;
import dev.pawl.workflow.InvalidRequest;
import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.Workspaces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.springframework.validation.Errors;
import org.springframework.validation.MapBindingResult;

/** Parses a submission and reports all validation errors at once, before anything is stored. */
@Component
@EnableConfigurationProperties(SubmissionProperties.class)
class SubmissionReader {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int DEFAULT_PRIORITY = 5;

  private final Workspaces workspaces;
  private final Planner planner;
  private final PlanRequests requests;
  private final Sessions sessions;
  private final Callbacks callbacks;
  private final SubmissionProperties properties;
  private final Projects projects;

  SubmissionReader(
      Workspaces workspaces,
      Planner planner,
      PlanRequests requests,
      Sessions sessions,
      Callbacks callbacks,
      SubmissionProperties properties,
      Projects projects) {
    this.workspaces = workspaces;
    this.planner = planner;
    this.requests = requests;
    this.sessions = sessions;
    this.callbacks = callbacks;
    this.properties = properties;
    this.projects = projects;
  }

  /** A valid submission with its target and plan. */
  private record Checked(Submission submission, Target target, Plan plan, Duration timeout) {}

  /** A plan and its target. */
  record Preview(Target target, Plan plan) {}

  /**
   * Parses and validates a submission.
   *
   * @throws InvalidRequest with all validation errors
   */
  Accepted read(@Nullable String body, @Nullable String idempotencyKey) {
    Checked checked = check(body);
    Submission submission = checked.submission();
    return new Accepted(
        checked.target(),
        checked.plan(),
        Boolean.TRUE.equals(submission.dryRun()),
        checked.timeout(),
        Boolean.TRUE.equals(submission.interactive()),
        properties.decisionTimeout(),
        submission.labels() == null ? Map.of() : submission.labels(),
        submission.priority() == null ? DEFAULT_PRIORITY : submission.priority(),
        idempotencyKey,
        hash(String.valueOf(body)),
        submission.sessionId() == null ? null : UUID.fromString(submission.sessionId()),
        concurrency(submission.concurrency()),
        null,
        submission.callbackUrl(),
        projects.currentName().orElse(null));
  }

  /**
   * Parses, validates and plans a submission without storing anything.
   *
   * @throws InvalidRequest with all validation errors
   */
  Preview preview(@Nullable String body) {
    Checked checked = check(body);
    return new Preview(checked.target(), checked.plan());
  }

  private Checked check(@Nullable String body) {
    var faults = new ArrayList<Fault>();
    Submission submission =
        BodyReader.read(
            body, Submission.class, "The body must be a JSON object with a target.", faults);
    var errors = new MapBindingResult(new TreeMap<>(), "submission");
    Duration timeout = timeout(submission.timeout(), errors);
    Integer priority = submission.priority();
    if (priority != null && (priority < 0 || priority > 9)) {
      errors.rejectValue("priority", "out_of_range", "must be from 0 to 9");
    }
    checkLabels(submission.labels(), errors);
    checkConcurrency(submission.concurrency(), errors);
    Optional<Target> target = target(submission, faults, errors);
    checkSession(submission.sessionId(), target, errors);
    if (submission.callbackUrl() != null) {
      callbacks
          .fault(submission.callbackUrl())
          .ifPresent(why -> errors.rejectValue("callback_url", "not_allowed", why));
    }
    // Planned even if the target is invalid, so that all errors are reported at once.
    var plan = planner.plan(requests.of(submission, target, errors), errors);
    errors
        .getFieldErrors()
        .forEach(error ->
            faults.add(
                new Fault(pointer(error.getField()), String.valueOf(error.getDefaultMessage()))));
    if (!faults.isEmpty()) {
      throw new InvalidRequest(faults);
    }
    return new Checked(submission, target.orElseThrow(), plan.orElseThrow(), timeout);
  }

  /** Returns the hash of a request body, which tells a repeated request from a different one. */
  static String hash(String body) {
    return DigestUtils.md5DigestAsHex(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Duration timeout(@Nullable String text, Errors errors) {
    if (text == null) {
      return DEFAULT_TIMEOUT;
    }
    Optional<Duration> timeout = PlanRequests.duration(text);
    if (timeout.isEmpty()) {
      errors.rejectValue("timeout", "invalid", "is not a duration such as 30m or PT30M");
    } else if (timeout.get().toSeconds() < 1 || timeout.get().compareTo(LONGEST) > 0) {
      errors.rejectValue("timeout", "out_of_range", "must be from 1s to 24h");
    }
    return timeout.orElse(DEFAULT_TIMEOUT);
  }

  private static void checkLabels(@Nullable Map<String, String> labels, Errors errors) {
    if (labels == null) {
      return;
    }
    if (labels.size() > 32) {
      errors.rejectValue("labels", "too_many", "must contain at most 32 entries");
    }
    labels.forEach((key, value) -> {
      if (!key.matches("[A-Za-z0-9_.-]{1,63}")
          || value == null
          || value.length() > 255
          || value.indexOf('\0') >= 0) {
        errors.rejectValue(
            "labels",
            "invalid",
            "must have names of 1 to 63 letters, digits, _ . or - and values of at most 255"
                + " characters");
      }
    });
  }

  private static @Nullable Concurrency concurrency(@Nullable ConcurrencyRequest asked) {
    if (asked == null || asked.group() == null) {
      return null;
    }
    return new Concurrency(
        asked.group(), asked.policy() == null ? Concurrency.Policy.QUEUE : asked.policy());
  }

  private static void checkConcurrency(@Nullable ConcurrencyRequest asked, Errors errors) {
    if (asked != null
        && (asked.group() == null || !asked.group().matches("[A-Za-z0-9_.:/-]{1,200}"))) {
      errors.rejectValue(
          "concurrency.group",
          "invalid",
          "must be 1 to 200 letters, digits, _ . : / or -, such as deploy:main");
    }
  }

  /** Checks that the session is open and belongs to the same target. */
  private void checkSession(@Nullable String id, Optional<Target> target, Errors errors) {
    if (id == null) {
      return;
    }
    if (projects.currentName().isPresent()) {
      errors.rejectValue("session_id", "not_allowed", "is not available to project-scoped callers");
      return;
    }
    Optional<String> works;
    try {
      works = sessions.target(UUID.fromString(id));
    } catch (IllegalArgumentException notAnId) {
      works = Optional.empty();
    }
    if (works.isEmpty()) {
      errors.rejectValue(
          "session_id",
          "unknown_session",
          "is not an open session; open one with POST /api/v1/sessions");
    } else if (target.isPresent()
        && !workspaces.targetName(works.get()).equals(target.get().name())) {
      errors.rejectValue(
          "session_id", "other_target", "is a session on another target: " + works.get());
    }
  }

  private Optional<Target> target(Submission submission, List<Fault> faults, Errors errors) {
    boolean broken = faults.stream().anyMatch(fault -> fault.pointer().startsWith("/target"));
    if (broken) {
      return Optional.empty();
    }
    errors.pushNestedPath("target");
    try {
      return workspaces.resolve(submission.target(), errors);
    } finally {
      errors.popNestedPath();
    }
  }

  private static String pointer(String field) {
    String path = field.replaceAll("\\.$", "");
    return path.isEmpty() ? "" : "/" + path.replace('.', '/').replaceAll("\\[(\\d+)]", "/$1");
  }
}
