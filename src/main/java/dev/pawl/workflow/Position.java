package dev.pawl.workflow;

import java.util.UUID;

/**
 * What identifies a workflow, and how far it is.
 *
 * @param sequence the number of its last event
 * @param version of its row: another one after each change
 * @param ended whether nothing more happens to it by itself
 * @param asking whether it waits for a decision
 */
public record Position(UUID id, long sequence, long version, boolean ended, boolean asking) {}
