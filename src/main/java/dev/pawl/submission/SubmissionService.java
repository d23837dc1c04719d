package dev.pawl.submission;

import dev.pawl.lock.Concurrency;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.workflow.NewWorkflow;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowService.SubmissionResult;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Validates submissions and starts their workflows. */
@Service
public class SubmissionService {

  private final WorkflowRequestReader reader;
  private final WorkflowService workflows;

  SubmissionService(WorkflowRequestReader reader, WorkflowService workflows) {
    this.reader = reader;
    this.workflows = workflows;
  }

  /**
   * Parses, validates and plans a submission without storing anything.
   *
   * @param idempotencyKey the key that identifies a repeated submission
   * @param labels the labels to add to those of the submission
   * @param concurrency the concurrency group to use if the submission has none
   * @throws InvalidRequestException with all validation errors
   */
  public NewWorkflow read(
      String body,
      @Nullable String idempotencyKey,
      Map<String, String> labels,
      @Nullable Concurrency concurrency) {
    NewWorkflow accepted = reader.read(body, idempotencyKey);
    var mergedLabels = new TreeMap<>(accepted.labels());
    mergedLabels.putAll(labels);
    return new NewWorkflow(
        accepted.target(),
        accepted.scope(),
        accepted.plan(),
        accepted.dryRun(),
        accepted.timeout(),
        accepted.interactive(),
        accepted.decisionTimeout(),
        mergedLabels,
        accepted.priority(),
        accepted.idempotencyKey(),
        accepted.requestHash(),
        accepted.session(),
        accepted.concurrency() == null ? concurrency : accepted.concurrency(),
        accepted.origin(),
        accepted.callback(),
        accepted.project(),
        accepted.rules(),
        accepted.formatters(),
        accepted.reportTo(),
        accepted.requires(),
        accepted.schedule());
  }

  /** Stores the submission and starts its workflow, or returns the workflow of a repeated submission. */
  public SubmissionResult start(NewWorkflow accepted) {
    return workflows.findDuplicate(accepted).orElseGet(() -> workflows.submit(accepted));
  }
}
