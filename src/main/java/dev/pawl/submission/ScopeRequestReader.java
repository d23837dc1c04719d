package dev.pawl.submission;

import dev.pawl.glob.PathPattern;
import dev.pawl.submission.WorkflowRequest.ScopeRequest;
import dev.pawl.target.ConfigurationRules;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetScope;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;

/** Validates the scope of a submission and finds the commits that it compares with. */
@Component
class ScopeRequestReader {

  private static final int MAX_PATTERNS = 1000;
  private static final int MAX_REVISION_LENGTH = 255;
  private static final String CHANGED_SINCE = "changed_since";

  private final WorkspaceService workspaces;
  private final ConfigurationRules rules;

  ScopeRequestReader(WorkspaceService workspaces, ConfigurationRules rules) {
    this.workspaces = workspaces;
    this.rules = rules;
  }

  /**
   * Returns the scope of a workflow: that of the request or else that of the target's configuration. Errors are recorded in
   * {@code errors}.
   *
   * @param target the target; empty if it is not valid, so that no commits can be found
   * @return empty if there are errors, if neither has a scope, and for the configuration of a repository, which is not
   *     read before a run
   */
  Optional<TargetScope> read(
      @Nullable ScopeRequest requested, Optional<Target> target, Errors errors) {
    if (requested != null) {
      int before = errors.getErrorCount();
      TargetScope scope = toScope(requested, errors);
      return errors.getErrorCount() > before || target.isEmpty()
          ? Optional.empty()
          : resolve(scope, target.get(), "scope." + CHANGED_SINCE, "", errors);
    }
    if (target.isEmpty() || target.get().git() != null) {
      return Optional.empty();
    }
    return configured(target.get(), errors);
  }

  private Optional<TargetScope> configured(Target target, Errors errors) {
    TargetConfig config = workspaces.config(target);
    String prefix = "has a scope in its .quality-config.json that cannot be applied: ";
    var faults =
        rules.check(config).stream().filter(fault -> fault.pointer().startsWith("/scope")).toList();
    faults.forEach(
        fault -> errors.rejectValue("target", "invalid_configuration", prefix + fault.text()));
    return faults.isEmpty()
        ? config.scope().flatMap(scope -> resolve(scope, target, "target", prefix, errors))
        : Optional.empty();
  }

  private Optional<TargetScope> resolve(
      TargetScope scope, Target target, String field, String prefix, Errors errors) {
    try {
      return Optional.of(workspaces.resolve(scope, target));
    } catch (InvalidScopeException e) {
      String reason = String.valueOf(e.getMessage());
      errors.rejectValue(
          field,
          "unknown_revision",
          prefix.isEmpty() ? reason.replaceFirst("^" + CHANGED_SINCE + " ", "") : prefix + reason);
    } catch (IOException e) {
      errors.rejectValue(
          field, "unreadable", prefix + "cannot be resolved: " + String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  /** Returns a scope without its commits. Errors are recorded in {@code errors}. */
  static TargetScope toScope(ScopeRequest requested, Errors errors) {
    checkPatterns("scope.paths", requested.paths(), errors);
    checkPatterns("scope.exclude", requested.exclude(), errors);
    String revision = requested.changedSince();
    if (revision != null
        && (revision.isBlank()
            || revision.length() > MAX_REVISION_LENGTH
            || revision.startsWith("-")
            || revision.chars().anyMatch(Character::isISOControl))) {
      errors.rejectValue(
          "scope." + CHANGED_SINCE,
          "invalid",
          "must be a branch, a tag or a commit of at most 255 characters");
    }
    if (requested.lines() == TargetScope.Lines.CHANGED && revision == null) {
      errors.rejectValue(
          "scope.lines", "incomplete", "can only be changed together with " + CHANGED_SINCE);
    }
    return new TargetScope(
        withoutNulls(requested.paths()),
        withoutNulls(requested.exclude()),
        revision,
        requested.lines() == null ? TargetScope.Lines.ALL : requested.lines());
  }

  private static void checkPatterns(
      String field, @Nullable List<@Nullable String> patterns, Errors errors) {
    if (patterns == null) {
      return;
    }
    if (patterns.size() > MAX_PATTERNS) {
      errors.rejectValue(field, "too_many", "must contain at most 1000 entries");
      return;
    }
    for (int i = 0; i < patterns.size(); i++) {
      String pattern = patterns.get(i);
      Optional<String> reason =
          pattern == null ? Optional.of("must be a string") : PathPattern.rejectionReason(pattern);
      if (reason.isPresent()) {
        errors.rejectValue("%s[%d]".formatted(field, i), "invalid", reason.get());
      }
    }
  }

  private static List<String> withoutNulls(@Nullable List<@Nullable String> patterns) {
    var present = new ArrayList<String>();
    for (String pattern : patterns == null ? List.<@Nullable String>of() : patterns) {
      if (pattern != null) {
        present.add(pattern);
      }
    }
    return List.copyOf(present);
  }
}
