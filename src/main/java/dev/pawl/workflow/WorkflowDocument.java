package dev.pawl.workflow;

/** A response that represents one workflow, and can therefore also be sent as its report in plain text. */
public interface WorkflowDocument {

  /** Returns the id of the workflow. */
  String workflowId();
}
