package dev.pawl.security;

import dev.pawl.web.ProblemTypes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Rejects requests: page requests are redirected to the login page, others get a problem document (RFC 9457). */
@Component
class ProblemDetailAccessHandler implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final JsonMapper mapper;

  ProblemDetailAccessHandler(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
      throws IOException {
    if (isPageNavigation(request)) {
      String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
      String next = URLEncoder.encode(request.getRequestURI() + query, StandardCharsets.UTF_8);
      response.sendRedirect("/login?next=" + next);
      return;
    }
    boolean hasToken = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Pawl\"");
    writeProblem(
        request,
        response,
        HttpStatus.UNAUTHORIZED,
        hasToken
            ? "The token is unknown, has expired or was revoked."
            : "A token is required: Authorization: Bearer ... Administrators create tokens with"
                + " POST /api/v1/tokens.");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception)
      throws IOException {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    writeProblem(
        request,
        response,
        HttpStatus.FORBIDDEN,
        authentication != null && SecurityConfiguration.isOutsideProject(authentication, request)
            ? "This endpoint is not available to project-scoped tokens."
            : "This request requires the scope %s, which the token does not have."
                .formatted(EndpointScopes.requiredScope(request).value()));
  }

  /** Returns whether a browser navigates to a page, as opposed to a request of a script or an API client. */
  private static boolean isPageNavigation(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.getMethod().equals("GET")
        && !request.getRequestURI().startsWith("/api/")
        && accept != null
        && accept.contains(MediaType.TEXT_HTML_VALUE);
  }

  void writeProblem(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    ProblemTypes.addDefault(problem);
    problem.setInstance(URI.create(request.getRequestURI()));
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(mapper.writeValueAsBytes(problem));
  }
}
