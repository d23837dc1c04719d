package dev.pawl.engine.pipeline;

import dev.pawl.lock.Claim;
import dev.pawl.node.NodeService;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.WorkflowExecutionService;
import java.util.List;
import org.springframework.stereotype.Component;

/** Acquires an agent slot for each role that the command names. */
@Component
class AgentsStage implements PipelineStage {

  private final NodeService nodes;
  private final WorkflowExecutionService executionService;

  AgentsStage(NodeService nodes, WorkflowExecutionService executionService) {
    this.nodes = nodes;
    this.executionService = executionService;
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
    var waitReporter = new WaitReporter(executionService, attempt);
    attempt.setAgents(nodes.deploy(roles, claim.workflow(), step, waitReporter::waitStarted));
    waitReporter.waitEnded();
    return StageResult.passed(String.join(", ", roles));
  }
}
