package dev.pawl.submission;

import dev.pawl.callback.CallbackService;
import dev.pawl.lock.Concurrency;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Planner;
import dev.pawl.project.ProjectService;
import dev.pawl.session.SessionService;
import dev.pawl.submission.WorkflowRequest.ConcurrencyRequest;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import dev.pawl.workflow.CallbackRequest;
import dev.pawl.workflow.NewWorkflow;
import dev.pawl.workflow.ReportTo;
import dev.pawl.workspace.WorkspaceService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.springframework.util.StringUtils;
import org.springframework.validation.Errors;
import org.springframework.validation.MapBindingResult;

/** Parses a submission and reports all validation errors at once, before anything is stored. */
@Component
@EnableConfigurationProperties(SubmissionProperties.class)
class WorkflowRequestReader {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

  /** The beginning of the concurrency groups of schedules and triggers. */
  private static final Pattern RESERVED_GROUP = Pattern.compile("schedule:|trigger:");

  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
  private static final int DEFAULT_PRIORITY = 5;

  private final WorkspaceService workspaces;
  private final Planner planner;
  private final PlanRequestMapper requests;
  private final SessionService sessions;
  private final CallbackService callbacks;
  private final SubmissionProperties properties;
  private final ProjectService projects;
  private final PlanningDeadline deadline;
  private final ScopeRequestReader scopes;
  private final RuleSettingsRule rules;
  private final RequestedFormatters formatters;
  private final ReportDestinations destinations;

  WorkflowRequestReader(
      WorkspaceService workspaces,
      Planner planner,
      PlanRequestMapper requests,
      SessionService sessions,
      CallbackService callbacks,
      SubmissionProperties properties,
      ProjectService projects,
      PlanningDeadline deadline,
      ScopeRequestReader scopes,
      RuleSettingsRule rules,
      RequestedFormatters formatters,
      ReportDestinations destinations) {
    this.workspaces = workspaces;
    this.planner = planner;
    this.requests = requests;
    this.sessions = sessions;
    this.callbacks = callbacks;
    this.properties = properties;
    this.projects = projects;
    this.deadline = deadline;
    this.scopes = scopes;
    this.rules = rules;
    this.formatters = formatters;
    this.destinations = destinations;
  }

  /** A valid submission with its target and plan. */
  private record ValidRequest(
      WorkflowRequest submission,
      Target target,
      Optional<TargetScope> scope,
      Plan plan,
      Duration timeout,
      Optional<ReportTo> reportTo) {}

  /**
   * A plan and what it is applied to.
   *
   * @param scope the part of the target; empty for the whole target
   * @param formatters the formatters that the request names, by the key of a language
   * @param requires the labels that the request requires of a node, by name
   */
  record Preview(
      Target target,
      Optional<TargetScope> scope,
      Plan plan,
      Map<String, List<String>> formatters,
      Map<String, String> requires) {}

  /**
   * Parses and validates a submission.
   *
   * @throws InvalidRequestException with all validation errors
   */
  NewWorkflow read(@Nullable String body, @Nullable String idempotencyKey) {
    ValidRequest valid = validate(body);
    WorkflowRequest submission = valid.submission();
    return new NewWorkflow(
        valid.target(),
        valid.scope().orElse(null),
        valid.plan(),
        Boolean.TRUE.equals(submission.dryRun()),
        valid.timeout(),
        Boolean.TRUE.equals(submission.interactive()),
        properties.decisionTimeout(),
        submission.labels() == null ? Map.of() : submission.labels(),
        submission.priority() == null ? DEFAULT_PRIORITY : submission.priority(),
        idempotencyKey,
        hash(String.valueOf(body)),
        submission.sessionId() == null ? null : UUID.fromString(submission.sessionId()),
        toConcurrency(submission.concurrency()),
        null,
        toCallback(submission),
        projects.currentName().orElse(null),
        RuleSettingsRule.toSettings(submission),
        RequestedFormatters.of(submission),
        valid.reportTo().orElse(null),
        toRequires(submission),
        null);
  }

  /**
   * Parses, validates and plans a submission without storing anything.
   *
   * @throws InvalidRequestException with all validation errors
   */
  Preview preview(@Nullable String body) {
    ValidRequest valid = validate(body);
    return new Preview(
        valid.target(),
        valid.scope(),
        valid.plan(),
        RequestedFormatters.of(valid.submission()),
        toRequires(valid.submission()));
  }

