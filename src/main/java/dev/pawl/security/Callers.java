package dev.pawl.security;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Determines the caller of the current request. */
@Component
class Callers {

  /** The name of every caller while authentication is disabled. */
  static final String ANYBODY = "local user";

  /** The name of a caller that is not authenticated. */
  static final String NOBODY = "anonymous";

  private final Openness openness;

  Callers(Openness openness) {
    this.openness = openness;
  }

  /** Returns the name of the caller of the current request. */
  String current() {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    if (known == null || known instanceof AnonymousAuthenticationToken) {
      return openness.isOpen() ? ANYBODY : NOBODY;
    }
    return known.getName();
  }
}
