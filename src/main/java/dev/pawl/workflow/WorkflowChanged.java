package dev.pawl.workflow;

import java.util.UUID;

/**
 * Published inside the transaction of each event; listeners that act outside the database wait for the commit.
 *
 * @param type the type of the workflow
 * @param sequence the number of the event within its workflow, from 1, without a gap
 */
public record WorkflowChanged(
    UUID id, String workflow, String type, int priority, long sequence, WorkflowEvent event) {}
