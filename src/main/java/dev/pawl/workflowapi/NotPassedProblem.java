package dev.pawl.workflowapi;

import dev.pawl.workflow.WorkflowVerdict;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Describes a workflow that has not passed, or has not ended, as a problem document. */
final class NotPassedProblem {

  private NotPassedProblem() {}

  /** Returns the status of a verdict other than passed: 409 while the workflow has not ended, else 422. */
  static HttpStatus status(WorkflowVerdict verdict) {
    return verdict.verdict() == WorkflowVerdict.Value.PENDING
        ? HttpStatus.CONFLICT
        : HttpStatus.UNPROCESSABLE_CONTENT;
  }

  /** Returns the problem document of a verdict other than passed. */
  static ProblemDetail of(WorkflowVerdict verdict) {
    boolean pending = verdict.verdict() == WorkflowVerdict.Value.PENDING;
    var problem = ProblemDetail.forStatusAndDetail(status(verdict), verdict.reason());
    problem.setType(URI.create(pending ? "/problems/not-ended" : "/problems/not-passed"));
    problem.setTitle(pending ? "Workflow not ended" : "Workflow not passed");
    problem.setInstance(URI.create(verdict.links().verdict()));
    problem.setProperty("workflow_id", verdict.workflowId());
    problem.setProperty("verdict", verdict.verdict());
    problem.setProperty("current_status", verdict.status());
    if (verdict.endedReason() != null) {
      problem.setProperty("ended_reason", verdict.endedReason());
    }
    problem.setProperty("gates", verdict.gates());
    problem.setProperty("links", verdict.links());
    return problem;
  }
}
