package dev.pawl.workflow;

import dev.pawl.workflow.BulkAnswer.NotDone;
import dev.pawl.workflow.WorkflowQueries.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Applies an action to many workflows, each in its own transaction, or previews the effect. */
@Component
class Bulk {

  static final int MOST = 1000;

  private static final Logger log = LoggerFactory.getLogger(Bulk.class);
  private static final int SHOWN = 20;

  /** The maximum number of workflow graphs in memory at once. */
  private static final int BATCH = 50;

  /** The number of failures after which the remaining workflows are skipped, as the cause is not a single workflow. */
  private static final int MOST_FAULTS = 3;

  private final Workflows workflows;
  private final WorkflowQueries queries;
  private final Ledger ledger;

  Bulk(Workflows workflows, WorkflowQueries queries, Ledger ledger) {
    this.workflows = workflows;
    this.queries = queries;
    this.ledger = ledger;
  }

  /** Returns how many of the matching workflows allow the action, and why the others do not; changes nothing. */
  BulkAnswer preview(WorkflowAction action, Filter filter) {
    List<Entry<UUID, WorkflowSummary>> found = find(filter);
    var refused = new ArrayList<NotDone>();
    for (int from = 0; from < found.size(); from += BATCH) {
      refused.addAll(refused(action, found.subList(from, Math.min(from + BATCH, found.size()))));
    }
    return new BulkAnswer(
        action,
        true,
        found.size(),
        found.size() - refused.size(),
        0,
        refused.size(),
        0,
        first(found),
        List.of(),
        refused);
  }

  private List<NotDone> refused(WorkflowAction action, List<Entry<UUID, WorkflowSummary>> batch) {
    List<UUID> ids = batch.stream().map(Entry::getKey).toList();
    Map<String, String> reasons =
        ledger.read(in ->
            in.createQuery("from Workflow where id in :ids", Workflow.class)
                .setParameter("ids", ids)
                .getResultStream()
                .filter(workflow -> !workflow.allowedActions().contains(action))
                .collect(
                    Collectors.toMap(
                        Workflow::name,
                        workflow ->
                            reason(
                                new ActionNotAllowed(
                                    workflow.name(),
                                    action,
                                    workflow.status(),
                                    workflow.allowedActions())))));
    return names(batch).stream()
        .filter(reasons::containsKey)
        .map(name -> new NotDone(name, reasons.getOrDefault(name, "")))
        .toList();
  }

  /**
   * Applies the action to all matching workflows.
   *
   * @param expected the number of matching workflows in the preview
   */
  BulkAnswer apply(WorkflowAction action, Filter filter, int expected) {
    List<Entry<UUID, WorkflowSummary>> found = find(filter);
    if (found.size() != expected) {
      throw changed(found.size(), expected);
    }
    // Cancel the newest first: otherwise each cancellation could start a queued workflow that is
    // cancelled next.
    List<String> order =
        action == WorkflowAction.CANCELLATION ? names(found) : names(found).reversed();
    var started = new ArrayList<String>();
    var notDone = new ArrayList<NotDone>();
    int done = 0;
    int failed = 0;
    for (String name : order) {
      if (failed >= MOST_FAULTS) {
        notDone.add(new NotDone(name, "not attempted because other workflows failed"));
        failed++;
        continue;
      }
      try {
        if (action == WorkflowAction.RERUN) {
          started.add(workflows.rerun(name, null).workflowId());
        } else {
          workflows.ask(name, action);
        }
        done++;
      } catch (ErrorResponseException refused) {
        notDone.add(new NotDone(name, reason(refused)));
      } catch (RuntimeException e) {
        log.error("Bulk action failed: action {}, workflow {}", action, name, e);
        notDone.add(new NotDone(name, "internal error; the change was rolled back, try again"));
        failed++;
      }
    }
    return new BulkAnswer(
        action,
        false,
        expected,
        done + failed,
        done,
        notDone.size() - failed,
        failed,
        first(found),
        started,
        notDone);
  }

  private List<Entry<UUID, WorkflowSummary>> find(Filter filter) {
    List<Entry<UUID, WorkflowSummary>> found = queries.list(filter, null, MOST + 1);
    if (found.size() > MOST) {
      throw new InvalidRequest(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "Too many workflows",
          "The filter matches %d workflows, at most %d are allowed; narrow it, for example by created_before."
              .formatted(queries.count(filter), MOST));
    }
    return found;
  }

  private static List<String> names(List<Entry<UUID, WorkflowSummary>> found) {
    return found.stream().map(one -> one.getValue().workflowId()).toList();
  }

  private static List<String> first(List<Entry<UUID, WorkflowSummary>> found) {
    return names(found).stream().limit(SHOWN).toList();
  }

  private static String reason(ErrorResponseException refused) {
    return String.valueOf(refused.getBody().getDetail());
  }

  private static ErrorResponseException changed(int matched, int expected) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT,
            "The filter now matches %d workflows instead of %d; nothing was changed. Repeat the dry run."
                .formatted(matched, expected));
    problem.setTitle("Number of matching workflows changed");
    problem.setProperty("matched", matched);
    return new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
  }
}
