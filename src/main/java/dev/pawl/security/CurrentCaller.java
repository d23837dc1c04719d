package dev.pawl.security;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Determines the caller of the current request. */
@Component
class CurrentCaller {

  /** The name of every caller while authentication is disabled. */
  static final String LOCAL_USER = "local user";

  /** The name of a caller that is not authenticated. */
  static final String ANONYMOUS = "anonymous";

  private final AnonymousAccess anonymousAccess;

  CurrentCaller(AnonymousAccess anonymousAccess) {
    this.anonymousAccess = anonymousAccess;
  }

  /** Returns the name of the caller of the current request. */
  String name() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null || authentication instanceof AnonymousAuthenticationToken) {
      return anonymousAccess.isAuthenticationDisabled() ? LOCAL_USER : ANONYMOUS;
    }
    return authentication.getName();
  }
}
