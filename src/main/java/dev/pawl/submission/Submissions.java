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

/** All submissions: checks them, and hands them over to be kept. */
@Service
public class Submissions {

  private final SubmissionReader reader;
  private final Workflows workflows;

  Submissions(SubmissionReader reader, Workflows workflows) {
    this.reader = reader;
    this.workflows = workflows;
  }

  /**
   * Reads, checks and plans, and keeps nothing.
   *
   * @param idempotencyKey by which a repeat of the same submission is known
   * @param labels that it carries beside its own
   * @param concurrency what it must not run beside, when it does not say so itself
   * @throws InvalidRequest with every fault
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

  /** Keeps what was read, unless a repeat of it was kept before. */
  public Started start(Accepted accepted) {
    return workflows.repeated(accepted).orElseGet(() -> workflows.start(accepted));
  }
}
