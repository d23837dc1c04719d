package dev.pawl.plan;

import com.sun.management.OperatingSystemMXBean;
import dev.pawl.plan.SystemState.Code;
import dev.pawl.plan.SystemState.Node;
import dev.pawl.target.Target;
import dev.pawl.target.TargetSurvey;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Collects the state of a target and of this node. */
@Component
class SystemStateProbe {

  private final WorkspaceService workspaces;

  SystemStateProbe(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  /** Returns the number of processors of this node or of its container. */
  int cpuCount() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Returns the state of a target and of this node.
   *
   * @param findings the number of findings of the last workflow on the target, if there was one
   * @throws IOException if the target cannot be read
   */
  SystemState probe(Target target, OptionalLong findings) throws IOException {
    return new SystemState(
        workspaces.survey(target).map(survey -> toCode(survey, findings)).orElse(null), node());
  }

  private Node node() {
    var operatingSystem = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try {
      return new Node(
          cpuCount(), operatingSystem.getTotalMemorySize() >> 30, workspaces.freeBytes() >> 30);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Code toCode(TargetSurvey survey, OptionalLong findings) {
    long lines = survey.lines();
    Double density =
        findings.isEmpty() || lines == 0
            ? null
            : Math.round(findings.getAsLong() * 10_000.0 / lines) / 10.0;
    return new Code(
        survey.files(), survey.sourceFiles(), survey.bytes(), survey.languages(), density);
  }
}
