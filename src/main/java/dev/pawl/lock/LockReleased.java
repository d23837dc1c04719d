package dev.pawl.lock;

import java.util.UUID;

/** Published, in the releasing transaction, when the next waiting {@code owner} can acquire a lock. */
public record LockReleased(UUID owner, String resource) {}
