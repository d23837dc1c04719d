package dev.pawl.recovery;

import dev.pawl.command.Conditions;

/**
 * What a step has tried before it failed.
 *
 * @param command its name
 * @param modifies whether it may change files
 * @param parallel whether other steps may run beside it
 * @param tries how many attempts have failed, this one among them
 * @param conditions of the attempt that failed
 * @param restarted whether the whole workflow was started once more before
 * @param hopeless whether trying again cannot help: the command refused, or the result is not safe
 */
public record Situation(
    String command,
    boolean modifies,
    boolean parallel,
    int tries,
    Conditions conditions,
    boolean restarted,
    boolean hopeless) {}