  private ValidRequest validate(@Nullable String body) {
    return deadline.call(() -> validateInTime(body));
  }

  private ValidRequest validateInTime(@Nullable String body) {
    var faults = new ArrayList<ValidationError>();
    WorkflowRequest submission =
        StrictJsonReader.read(
            body, WorkflowRequest.class, "The body must be a JSON object with a target.", faults);
    var errors = new MapBindingResult(new TreeMap<>(), "submission");
    Duration timeout = parseTimeout(submission.timeout(), errors);
    Integer priority = submission.priority();
    if (priority != null && (priority < 0 || priority > 9)) {
      errors.rejectValue("priority", "out_of_range", "must be from 0 to 9");
    }
    checkLabels(submission.labels(), errors);
    checkRequires(submission.requires(), errors);
    checkConcurrency(submission.concurrency(), errors);
    Optional<Target> target = resolveTarget(submission, faults, errors);
    faults.addAll(rules.check(submission, target.map(workspaces::config)));
    faults.addAll(formatters.check(submission));
    Optional<TargetScope> scope = scopes.read(submission.scope(), target, errors);
    checkSession(submission.sessionId(), target, errors);
    checkCallback(submission, errors);
    Optional<ReportTo> reportTo =
        Optional.ofNullable(submission.reportTo())
            .flatMap(requested -> destinations.resolve(requested, target, errors));
    // Planned even if the target is invalid, so that all errors are reported at once.
    var plan = planner.plan(requests.toPlanRequest(submission, target, errors), errors);
    if (target.isPresent() && plan.isPresent()) {
      checkLimits(submission, target.get(), plan.get(), errors);
    }
    errors
        .getFieldErrors()
        .forEach(error ->
            faults.add(
                new ValidationError(
                    toJsonPointer(error.getField()), String.valueOf(error.getDefaultMessage()))));
    if (!faults.isEmpty()) {
      throw new InvalidRequestException(faults);
    }
    Plan complete =
        plan.orElseThrow().withWarnings(requests.configurationWarnings(target.orElseThrow()));
    return new ValidRequest(submission, target.orElseThrow(), scope, complete, timeout, reportTo);
  }

  private void checkLimits(WorkflowRequest submission, Target target, Plan plan, Errors errors) {
    boolean publishes =
        !Boolean.TRUE.equals(submission.dryRun()) && target.archive() == null && plan.publishes();
    projects
        .submissionAuthority()
        .rejectionReasons(
            target.git() == null ? target.name() : target.git().url(),
            plan.type(),
            submission.labels() == null ? Map.of() : submission.labels(),
            publishes)
        .forEach((field, reason) -> errors.rejectValue(field, "not_allowed", reason));
  }

