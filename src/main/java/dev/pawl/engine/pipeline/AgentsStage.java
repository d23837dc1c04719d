package dev.pawl.engine.pipeline;

import dev.pawl.lock.Claim;
import dev.pawl.node.NodeService;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkflowExecutionService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Acquires an agent slot for each role that the command names. */
@Component
class AgentsStage implements PipelineStage {

  /** The maximum wait of a compensation, which has no deadline. */
  private static final Duration MAX_WAIT = Duration.ofDays(1);

  private final NodeService nodes;
  private final WorkflowExecutionService executionService;
  private final Clock clock;

  AgentsStage(NodeService nodes, WorkflowExecutionService executionService, Clock clock) {
    this.nodes = nodes;
    this.executionService = executionService;
    this.clock = clock;
  }

  @Override
  public StepStage stage() {
    return StepStage.AGENTS;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws InterruptedException {
    List<String> roles = attempt.spec().agents();
    Claim claim = attempt.activeClaim().claim();
    String step = attempt.step().name();
    var waitReporter = new WaitReporter(executionService, attempt, clock);
    Instant deadline = attempt.step().context().workflowDeadline();
    Duration maxWait =
        deadline.equals(Instant.MAX) ? MAX_WAIT : Duration.between(clock.instant(), deadline);
    try {
      attempt.setAgents(
          nodes.deploy(roles, claim.workflow(), step, maxWait, waitReporter::waitStarted));
    } catch (TimeoutException e) {
      return StageResult.failed(
          "timeout: the workflow timed out while the step waited for a free agent");
    }
    waitReporter.waitEnded();
    return StageResult.passed(String.join(", ", roles));
  }
}
