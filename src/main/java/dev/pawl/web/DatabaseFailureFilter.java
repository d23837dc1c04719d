package dev.pawl.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers 503 when the database fails before a request reaches a controller, such as while its token is looked up, or
 * while a page is rendered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class DatabaseFailureFilter extends OncePerRequestFilter {

  private final ApplicationEventPublisher publisher;
  private final JsonMapper mapper;

  DatabaseFailureFilter(ApplicationEventPublisher publisher, JsonMapper mapper) {
    this.publisher = publisher;
    this.mapper = mapper;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (RuntimeException | ServletException e) {
      Optional<DatabaseFailed> failed = DatabaseFailed.findIn(e);
      if (failed.isEmpty() || response.isCommitted()) {
        throw e;
      }
      publisher.publishEvent(failed.get());
      writeProblem(request, response);
    }
  }

  private void writeProblem(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemDetail problem = DatabaseFailed.problem();
    ProblemTypes.addDefault(problem);
    problem.setInstance(ProblemTypes.instance(request));
    response.resetBuffer();
    response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
    response.setHeader(HttpHeaders.RETRY_AFTER, DatabaseFailed.RETRY_AFTER_SECONDS);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(mapper.writeValueAsBytes(problem));
  }
}
