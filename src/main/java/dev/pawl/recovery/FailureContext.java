package dev.pawl.recovery;

import dev.pawl.command.RetrySettings;

/**
 * The context of a failure: the step and its attempts so far.
 *
 * @param command the name of the command
 * @param modifies whether the command may modify files
 * @param parallel whether other steps may run in parallel
 * @param attempts the number of failed attempts, including this one
 * @param settings the settings of the failed attempt
 * @param restarted whether the workflow was already restarted
 * @param notRetryable whether a retry cannot help: the command refused to run, or its result is not safe
 */
public record FailureContext(
    String command,
    boolean modifies,
    boolean parallel,
    int attempts,
    RetrySettings settings,
    boolean restarted,
    boolean notRetryable) {}
