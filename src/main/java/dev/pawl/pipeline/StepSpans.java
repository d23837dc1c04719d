package dev.pawl.pipeline;

import dev.pawl.command.Spans;
import dev.pawl.workflow.Work.RunStep;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.Callable;
import org.springframework.stereotype.Component;

/** Creates observations of steps and of the tools that they use. */
@Component
class StepSpans implements Spans {

  private final ObservationRegistry registry;

  StepSpans(ObservationRegistry registry) {
    this.registry = registry;
  }

  /** Starts the observation of an attempt of a step. */
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

  /** Wraps work for another thread so that it runs in the current observation of this thread. */
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
