package dev.pawl.finding;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last examination of a target by a command.
 *
 * @param step the step whose findings are those of the target
 * @param tree the examined state; null if the workflow took no snapshot
 */
record Examination(UUID step, @Nullable String tree) {}
