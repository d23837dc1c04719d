package dev.pawl.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What goes wrong with a page is said on a page; programs get a problem document as everywhere else. */
@Component
class PageProblems implements HandlerExceptionResolver, Ordered {

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
    // What is no answer that somebody has thought of is judged, and logged, in one place for all.
    if (!isPage(request) || !(exception instanceof ErrorResponse known)) {
      return null;
    }
    HttpStatusCode status = known.getStatusCode();
    String detail =
        exception instanceof NoResourceFoundException
            ? "There is no page %s.".formatted(request.getRequestURI())
            : Objects.requireNonNullElse(known.getBody().getDetail(), "");
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
