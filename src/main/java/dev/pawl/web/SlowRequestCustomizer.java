package dev.pawl.web;

import dev.pawl.web.SlowRequestProtocol.DelayedBody;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Lets Tomcat close connections on which a request arrives too slowly. */
@Component
@EnableConfigurationProperties(RequestProperties.class)
class SlowRequestCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private final RequestProperties properties;

  SlowRequestCustomizer(RequestProperties properties) {
    this.properties = properties;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(SlowRequestProtocol.class.getName());
    factory.addConnectorCustomizers(connector -> {
      if (connector.getProtocolHandler() instanceof SlowRequestProtocol protocol) {
        protocol.setRequestTimeout(properties.requestTimeout());
      }
    });
    factory.addEngineValves(new BodyDeadlineValve(properties.requestTimeout()));
  }

  /** Limits the time that a request waits for the bytes of its body, regardless of which code reads them. */
  private static final class BodyDeadlineValve extends ValveBase {

    private final Duration timeout;

    BodyDeadlineValve(Duration timeout) {
      super(true);
      this.timeout = timeout;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      var coyoteRequest = request.getCoyoteRequest();
      InputBuffer original = coyoteRequest.getInputBuffer();
      coyoteRequest.setInputBuffer(new TimedBody(original, timeout, response.getCoyoteResponse()));
      try {
        getNext().invoke(request, response);
      } finally {
        coyoteRequest.setInputBuffer(original);
      }
    }
  }

  /** A body that closes its connection if it arrives too slowly. */
  private static final class TimedBody implements InputBuffer, DelayedBody {

    /** The minimum rate of a body after the request timeout. */
    private static final long BYTES_PER_SECOND = 16 * 1024;

    private final InputBuffer source;
    private final Duration timeout;
    private final org.apache.coyote.Response response;
    private volatile long bytesRead;

    /** The time spent waiting for the client; the time that the service needs between two reads does not count. */
    private volatile long waitedNanos;

    /** The start of the current read; 0 between two reads. */
    private volatile long readingSince;

    TimedBody(InputBuffer source, Duration timeout, org.apache.coyote.Response response) {
      this.source = source;
      this.timeout = timeout;
      this.response = response;
    }

    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
      long startedAt = System.nanoTime();
      readingSince = startedAt;
      int count;
      try {
        // Does not return while parts of a chunked body arrive that are no data.
        count = source.doRead(handler);
      } finally {
        readingSince = 0;
      }
      waitedNanos = waitedNanos + System.nanoTime() - startedAt;
      bytesRead = bytesRead + Math.max(0, count);
      if (count >= 0 && waitedNanos > allowedNanos()) {
        var slow = new IOException("The body of the request arrived too slowly");
        // The rest of the body must not be awaited either.
        response.action(ActionCode.CLOSE_NOW, slow);
        throw slow;
      }
      return count;
    }

    private long allowedNanos() {
      return timeout.toNanos() + TimeUnit.SECONDS.toNanos(bytesRead / BYTES_PER_SECOND);
    }

    @Override
    public boolean isTooSlow(long now) {
      long since = readingSince;
      return since != 0 && waitedNanos + now - since > allowedNanos();
    }

    @Override
    public int available() {
      return source.available();
    }
  }
}
