package dev.pawl.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.util.ServletRequestPathUtils;

/** The path of a request, as the handlers of requests declare it. */
public final class RequestPath {

  private RequestPath() {}

  /** Returns the path of a request, encoded, and without the path of the context, which a proxy can set. */
  public static String of(HttpServletRequest request) {
    return ServletRequestPathUtils.parse(request).pathWithinApplication().value();
  }
}
