package dev.pawl.lock;

/**
 * Somebody else holds the lock, or has waited for it longer.
 *
 * @param heldBy the name of who holds it
 * @param position of who asked, among those that wait, from 1
 */
public record Busy(String resource, String heldBy, int position) {}
