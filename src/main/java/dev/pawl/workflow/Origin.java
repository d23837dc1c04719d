package dev.pawl.workflow;

/**
 * Where a rerun comes from.
 *
 * @param step the first that runs again, if the target is still the same; all do when it is not
 */
public record Origin(String workflow, String step) {}
