package dev.pawl.web;

import jakarta.servlet.http.HttpServletRequest;

/** Decides which requests of a module need no authentication. */
public interface PublicRequest {

  /** Returns whether a request needs no authentication. */
  boolean matches(HttpServletRequest request);
}
