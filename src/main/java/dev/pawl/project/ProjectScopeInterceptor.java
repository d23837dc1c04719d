package dev.pawl.project;

import dev.pawl.web.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Restricts callers of a project to the paths that are listed here; all other paths are forbidden. */
@Component
class ProjectScopeInterceptor implements HandlerInterceptor, WebMvcConfigurer {

  private static final String HOME = "/";

  /** The handlers of these paths check the project, or return nothing that belongs to a project. */
  private static final String[] PROJECT_AWARE_PATHS = {
    "/api/v1/workflows/**",
    "/api/v1/plans",
    "/api/v1/archives/**",
    "/api/v1/baselines/**",
    "/api/v1/findings/**",
    "/api/v1/schedules/**",
    "/api/v1/triggers/**",
    "/api/v1/badge",
    "/api/v1/commands/**",
    "/api/v1/rules/**",
    "/api/v1/workflow-types",
    "/workflows/**",
    "/new",
    "/commands/**",
    "/rules/**",
    "/login/**",
    "/logout",
    "/error",
    "/pawl",
    "/pawl.css",
    "/pawl.js",
    "/icons.svg",
    "/favicon.svg",
    "/vendor/**",
    "/schemas/*",
    "/webjars/**",
    "/swagger-ui.html",
    "/swagger-ui/**",
    "/v3/api-docs/**"
  };

  private final ProjectService projects;

  ProjectScopeInterceptor(ProjectService projects) {
    this.projects = projects;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).excludePathPatterns(PROJECT_AWARE_PATHS);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    String project = projects.currentName().orElse(null);
    if (project == null || isConfigurationOfTarget(request)) {
      return true;
    }
    if (RequestPath.of(request).equals(HOME)) {
      response.sendRedirect("/workflows");
      return false;
    }
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.FORBIDDEN,
            "This endpoint is not available to callers of the project %s.".formatted(project));
    throw new ErrorResponseException(HttpStatus.FORBIDDEN, problem, null);
  }

  /** Returns whether a request reads the configuration of a target, which must be below a root of the project. */
  private static boolean isConfigurationOfTarget(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && RequestPath.of(request).equals("/api/v1/targets/config");
  }
}
