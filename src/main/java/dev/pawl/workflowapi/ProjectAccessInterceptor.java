package dev.pawl.workflowapi;

import dev.pawl.project.ProjectService;
import dev.pawl.project.SubmissionAuthority;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Answers requests for workflows of other projects with 404 Not Found for callers that are limited to a project, and
 * changes of workflows that a caller could not submit with 403 Forbidden.
 */
@Component
class ProjectAccessInterceptor implements HandlerInterceptor, WebMvcConfigurer {

  private final WorkflowService workflows;
  private final ProjectService projects;

  ProjectAccessInterceptor(WorkflowService workflows, ProjectService projects) {
    this.workflows = workflows;
    this.projects = projects;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/v1/workflows/*/**", "/workflows/*/**");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> variables
        && variables.get("id") instanceof String name) {
      if (!workflows.isVisibleToCaller(name)) {
        throw new WorkflowNotFoundException(name);
      }
      SubmissionAuthority authority = projects.submissionAuthority();
      if (HttpMethod.POST.matches(request.getMethod()) && !authority.isUnlimited()) {
        checkLimits(
            workflows.find(name).orElseThrow(() -> new WorkflowNotFoundException(name)), authority);
      }
    }
    return true;
  }

  private static void checkLimits(WorkflowView workflow, SubmissionAuthority authority) {
    var reasons = workflow.rejectionReasons(authority);
    if (!reasons.isEmpty()) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.FORBIDDEN,
              "The token does not apply to %s: its %s %s."
                  .formatted(
                      workflow.workflowId(),
                      reasons.keySet().iterator().next(),
                      reasons.values().iterator().next()));
      throw new ErrorResponseException(HttpStatus.FORBIDDEN, problem, null);
    }
  }
}
