package dev.pawl.engine.pipeline;

import dev.pawl.command.ToolTracer;
import dev.pawl.workflow.WorkItem.RunStep;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Creates observations of steps and of the tools that they use. */
@Component
class StepObservations implements ToolTracer {

  private final ObservationRegistry registry;

  StepObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  /** Starts the observation of an attempt of a step. */
  Observation start(RunStep step) {
    return Observation.createNotStarted("pawl.step", registry)
        .contextualName("step " + step.name())
        .lowCardinalityKeyValue("command", step.command())
        .highCardinalityKeyValue("step", step.name())
        .highCardinalityKeyValue("attempt", Integer.toString(step.attempt()))
        .start();
  }

  @Override
  public Span start(String tool) {
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

  /** Wraps work for another thread so that it runs in the current observation of this thread, and with its MDC. */
  <T> Callable<T> inCurrentObservation(Callable<T> work) {
    Observation span = registry.getCurrentObservation();
    Map<String, String> context = MDC.getCopyOfContextMap();
    Callable<T> withContext =
        context == null
            ? work
            : () -> {
              MDC.setContextMap(context);
              try {
                return work.call();
              } finally {
                MDC.clear();
              }
            };
    return span == null
        ? withContext
        : () -> {
          // Its trace and span are those of the observation.
          try (var _ = span.openScope()) {
            return withContext.call();
          }
        };
  }
}