  /** Returns the hash of a request body, which tells a repeated request from a different one. */
  static String hash(String body) {
    return DigestUtils.md5DigestAsHex(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Duration parseTimeout(@Nullable String text, Errors errors) {
    if (text == null) {
      return DEFAULT_TIMEOUT;
    }
    Optional<Duration> timeout = PlanRequestMapper.parseDuration(text);
    if (timeout.isEmpty()) {
      errors.rejectValue("timeout", "invalid", "is not a duration such as 30m or PT30M");
    } else if (timeout.get().toSeconds() < 1 || timeout.get().compareTo(MAX_TIMEOUT) > 0) {
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
      return;
    }
    labels.forEach((key, value) -> {
      if (!key.matches("[A-Za-z0-9_.-]{1,63}")
          || value == null
          || value.length() > 255
          || value.indexOf('\0') >= 0) {
        errors.rejectValue(
            "labels",
            "invalid",
            "has the entry %s; a name must have 1 to 63 letters, digits, _ . or -, and a value at most 255 characters"
                .formatted(shown(key, value)));
      }
    });
  }

  /** Returns the beginning of an entry, which may be as long as the request. */
  private static String shown(String name, @Nullable String value) {
    return "'%s': %s"
        .formatted(
            StringUtils.truncate(name, 80),
            value == null ? "null" : "'" + StringUtils.truncate(value, 80) + "'");
  }

  private static void checkRequires(
      @Nullable Map<String, @Nullable String> requires, Errors errors) {
    if (requires == null) {
      return;
    }
    if (requires.size() > 32) {
      errors.rejectValue("requires", "too_many", "must contain at most 32 entries");
      return;
    }
    requires.forEach((name, value) -> {
      if (!name.matches(NodeCapabilities.LABEL_NAME)
          || value == null
          || !value.matches(NodeCapabilities.LABEL_VALUE)) {
        errors.rejectValue(
            "requires",
            "invalid",
            "has the entry %s; a name must have 1 to 63 letters, digits, _ . or -, and a value 1 to 255 letters, digits, _ . : / or -"
                .formatted(shown(name, value)));
      }
    });
  }

  private static Map<String, String> toRequires(WorkflowRequest submission) {
    var requires = new TreeMap<String, String>();
    if (submission.requires() != null) {
      submission
          .requires()
          .forEach((name, value) -> {
            if (value != null) {
              requires.put(name, value);
            }
          });
    }
    return requires;
  }

  private void checkCallback(WorkflowRequest submission, Errors errors) {
    if (submission.callbackUrl() != null) {
      callbacks
          .rejectionReason(submission.callbackUrl())
          .ifPresent(reason -> errors.rejectValue("callback_url", "not_allowed", reason));
    }
    var events = submission.callbackEvents();
    if (events == null) {
      return;
    }
    if (submission.callbackUrl() == null) {
      errors.rejectValue("callback_events", "incomplete", "requires callback_url");
    } else if (events.isEmpty() || events.contains(null)) {
      errors.rejectValue(
          "callback_events", "invalid", "must contain started, decision_opened or ended");
    }
  }

  private static @Nullable CallbackRequest toCallback(WorkflowRequest submission) {
    String url = submission.callbackUrl();
    if (url == null) {
      return null;
    }
    var events = submission.callbackEvents();
    return new CallbackRequest(
        url,
        events == null
            ? CallbackRequest.DEFAULT_EVENTS
            : events.stream().flatMap(Stream::ofNullable).distinct().sorted().toList());
  }

  private static @Nullable Concurrency toConcurrency(@Nullable ConcurrencyRequest requested) {
    if (requested == null || requested.group() == null) {
      return null;
    }
    return new Concurrency(
        requested.group(),
        requested.policy() == null ? Concurrency.Policy.QUEUE : requested.policy());
  }

  private static void checkConcurrency(@Nullable ConcurrencyRequest requested, Errors errors) {
    if (requested != null
        && (requested.group() == null || !requested.group().matches("[A-Za-z0-9_.:/-]{1,200}"))) {
      errors.rejectValue(
          "concurrency.group",
          "invalid",
          "must be 1 to 200 letters, digits, _ . : / or -, such as deploy:main");
    } else if (requested != null && RESERVED_GROUP.matcher(requested.group()).lookingAt()) {
      errors.rejectValue(
          "concurrency.group",
          "reserved",
          "must not begin with schedule: or trigger:, as those of schedules and triggers do");
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
    Optional<String> sessionTarget;
    try {
      sessionTarget = sessions.findOpenTarget(UUID.fromString(id));
    } catch (IllegalArgumentException invalidId) {
      sessionTarget = Optional.empty();
    }
    if (sessionTarget.isEmpty()) {
      errors.rejectValue(
          "session_id",
          "unknown_session",
          "is not an open session; open one with POST /api/v1/sessions");
    } else if (target.isPresent()
        && !workspaces.targetName(sessionTarget.get()).equals(target.get().name())) {
      errors.rejectValue(
          "session_id", "other_target", "is a session on another target: " + sessionTarget.get());
    }
  }

  private Optional<Target> resolveTarget(
      WorkflowRequest submission, List<ValidationError> faults, Errors errors) {
    boolean hasTargetFaults =
        faults.stream().anyMatch(fault -> fault.pointer().startsWith("/target"));
    if (hasTargetFaults) {
      return Optional.empty();
    }
    errors.pushNestedPath("target");
    try {
      return workspaces.resolve(submission.target(), errors);
    } finally {
      errors.popNestedPath();
    }
  }

  static String toJsonPointer(String field) {
    String path = field.replaceAll("\\.$", "");
    return path.isEmpty() ? "" : "/" + path.replace('.', '/').replaceAll("\\[(\\d+)]", "/$1");
  }
}
