package dev.pawl.workflow;

import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Returns the gates of workflows with their verdicts. */
@Service
public class GateService {

  private final WorkflowRepository workflows;

  GateService(WorkflowRepository workflows) {
    this.workflows = workflows;
  }

  /** Returns the gates of a workflow; empty if there is no such workflow. */
  @Transactional(readOnly = true)
  public Optional<WorkflowGates> find(String workflow) {
    return workflows.findByName(workflow).map(WorkflowGates::of);
  }
}
