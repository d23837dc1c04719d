package dev.pawl.workflow;

import java.util.UUID;

/**
 * The current revision of a workflow.
 *
 * @param sequence the sequence number of the last event
 * @param version the version of the row, which differs after each change
 * @param ended whether the workflow has ended and no rollback is requested
 * @param asking whether the workflow awaits a decision
 */
public record Position(UUID id, long sequence, long version, boolean ended, boolean asking) {}
