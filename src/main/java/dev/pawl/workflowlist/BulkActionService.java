package dev.pawl.workflowlist;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.WorkflowAction;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflowlist.BulkActionResult.BulkFailure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Applies an action to many workflows, each in its own transaction, or previews the effect. */
@Component
class BulkActionService {

  static final int MAX_WORKFLOWS = 1000;

  private static final Logger log = LoggerFactory.getLogger(BulkActionService.class);
  private static final int PREVIEW_SIZE = 20;

  /** The maximum number of workflow graphs in memory at once. */
  private static final int BATCH_SIZE = 50;

  /** The number of failures after which the remaining workflows are skipped, as the cause is not a single workflow. */
  private static final int MAX_FAILURES = 3;

  private final WorkflowService workflows;
  private final WorkflowListService list;

  BulkActionService(WorkflowService workflows, WorkflowListService list) {
    this.workflows = workflows;
    this.list = list;
  }

  /** Returns how many of the matching workflows allow the action, and why the others do not; changes nothing. */
  public BulkActionResult preview(WorkflowAction action, WorkflowFilter filter) {
    List<WorkflowListEntry> matches = findMatching(filter);
    var refused = new ArrayList<BulkFailure>();
    for (int from = 0; from < matches.size(); from += BATCH_SIZE) {
      refused.addAll(
          findRefused(action, matches.subList(from, Math.min(from + BATCH_SIZE, matches.size()))));
    }
    return new BulkActionResult(
        action,
        true,
        matches.size(),
        matches.size() - refused.size(),
        0,
        refused.size(),
        0,
        firstNames(matches),
        List.of(),
        refused);
  }

  private List<BulkFailure> findRefused(WorkflowAction action, List<WorkflowListEntry> batch) {
    var refusals =
        workflows.findRefusals(action, batch.stream().map(WorkflowListEntry::id).toList());
    return names(batch).stream()
        .flatMap(name ->
            Optional.ofNullable(refusals.get(name)).stream()
                .map(refused -> new BulkFailure(name, reason(refused))))
        .toList();
  }

  /**
   * Applies the action to all matching workflows.
   *
   * @param expected the number of matching workflows in the preview
   */
  public BulkActionResult apply(WorkflowAction action, WorkflowFilter filter, int expected) {
    List<WorkflowListEntry> matches = findMatching(filter);
    if (matches.size() != expected) {
      throw countMismatch(matches.size(), expected);
    }
    // Cancel the newest first: otherwise each cancellation could start a queued workflow that is
    // cancelled next.
    List<String> orderedNames =
        action == WorkflowAction.CANCELLATION ? names(matches) : names(matches).reversed();
    var started = new ArrayList<String>();
    var notDone = new ArrayList<BulkFailure>();
    int done = 0;
    int failed = 0;
    for (String name : orderedNames) {
      if (failed >= MAX_FAILURES) {
        notDone.add(new BulkFailure(name, "not attempted because other workflows failed"));
        failed++;
        continue;
      }
      try {
        if (action == WorkflowAction.RERUN) {
          started.add(workflows.rerun(name, null).workflowId());
        } else {
          workflows.requestAction(name, action);
        }
        done++;
      } catch (ErrorResponseException refused) {
        notDone.add(new BulkFailure(name, reason(refused)));
      } catch (RuntimeException e) {
        log.error("Bulk action failed: action {}, workflow {}", action, name, e);
        notDone.add(new BulkFailure(name, "internal error: the change was rolled back; try again"));
        failed++;
      }
    }
    return new BulkActionResult(
        action,
        false,
        expected,
        done + failed,
        done,
        notDone.size() - failed,
        failed,
        firstNames(matches),
        started,
        notDone);
  }

  private List<WorkflowListEntry> findMatching(WorkflowFilter filter) {
    List<WorkflowListEntry> matches = list.findFirst(filter, MAX_WORKFLOWS + 1);
    if (matches.size() > MAX_WORKFLOWS) {
      throw new InvalidRequestException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "Too many workflows",
          "The filter matches %d workflows, but at most %d are allowed; narrow it, for example with"
                  .formatted(list.count(filter), MAX_WORKFLOWS)
              + " created_before.");
    }
    return matches;
  }

  private static List<String> names(List<WorkflowListEntry> matches) {
    return matches.stream().map(WorkflowListEntry::name).toList();
  }

  private static List<String> firstNames(List<WorkflowListEntry> matches) {
    return names(matches).stream().limit(PREVIEW_SIZE).toList();
  }

  private static String reason(ErrorResponseException refused) {
    return String.valueOf(refused.getBody().getDetail());
  }

  private static ErrorResponseException countMismatch(int matched, int expected) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "The filter now matches %d workflows instead of %d; nothing was changed. Repeat the dry run."
                .formatted(matched, expected));
    problem.setType(URI.create("/problems/match-count-changed"));
    problem.setTitle("Number of matching workflows changed");
    problem.setProperty("matched", matched);
    return new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
  }
}
