package dev.pawl.project;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Restricts callers with limits to the changes whose handlers check the limits; all other changes are forbidden. */
@Component
class SubmissionLimitsInterceptor implements HandlerInterceptor, WebMvcConfigurer {

  private static final Set<String> SAFE_METHODS =
      Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.OPTIONS.name());

  /** The handlers of these paths check the limits, or change nothing that belongs to a target. */
  private static final String[] CHECKED_PATHS = {
    "/api/v1/workflows",
    "/api/v1/plans",
    "/api/v1/archives",
    "/api/v1/workflows/*/cancellation",
    "/login/**",
    "/logout",
    "/error"
  };

  private final ProjectService projects;

  SubmissionLimitsInterceptor(ProjectService projects) {
    this.projects = projects;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).excludePathPatterns(CHECKED_PATHS);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (SAFE_METHODS.contains(request.getMethod())
        || projects.submissionAuthority().isUnlimited()) {
      return true;
    }
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.FORBIDDEN,
            "A token with limits may only submit workflows and plans, upload archives, and cancel"
                + " workflows within its limits.");
    throw new ErrorResponseException(HttpStatus.FORBIDDEN, problem, null);
  }
}
