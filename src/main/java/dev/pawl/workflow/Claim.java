package dev.pawl.workflow;

import java.util.UUID;

/**
 * The right to move one workflow forward, for as long as its epoch is the latest.
 *
 * @param epoch counts the claims of the workflow; every write says it
 */
public record Claim(UUID id, String workflow, String node, long epoch) {}
