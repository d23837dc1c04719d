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

/** Renders errors of page requests as HTML; API clients get a problem document (RFC 9457). */
@Component
class PageExceptionHandler implements HandlerExceptionResolver, Ordered {

  /** The paths that never get an HTML response, whatever the Accept header says. */
  private static final String API_PATHS = "/(api|actuator|v3)(/.*)?";

  /** Runs before the resolvers that render problem documents. */
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
    // Unexpected exceptions are logged and handled by the global exception handler.
    if (!isPageRequest(request) || !(exception instanceof ErrorResponse errorResponse)) {
      return null;
    }
    HttpStatusCode status = errorResponse.getStatusCode();
    String detail =
        exception instanceof NoResourceFoundException
            ? "There is no page %s.".formatted(request.getRequestURI())
            : Objects.requireNonNullElse(errorResponse.getBody().getDetail(), "");
    HttpStatus httpStatus = HttpStatus.resolve(status.value());
    String title =
        httpStatus == null ? String.valueOf(status.value()) : httpStatus.getReasonPhrase();
    String theme = PageAttributes.themeOf(request);
    return new ModelAndView(
        "problem",
        theme == null
            ? Map.of("title", title, "detail", detail)
            : Map.of("title", title, "detail", detail, "theme", theme),
        status);
  }

  private static boolean isPageRequest(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.getMethod().equals("GET")
        && !request.getRequestURI().matches(API_PATHS)
        && accept != null
        && accept.contains(MediaType.TEXT_HTML_VALUE);
  }
}
