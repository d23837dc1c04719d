package dev.pawl.workflowlist;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request for an action on many workflows.
 *
 * @param filter the filter of the workflows, with the same criteria as the list of workflows
 * @param dryRun whether to only preview the effect; true when absent
 * @param expected the number of matching workflows according to a dry run; required to apply the action
 */
@Schema(name = "BulkRequest")
record BulkRequest(
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED) BulkFilter filter,
    @Nullable Boolean dryRun,
    @Nullable Integer expected) {

  /**
   * A filter of workflows; absent criteria match every workflow.
   *
   * @param status the accepted statuses
   * @param type the workflow type
   * @param target the path or URL, as submitted
   * @param sessionId the session of the workflows
   * @param endedReason the reason why the workflows ended
   * @param createdAfter the time after which the workflows were submitted
   * @param createdBefore the time before which the workflows were submitted
   * @param startedBefore the time before which the workflows started
   * @param labels the labels that must all be present
   * @param project the project that owns the workflows
   * @param repository the URL of the git repository
   * @param branch the name of the branch, such as {@code main}
   * @param commit the id of the commit, or at least its first 4 digits
   * @param all true, without other criteria, to select all workflows
   */
  @Schema(name = "BulkFilter")
  record BulkFilter(
      @Nullable List<@Nullable WorkflowStatus> status,
      @Nullable String type,
      @Nullable String target,
      @Nullable String sessionId,
      @Nullable EndedReason endedReason,
      @Nullable String createdAfter,
      @Nullable String createdBefore,
      @Nullable String startedBefore,
      @Nullable Map<String, @Nullable String> labels,
      @Nullable String project,
      @Nullable String repository,
      @Nullable String branch,
      @Nullable String commit,
      @Nullable Boolean all) {

    private List<WorkflowStatus> statuses() {
      return status == null ? List.of() : status.stream().filter(Objects::nonNull).toList();
    }

    private boolean isEmpty() {
      return statuses().isEmpty()
          && type == null
          && target == null
          && sessionId == null
          && endedReason == null
          && createdAfter == null
          && createdBefore == null
          && startedBefore == null
          && project == null
          && repository == null
          && branch == null
          && commit == null
          && (labels == null || labels.isEmpty());
    }

    private void validate(List<ValidationError> errors) {
      boolean selectsAll = Boolean.TRUE.equals(all);
      if (isEmpty() && !selectsAll && errors.isEmpty()) {
        errors.add(
            new ValidationError(
                "/filter", "must select workflows, or be {\"all\": true} for all workflows"));
      } else if (!isEmpty() && selectsAll) {
        errors.add(new ValidationError("/filter/all", "cannot be combined with other criteria"));
      }
      if (status != null && status.contains(null) && errors.isEmpty()) {
        errors.add(new ValidationError("/filter/status", "must contain statuses such as queued"));
      }
      if (containsNul(type)) {
        errors.add(new ValidationError("/filter/type", "must not contain a NUL character"));
      }
      if (containsNul(project)) {
        errors.add(new ValidationError("/filter/project", "must not contain a NUL character"));
      }
      if (containsNul(repository)) {
        errors.add(new ValidationError("/filter/repository", "must not contain a NUL character"));
      }
      if (containsNul(branch)) {
        errors.add(new ValidationError("/filter/branch", "must not contain a NUL character"));
      }
      if (labels != null
          && labels.entrySet().stream()
              .anyMatch(label ->
                  label.getValue() == null
                      || containsNul(label.getKey())
                      || containsNul(label.getValue()))) {
        errors.add(
            new ValidationError("/filter/labels", "must be strings without a NUL character"));
      }
    }

    /** Returns whether the text contains a NUL character, which PostgreSQL cannot store. */
    private static boolean containsNul(@Nullable String text) {
      return text != null && text.indexOf('\0') >= 0;
    }

    /** Converts the request to a filter and adds invalid values to the faults. */
    WorkflowFilter toFilter(
        UnaryOperator<String> targetNameResolver, List<ValidationError> errors) {
      validate(errors);
      return new WorkflowFilter(
          statuses(),
          type,
          InvalidRequestException.parse(
              "/filter/target", target, targetNameResolver::apply, "is not a path or URL", errors),
          InvalidRequestException.parse(
              "/filter/session_id", sessionId, UUID::fromString, "is not a session ID", errors),
          endedReason,
          InvalidRequestException.parseTime("/filter/created_after", createdAfter, errors),
          InvalidRequestException.parseTime("/filter/created_before", createdBefore, errors),
          InvalidRequestException.parseTime("/filter/started_before", startedBefore, errors),
          labels == null
              ? Map.of()
              : labels.entrySet().stream()
                  .collect(
                      Collectors.toMap(Entry::getKey, label -> String.valueOf(label.getValue()))),
          project,
          repository,
          CommitCriteria.branchName(branch),
          InvalidRequestException.parse(
              "/filter/commit",
              commit,
              CommitCriteria::parseCommit,
              CommitCriteria.COMMIT_ERROR,
              errors));
    }
  }
}
