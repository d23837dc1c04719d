package dev.pawl.lock;

import java.util.UUID;

/** It is the turn of {@code owner}, who has waited for a lock; published in the transaction that let go of it. */
public record Freed(UUID owner, String resource) {}
