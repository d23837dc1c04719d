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

/** Does to many workflows what people ask of one, each in a transaction of its own; or says what that would be. */
@Component
class Bulk {

  static final int MOST = 1000;

  private static final Logger log = LoggerFactory.getLogger(Bulk.class);
  private static final int SHOWN = 20;

  /** So many graphs are in memory at once. */
  private static final int BATCH = 50;

  /** After so many faults the others are left alone: what fails is not the workflow. */
  private static final int MOST_FAULTS = 3;

  private final Workflows workflows;
  private final WorkflowQueries queries;
  private final Ledger ledger;

  Bulk(Workflows workflows, WorkflowQueries queries, Ledger ledger) {
    this.workflows = workflows;
    this.queries = queries;
    this.ledger = ledger;
  }

  /** What it would be done to, and to whom not. */
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
   * Does it.
   *
   * @param expected how many there were when somebody looked
   */
  BulkAnswer apply(WorkflowAction action, Filter filter, int expected) {
    List<Entry<UUID, WorkflowSummary>> found = find(filter);
    if (found.size() != expected) {
      throw changed(found.size(), expected);
    }
    // The newest are stopped first, so that no end lets one begin that is stopped a moment later.
    List<String> order =
        action == WorkflowAction.CANCELLATION ? names(found) : names(found).reversed();
    var started = new ArrayList<String>();
    var notDone = new ArrayList<NotDone>();
    int done = 0;
    int failed = 0;
    for (String name : order) {
      if (failed >= MOST_FAULTS) {
        notDone.add(new NotDone(name, "it was not tried, because others failed"));
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
        log.error("{} of {} failed", action, name, e);
        notDone.add(new NotDone(name, "this is a fault of Pawl; nothing was half done, try again"));
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
          "Too many at once",
          "The filter finds %d workflows, and at most %d go at once; narrow it, for example by created_before."
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
            "The filter finds %d workflows now, and not %d; nothing was done. Look again with dry_run."
                .formatted(matched, expected));
    problem.setTitle("Not what was expected");
    problem.setProperty("matched", matched);
    return new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
  }
}
