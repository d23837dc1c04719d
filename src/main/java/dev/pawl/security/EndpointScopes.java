package dev.pawl.security;

import dev.pawl.web.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Maps requests to required scopes. A state-changing request that no rule names requires the scope admin. */
final class EndpointScopes {

  private static final Set<String> SAFE_METHODS =
      Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.OPTIONS.name());

  private static final List<PathPattern> PUBLIC =
      parse(
          "/actuator/health/**",
          "/login",
          "/login/done",
          "/oauth2/authorization/*",
          "/login/oauth2/code/*",
          "/logout",
          "/pawl",
          "/pawl.css",
          "/pawl.js",
          "/icons.svg",
          "/favicon.svg",
          "/vendor/**",
          "/schemas/*",
          "/webjars/**",
          "/error",
          // Authenticated by the signature of the forge.
          "/api/v1/hooks/*");
  private static final List<PathPattern> MANAGEMENT = parse("/actuator/**");
  private static final List<PathPattern> ADMIN =
      parse(
          "/api/v1/tokens/**",
          "/api/v1/audit",
          "/api/v1/credentials/**",
          "/operate/tokens",
          "/operate/audit",
          "/operate/credentials");

  /** The requests that create or cancel something that publishes nothing; the handlers check what may be published. */
  private static final List<PathPattern> CHECK =
      parse(
          "/api/v1/workflows",
          "/api/v1/plans",
          "/api/v1/archives",
          "/api/v1/workflows/*/cancellation");

  private static final List<PathPattern> SUBMIT =
      parse(
          "/api/v1/workflows",
          "/api/v1/plans",
          "/api/v1/archives/**",
          "/api/v1/schedules/**",
          "/api/v1/triggers/**",
          "/api/v1/sessions",
          "/api/v1/sessions/*/resumption",
          "/api/v1/workflows/cancellation",
          "/api/v1/workflows/rerun",
          "/api/v1/workflows/*/cancellation",
          "/api/v1/workflows/*/rerun",
          "/api/v1/workflows/*/callbacks/*/redelivery",
          "/api/v1/workflows/*/forge-messages/*/redelivery");
  private static final List<PathPattern> DECIDE =
      parse(
          "/api/v1/baselines/**",
          "/api/v1/findings/*/resolution",
          "/api/v1/workflows/resumption",
          "/api/v1/workflows/*/decision",
          "/api/v1/workflows/*/pause",
          "/api/v1/workflows/*/resumption",
          "/api/v1/workflows/*/publication",
          "/api/v1/workflows/*/rollback",
          "/api/v1/sessions/*/satisfied");

  private EndpointScopes() {}

  private static List<PathPattern> parse(String... patterns) {
    return List.of(patterns).stream().map(PathPatternParser.defaultInstance::parse).toList();
  }

  /** Returns whether a request needs no authentication. */
  static boolean isPublic(HttpServletRequest request) {
    return matches(PUBLIC, request);
  }

  /** Returns whether a request reads metrics or other information for operators. */
  static boolean isManagement(HttpServletRequest request) {
    return matches(MANAGEMENT, request);
  }

  /** Returns whether an endpoint exposes all projects without filtering; all other endpoints filter by project. */
  static boolean spansProjects(HttpServletRequest request) {
    return matches(MANAGEMENT, request) && !isPublic(request);
  }

  /** Returns the scope that a request requires. */
  static Scope requiredScope(HttpServletRequest request) {
    return requiredScope(request.getMethod(), RequestPath.of(request));
  }

  /** Returns the scope that requests to a path, or to the paths of a template, require. */
  static Scope requiredScope(String method, String path) {
    if (matches(ADMIN, path)) {
      return Scope.ADMIN;
    }
    if (SAFE_METHODS.contains(method)) {
      return Scope.READ;
    }
    if (HttpMethod.POST.name().equals(method) && matches(CHECK, path)) {
      return Scope.CHECK;
    }
    if (matches(SUBMIT, path)) {
      return Scope.SUBMIT;
    }
    return matches(DECIDE, path) ? Scope.DECIDE : Scope.ADMIN;
  }

  /** Returns whether a request changes nothing, by its method. */
  static boolean isSafe(HttpServletRequest request) {
    return SAFE_METHODS.contains(request.getMethod());
  }

  private static boolean matches(List<PathPattern> patterns, HttpServletRequest request) {
    return matches(patterns, RequestPath.of(request));
  }

  private static boolean matches(List<PathPattern> patterns, String uri) {
    var path = PathContainer.parsePath(uri);
    return patterns.stream().anyMatch(pattern -> pattern.matches(path));
  }
}
