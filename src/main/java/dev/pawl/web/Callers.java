package dev.pawl.web;

import org.jspecify.annotations.Nullable;

/** Identifies callers for limits, and for responses that last longer than the credential of their request. */
public interface Callers {

  /** Returns the caller of the current request. */
  Caller current();

  /** A caller, equal for all requests with the same credential. */
  interface Caller {

    /** Returns what limits are counted for; null without authentication, where all callers are one. */
    @Nullable String identity();

    /** Returns whether the credential is still accepted: neither expired nor revoked, and of a session that has not ended. */
    boolean isAccepted();
  }
}
