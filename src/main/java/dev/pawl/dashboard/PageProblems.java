package dev.pawl.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What goes wrong with a page is said on a page; programs get a problem document as everywhere else. */
@Component
class PageProblems implements HandlerExceptionResolver, Ordered {

  private static final Logger log = LoggerFactory.getLogger(PageProblems.class);

  /** What is not for people, whatever they accept. */
  private static final String PROGRAMS = "/(api|actuator|v3)(/.*)?";

  /** Before those who would answer with a problem document. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception exception) {
    if (!isPage(request)) {
      return null;
    }
    HttpStatusCode status = HttpStatus.INTERNAL_SERVER_ERROR;
    String detail = "This is a fault of Pawl. Nothing was half done; the service's log says more.";
    if (exception instanceof NoResourceFoundException) {
      status = HttpStatus.NOT_FOUND;
      detail = "There is no page %s.".formatted(request.getRequestURI());
    } else if (exception instanceof ErrorResponse known) {
      status = known.getStatusCode();
      ProblemDetail problem = known.getBody();
      detail = problem.getDetail() == null ? "" : problem.getDetail();
    } else {
      log.error("The page {} failed", request.getRequestURI(), exception);
    }
    HttpStatus named = HttpStatus.resolve(status.value());
    String title = named == null ? String.valueOf(status.value()) : named.getReasonPhrase();
    return new ModelAndView("problem", Map.of("title", title, "detail", detail), status);
  }

  private static boolean isPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.getMethod().equals("GET")
        && !request.getRequestURI().matches(PROGRAMS)
        && accept != null
        && accept.contains(MediaType.TEXT_HTML_VALUE);
  }
}
