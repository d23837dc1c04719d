package dev.pawl.story;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pawl.Collector;
import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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
class TracesTests {

  @Autowired Pawl pawl;
  private final Collector collector = Collector.one();

  @BeforeEach
  void open() {
    collector.open();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  /** Waits for the span of the claim, which ends last, and returns all spans of its trace. */
  private List<Span> trace(String workflow) {
    for (int tries = 0; tries < 20_000; tries++) {
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
        .filter(one -> one.getKey().equals(key))
        .map(one -> one.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  /** Returns the names of the spans from the root to this one. */
  private static List<String> path(Span span, Map<ByteString, Span> byId) {
    var path = new ArrayList<String>();
    for (Span one = span; one != null; one = byId.get(one.getParentSpanId())) {
      path.add(one.getName());
    }
    Collections.reverse(path);
    return path;
  }

  @Test
  void goFromTheRequestOverTheClaimToTheTools() {
    Path target = pawl.newTarget();
    // Unique content, because cached results need no tool.
    Folders.write(target, "A.java", "class A{}\n// %s\n".formatted(UUID.randomUUID()));

    String id = pawl.submit(target, "\"type\": \"format-only\"");
    pawl.ended(id);

    List<Span> trace = trace(id);
    Map<ByteString, Span> byId =
        trace.stream().collect(toMap(Span::getSpanId, Function.identity()));
    List<List<String>> paths = trace.stream().map(span -> path(span, byId)).toList();
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
  void goOnFromTheTraceOfWhoAsks() {
    Path target = pawl.newTarget();
    Folders.write(target, "A.java", "class A {}\n");
    String asking = "4bf92f3577b34da6a3ce929d0e0e4736";

    String id =
        pawl.post(
                "/api/v1/workflows",
                "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target),
                "traceparent",
                "00-" + asking + "-00f067aa0ba902b7-01")
            .json()
            .get("workflow_id")
            .asString();
    pawl.ended(id);

    Span first = trace(id).getFirst();
    assertThat(HexFormat.of().formatHex(first.getTraceId().toByteArray())).isEqualTo(asking);
  }

  private static Span byName(List<Span> trace, String name) {
    return trace.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }
}
