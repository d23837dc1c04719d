package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.workflow.WorkflowView;
import java.util.List;

/** What a report is made of: a workflow and what its last verification found. */
record Report(WorkflowView workflow, List<Finding> findings) {}
