package dev.pawl.pipeline;

import dev.pawl.command.Spans;
import dev.pawl.workflow.Work.RunStep;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.Callable;
import org.springframework.stereotype.Component;

/** The spans of steps and of the tools that work in them (2-behaviour, 10.3). */
@Component
class StepSpans implements Spans {

  private final ObservationRegistry registry;

  StepSpans(ObservationRegistry registry) {
    this.registry = registry;
  }

  /** A span for an attempt at a step, which has begun. */
  Observation step(RunStep step) {
    return Observation.createNotStarted("pawl.step", registry)
        .contextualName("step " + step.name())
        .lowCardinalityKeyValue("command", step.command())
        .highCardinalityKeyValue("step", step.name())
        .highCardinalityKeyValue("attempt", Integer.toString(step.attempt()))
        .start();
  }

  @Override
  public Span of(String tool) {
    Observation span =
        Observation.createNotStarted("pawl.tool", registry)
            .contextualName("tool " + tool)
            .lowCardinalityKeyValue("tool", tool)
            .start();
    Observation.Scope scope = span.openScope();
    return () -> {
      scope.close();
      span.stop();
    };
  }

  /** The same work, to be done by another thread, as part of the span that this thread is in. */
  <T> Callable<T> elsewhere(Callable<T> work) {
    Observation span = registry.getCurrentObservation();
    return span == null
        ? work
        : () -> {
          try (var _ = span.openScope()) {
            return work.call();
          }
        };
  }
}
