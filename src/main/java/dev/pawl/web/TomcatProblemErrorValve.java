package dev.pawl.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Reports errors that Tomcat itself detects, such as an invalid URL, as problem documents (RFC 9457). */
@Component
class TomcatProblemErrorValve implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(context ->
        ((StandardHost) context.getParent())
            .setErrorReportValveClass(ProblemValve.class.getName()));
  }

  /** Writes the problem document; Tomcat instantiates it by class name. */
  public static final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
      HttpStatus status = HttpStatus.resolve(response.getStatus());
      if (status == null
          || !status.isError()
          || response.getContentWritten() > 0
          || !response.setErrorReported()) {
        return;
      }
      String problem =
          "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"The request cannot be parsed: check its URL and headers.\"}"
              .formatted(ProblemTypes.of(status), status.getReasonPhrase(), status.value());
      try {
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getReporter().write(problem);
        response.finishResponse();
      } catch (IOException disconnected) {
        container
            .getLogger()
            .debug("Client disconnected before the error response was written", disconnected);
      }
    }
  }
}
