package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workflow.WorkflowQueries.Filter;
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
 * What is asked of many workflows.
 *
 * @param filter which ones; the same as those of the list
 * @param dryRun true (the default): says what would be done
 * @param expected how many of them a dry run has found; needed to do it
 */
record BulkRequest(
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED) BulkFilter filter,
    @Nullable Boolean dryRun,
    @Nullable Integer expected) {

  /**
   * Which workflows; absent parts do not matter.
   *
   * @param status any of these
   * @param target a path or a URL, as it was submitted
   * @param labels all of these
   * @param project whose they are
   * @param all true, and nothing else: all there are
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
      @Nullable Map<String, @Nullable String> labels,
      @Nullable String project,
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
          && project == null
          && (labels == null || labels.isEmpty());
    }

    private void check(List<Fault> faults) {
      boolean everything = Boolean.TRUE.equals(all);
      if (isEmpty() && !everything && faults.isEmpty()) {
        faults.add(
            new Fault("/filter", "must say which workflows, or {\"all\": true} for all there are"));
      } else if (!isEmpty() && everything) {
        faults.add(new Fault("/filter/all", "cannot be given beside others"));
      }
      if (status != null && status.contains(null) && faults.isEmpty()) {
        faults.add(new Fault("/filter/status", "must be words such as queued"));
      }
      if (isStrange(type)) {
        faults.add(new Fault("/filter/type", "must not hold a NUL"));
      }
      if (isStrange(project)) {
        faults.add(new Fault("/filter/project", "must not hold a NUL"));
      }
      if (labels != null
          && labels.entrySet().stream()
              .anyMatch(one ->
                  one.getValue() == null || isStrange(one.getKey()) || isStrange(one.getValue()))) {
        faults.add(new Fault("/filter/labels", "must be texts without a NUL"));
      }
    }

    /** The database knows no such text. */
    private static boolean isStrange(@Nullable String text) {
      return text != null && text.indexOf('\0') >= 0;
    }

    /** What is looked for; what is wrong with it is added to the faults. */
    Filter read(UnaryOperator<String> targetName, List<Fault> faults) {
      check(faults);
      return new Filter(
          statuses(),
          type,
          InvalidRequest.read(
              "/filter/target", target, targetName::apply, "is not a path or a URL", faults),
          InvalidRequest.read(
              "/filter/session_id", sessionId, UUID::fromString, "is not a session's id", faults),
          endedReason,
          InvalidRequest.readTime("/filter/created_after", createdAfter, faults),
          InvalidRequest.readTime("/filter/created_before", createdBefore, faults),
          labels == null
              ? Map.of()
              : labels.entrySet().stream()
                  .collect(Collectors.toMap(Entry::getKey, one -> String.valueOf(one.getValue()))),
          project);
    }
  }
}
