package dev.pawl.finding;

import java.util.UUID;

/**
 * The last examination of a target by a command.
 *
 * @param step the step whose findings are those of the target
 * @param tree the examined state
 */
record Examination(UUID step, String tree) {}
