package dev.pawl.submission;

import dev.pawl.workflow.Accepted;
import dev.pawl.workflow.Concurrency;
import dev.pawl.workflow.InvalidRequest;
import dev.pawl.workflow.Workflows;
import dev.pawl.workflow.Workflows.Started;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Validates submissions and starts their workflows. */
@Service
public class Submissions {

  private final SubmissionReader reader;
  private final Workflows workflows;

  Submissions(SubmissionReader reader, Workflows workflows) {
    this.reader = reader;
    this.workflows = workflows;
  }

  /**
   * Parses, validates and plans a submission without storing anything.
   *
   * @param idempotencyKey the key that identifies a repeated submission
   * @param labels the labels to add to those of the submission
   * @param concurrency the concurrency group to use if the submission has none
   * @throws InvalidRequest with all validation errors
   */
  public Accepted read(
      String body,
      @Nullable String idempotencyKey,
      Map<String, String> labels,
      @Nullable Concurrency concurrency) {
    Accepted own = reader.read(body, idempotencyKey);
    var all = new TreeMap<>(own.labels());
    all.putAll(labels);
    return new Accepted(
        own.target(),
        own.plan(),
        own.dryRun(),
        own.timeout(),
        own.interactive(),
        own.decisionTimeout(),
        all,
        own.priority(),
        own.idempotencyKey(),
        own.requestHash(),
        own.session(),
        own.concurrency() == null ? concurrency : own.concurrency(),
        own.origin(),
        own.callbackUrl(),
        own.project());
  }

  /** Stores the submission and starts its workflow, or returns the workflow of a repeated submission. */
  public Started start(Accepted accepted) {
    return workflows.repeated(accepted).orElseGet(() -> workflows.start(accepted));
  }
}
