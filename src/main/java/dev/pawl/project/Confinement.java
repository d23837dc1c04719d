package dev.pawl.project;

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

/** Keeps callers of a project from everything that does not know of projects: what is not listed here is refused. */
@Component
class Confinement implements HandlerInterceptor, WebMvcConfigurer {

  private static final String HOME = "/";

  /** Each of these looks at the project itself, or tells nothing of anybody. */
  private static final String[] AWARE = {
    "/api/v1/workflows/**",
    "/api/v1/plans",
    "/api/v1/archives/**",
    "/api/v1/schedules/**",
    "/api/v1/commands/**",
    "/api/v1/workflow-types",
    "/workflows/**",
    "/new",
    "/commands",
    "/login/**",
    "/logout",
    "/error",
    "/pawl.css",
    "/pawl.js",
    "/webjars/**",
    "/swagger-ui.html",
    "/swagger-ui/**",
    "/v3/api-docs/**"
  };

  private final Projects projects;

  Confinement(Projects projects) {
    this.projects = projects;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).excludePathPatterns(AWARE);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    String project = projects.currentName().orElse(null);
    if (project == null) {
      return true;
    }
    if (request.getRequestURI().equals(HOME)) {
      response.sendRedirect("/workflows");
      return false;
    }
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.FORBIDDEN,
            "This tells of all projects, and you are here for the project %s only."
                .formatted(project));
    throw new ErrorResponseException(HttpStatus.FORBIDDEN, problem, null);
  }
}
