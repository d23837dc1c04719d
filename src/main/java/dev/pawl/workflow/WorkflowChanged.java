package dev.pawl.workflow;

import java.util.UUID;

/**
 * Published within the transaction of each workflow event; listeners with effects outside the database must wait for
 * the commit.
 *
 * @param type the type of the workflow
 * @param sequence the number of the event within its workflow, from 1, without gaps
 */
public record WorkflowChanged(
    UUID id, String workflow, String type, int priority, long sequence, WorkflowEvent event) {}
