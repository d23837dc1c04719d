package dev.pawl.plan;

import com.sun.management.OperatingSystemMXBean;
import dev.pawl.plan.SystemState.Code;
import dev.pawl.plan.SystemState.Node;
import dev.pawl.workspace.Survey;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Collects the state of a target and of this node. */
@Component
class SystemStates {

  private final Workspaces workspaces;

  SystemStates(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  /** Returns the number of processors of this node or of its container. */
  int cpus() {
    return Runtime.getRuntime().availableProcessors();
  }

  SystemState of(Target target, OptionalLong findings) {
    try {
      var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      var node = new Node(cpus(), system.getTotalMemorySize() >> 30, workspaces.freeBytes() >> 30);
      return new SystemState(
          workspaces.survey(target).map(survey -> code(survey, findings)).orElse(null), node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Code code(Survey survey, OptionalLong findings) {
    long lines = survey.lines();
    Double density =
        findings.isEmpty() || lines == 0
            ? null
            : Math.round(findings.getAsLong() * 10_000.0 / lines) / 10.0;
    return new Code(
        survey.files(), survey.sourceFiles(), survey.bytes(), survey.languages(), density);
  }
}
