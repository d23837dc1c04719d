package dev.pawl;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Receives the spans that nodes under test export by OTLP over HTTP, and records them while it is open. */
public final class TraceCollector {

  private static final TraceCollector INSTANCE = new TraceCollector();

  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile boolean recording;

  private TraceCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (recording) {
            ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .forEach(spans::add);
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  /** Returns the collector of all nodes under test. */
  public static TraceCollector instance() {
    return INSTANCE;
  }

  /** Returns the URL to which spans are exported. */
  String endpoint() {
    return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
  }

  /** Starts recording. */
  public void startRecording() {
    spans.clear();
    recording = true;
  }

  /** Stops recording and discards all spans. */
  public void stopRecording() {
    recording = false;
    spans.clear();
  }

  /** Returns the spans recorded so far. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }
}
