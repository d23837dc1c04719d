package dev.pawl.workflow.web;

import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Answers requests for workflows of other projects with 404 Not Found for callers that are limited to a project. */
@Component
class ProjectAccessInterceptor implements HandlerInterceptor, WebMvcConfigurer {

  private final WorkflowService workflows;

  ProjectAccessInterceptor(WorkflowService workflows) {
    this.workflows = workflows;
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
        && variables.get("id") instanceof String name
        && !workflows.isVisibleToCaller(name)) {
      throw new WorkflowNotFoundException(name);
    }
    return true;
  }
}
