package dev.pawl.workflow;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to move one workflow forward, for as long as its epoch is the latest.
 *
 * @param epoch counts the claims of the workflow; every write says it
 * @param trace what the spans of the workflow go on from, if it was traced when it was submitted
 */
public record Claim(UUID id, String workflow, String node, long epoch, @Nullable String trace) {}
