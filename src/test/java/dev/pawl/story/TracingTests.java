package dev.pawl.story;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.TraceCollector;
import dev.pawl.workspace.TestFiles;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests the trace of a workflow, as a collector receives it. */
@PawlTest
class TracingTests {

  @Autowired PawlClient pawl;
  private final TraceCollector collector = TraceCollector.instance();

  @BeforeEach
  void open() {
    collector.startRecording();
  }

  @AfterEach
  void close() {
    collector.stopRecording();
  }

  /** Waits for the span of the claim, which ends last, and returns all spans of its trace. */
  private List<Span> awaitTrace(String workflow) {
    for (int polls = 0; polls < 20_000; polls++) {
      for (Span span : collector.spans()) {
        if (attribute(span, "workflow").equals(workflow)) {
          return collector.spans().stream()
              .filter(other -> other.getTraceId().equals(span.getTraceId()))
              .toList();
        }
      }
      Thread.onSpinWait();
      pawl.get("/api/v1/workflows/" + workflow);
    }
    throw new AssertionError("no claim of " + workflow + " among " + collector.spans());
  }

  private static String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(entry -> entry.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  /** Returns the names of the spans from the root to this one. */
  private static List<String> spanPath(Span span, Map<ByteString, Span> byId) {
    var path = new ArrayList<String>();
    for (Span current = span; current != null; current = byId.get(current.getParentSpanId())) {
      path.add(current.getName());
    }
    Collections.reverse(path);
    return path;
  }

  @Test
  void coverRequestClaimStepAndTools() {
    Path target = pawl.newTarget();
    // Unique content, because cached results need no tool.
    TestFiles.write(target, "A.java", "class A{}\n// %s\n".formatted(UUID.randomUUID()));
    TestFiles.askForJavaFormatter(target);

    String id = pawl.submit(target, "\"type\": \"format-only\"");
    pawl.awaitEnd(id);

    List<Span> trace = awaitTrace(id);
    Map<ByteString, Span> byId =
        trace.stream().collect(toMap(Span::getSpanId, Function.identity()));
    List<List<String>> paths = trace.stream().map(span -> spanPath(span, byId)).toList();
    assertThat(paths)
        .contains(
            List.of("http post /api/v1/workflows"),
            List.of("http post /api/v1/workflows", "submit format-only"),
            List.of("http post /api/v1/workflows", "submit format-only", "claim"),
            List.of("http post /api/v1/workflows", "submit format-only", "claim", "step format"),
            List.of(
                "http post /api/v1/workflows",
                "submit format-only",
                "claim",
                "step format",
                "tool google-java-format"));
    Span format = byName(trace, "step format");
    assertThat(attribute(format, "command")).isEqualTo("quality/format");
    assertThat(attribute(format, "outcome")).isEqualTo("completed");
    assertThat(attribute(format, "attempt")).isEqualTo("1");
  }

  @Test
  void continueAnIncomingTrace() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A {}\n");
    String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    String id =
        pawl.post(
                "/api/v1/workflows",
                "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target),
                "traceparent",
                "00-" + traceId + "-00f067aa0ba902b7-01")
            .json()
            .get("workflow_id")
            .asString();
    pawl.awaitEnd(id);

    Span first = awaitTrace(id).getFirst();
    assertThat(HexFormat.of().formatHex(first.getTraceId().toByteArray())).isEqualTo(traceId);
  }

  private static Span byName(List<Span> trace, String name) {
    return trace.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }
}
