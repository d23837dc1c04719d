package dev.pawl.lock;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right of a node to execute one workflow, valid while its epoch is the latest (fencing token).
 *
 * @param epoch the number of the claim, which guards every write
 * @param traceParent the {@code traceparent} of the submission; absent when it was not traced
 */
public record Claim(
    UUID id, String workflow, String node, long epoch, @Nullable String traceParent) {}
