package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Creates the spans of workflows: the submission and all claims of a workflow belong to one trace. */
@Component
public class WorkflowTracing {

  /** The header of W3C Trace Context. */
  private static final String TRACEPARENT_HEADER = "traceparent";

  private final ObservationRegistry registry;

  WorkflowTracing(ObservationRegistry registry) {
    this.registry = registry;
  }

  /**
   * Runs a submission in a producer span.
   *
   * @param submission the submission, which receives the {@code traceparent}; empty when tracing is disabled
   */
  <T> T inSubmissionSpan(String type, Function<Optional<String>, T> submission) {
    Map<String, String> carrier = new HashMap<>();
    var context =
        new SenderContext<Map<String, String>>(
            (ignored, name, value) -> carrier.put(name, value), Kind.PRODUCER);
    context.setCarrier(carrier);
    Observation span =
        Observation.createNotStarted("pawl.submit", () -> context, registry)
            .contextualName("submit " + type)
            .lowCardinalityKeyValue("type", type)
            .start();
    try (var _ = span.openScope()) {
      return submission.apply(Optional.ofNullable(carrier.get(TRACEPARENT_HEADER)));
    } catch (RuntimeException e) {
      span.error(e);
      throw e;
    } finally {
      span.stop();
    }
  }

  /** Starts a span for the duration of a claim. */
  public Observation startClaimSpan(Claim claim) {
    Map<String, String> carrier =
        claim.traceParent() == null ? Map.of() : Map.of(TRACEPARENT_HEADER, claim.traceParent());
    var context =
        new ReceiverContext<Map<String, String>>(
            (ignored, name) -> carrier.get(name), Kind.CONSUMER);
    context.setCarrier(carrier);
    return Observation.createNotStarted("pawl.claim", () -> context, registry)
        .contextualName("claim")
        .highCardinalityKeyValue(KeyValue.of("workflow", claim.workflow()))
        .highCardinalityKeyValue(KeyValue.of("epoch", Long.toString(claim.epoch())))
        .start();
  }
}
