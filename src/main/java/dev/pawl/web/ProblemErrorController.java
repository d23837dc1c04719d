package dev.pawl.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Renders errors that occur before a request reaches a controller as problem documents (RFC 9457). */
@RestController
@Hidden
class ProblemErrorController implements ErrorController {

  @RequestMapping("/error")
  ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
    // Without a status, a client asks for this path itself, which leads to nothing.
    HttpStatus status = HttpStatus.NOT_FOUND;
    if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code) {
      HttpStatus resolved = HttpStatus.resolve(code);
      status = resolved == null ? HttpStatus.INTERNAL_SERVER_ERROR : resolved;
    }
    var problem = ProblemDetail.forStatus(status);
    ProblemTypes.addDefault(problem);
    if (request.getAttribute(RequestDispatcher.ERROR_MESSAGE) instanceof String message
        && !message.isBlank()
        && status.is4xxClientError()) {
      problem.setDetail(message);
    }
    if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
      problem.setInstance(URI.create(uri));
    }
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
