package dev.pawl.forge;

import org.jspecify.annotations.Nullable;

/**
 * A user or an app of a forge.
 *
 * @param id the id; a number for all forges
 */
record ForgeUser(@Nullable String id) {}
