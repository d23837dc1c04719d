package dev.pawl.lock;

/**
 * The answer to a request for a lock that another workflow holds or has waited for longer.
 *
 * @param holder the name of the holder
 * @param position the position of the requester in the queue, from 1
 */
public record LockConflict(String resource, String holder, int position) {}
