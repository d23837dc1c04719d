package dev.pawl.pipeline;

import dev.pawl.node.Nodes;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.WorkQueue;
import java.util.List;
import org.springframework.stereotype.Component;

/** Acquires an agent slot for each role that the command names. */
@Component
class AgentsStage implements StageCheck {

  private final Nodes nodes;
  private final WorkQueue queue;

  AgentsStage(Nodes nodes, WorkQueue queue) {
    this.nodes = nodes;
    this.queue = queue;
  }

  @Override
  public Stage stage() {
    return Stage.AGENTS;
  }

  @Override
  public Checked check(Passage attempt) throws InterruptedException {
    List<String> roles = attempt.spec().agents();
    Claim claim = attempt.held().claim();
    String step = attempt.step().name();
    var waits = new Waits(queue, attempt);
    attempt.deployed(nodes.deploy(roles, claim.workflow(), step, waits::begin));
    waits.end();
    return Checked.passed(String.join(", ", roles));
  }
}
