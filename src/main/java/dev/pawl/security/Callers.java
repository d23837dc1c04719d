package dev.pawl.security;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who asks. */
@Component
class Callers {

  /** Where nobody has to sign in. */
  static final String ANYBODY = "anybody on this machine";

  static final String NOBODY = "nobody";

  private final Openness openness;

  Callers(Openness openness) {
    this.openness = openness;
  }

  /** The name of who asks now. */
  String current() {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    if (known == null || known instanceof AnonymousAuthenticationToken) {
      return openness.isOpen() ? ANYBODY : NOBODY;
    }
    return known.getName();
  }
}
