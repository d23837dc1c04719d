package dev.pawl.pipeline;

import dev.pawl.workspace.Snapshot;
import dev.pawl.command.CommandFile;
import dev.pawl.command.Execution;
import dev.pawl.node.Nodes;
import dev.pawl.node.Reading;
import dev.pawl.plan.Planner;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Evaluates the five pre gates before it judges them; the command runs only if all of them pass. */
@Component
class PreGatesStage implements StageCheck {

  private static final long LEAST_FREE = 100L << 20;

  private final Nodes nodes;
  private final WorkQueue queue;

  PreGatesStage(Nodes nodes, WorkQueue queue) {
    this.nodes = nodes;
    this.queue = queue;
  }

  @Override
  public Stage stage() {
    return Stage.PRE_GATES;
  }

  @Override
  public Checked check(Passage attempt) throws IOException, InterruptedException {
    Map<String, Optional<String>> faults = new LinkedHashMap<>();
    faults.put("file creation", creation(attempt.step()));
    faults.put("complexity budget", budget(attempt.step()));
    faults.put("documentation", documentation(attempt));
    faults.put("safety", safety(attempt));
    faults.put("resources", resources(attempt));
    long held = faults.values().stream().filter(Optional::isEmpty).count();
    String wrong =
        faults.entrySet().stream()
            .filter(one -> one.getValue().isPresent())
            .map(one -> "%s: %s".formatted(one.getKey(), one.getValue().get()))
            .collect(Collectors.joining("; "));
    return wrong.isEmpty()
        ? Checked.passed("5 of 5: " + String.join(", ", faults.keySet()))
        : Checked.failed("pre gates %d of 5: %s".formatted(held, wrong));
  }

  private static Optional<String> creation(RunStep step) {
    CommandFile file = step.definition();
    return file != null
            && step.modifies()
            && file.writes().isEmpty()
            && file.execution().kind() != Execution.Kind.USES
        ? Optional.of("the command modifies files but declares no writes")
        : Optional.empty();
  }

  private static Optional<String> budget(RunStep step) {
    int points = step.beside().points();
    return points > Planner.BUDGET
        ? Optional.of("%d points are used, the limit is %d".formatted(points, Planner.BUDGET))
        : Optional.empty();
  }

  private static Optional<String> documentation(Passage attempt) {
    CommandFile file = attempt.step().definition();
    if (attempt.spec().description().isBlank()) {
      return Optional.of("the command has no description");
    }
    return file != null && file.body().isBlank()
        ? Optional.of("the command file has no body below its front matter")
        : Optional.empty();
  }

  private static Optional<String> safety(Passage attempt) {
    RunStep step = attempt.step();
    boolean first = step.tree() == null && step.snapshot() == null;
    return step.modifies() && first && step.definition() != null
        ? Optional.of("the command modifies files, but there is no snapshot to roll back to")
        : Optional.empty();
  }

  /** Checks the disk once, but waits for CPU and memory, which may become free soon. */
  private Optional<String> resources(Passage attempt) throws IOException, InterruptedException {
    Reading now = nodes.reading();
    Snapshot target =
        attempt.step().snapshot() == null ? null : attempt.workspace().snapshot();
    long needed = LEAST_FREE + (target == null ? 0 : 2 * target.bytes());
    if (now.diskFree() < needed) {
      return Optional.of(
          "%d MB of disk are free, %d MB are required"
              .formatted(now.diskFree() >> 20, needed >> 20));
    }
    if (now.disk() > nodes.mostPercent()) {
      return Optional.of(over("disk", now.disk()));
    }
    Optional<String> busy = busy(now);
    var waits = new Waits(queue, attempt);
    busy.ifPresent(what -> waits.begin("free resources on the node: " + what));
    long end = System.nanoTime() + nodes.patience().toNanos();
    while (busy.isPresent() && System.nanoTime() < end) {
      busy = busy(nodes.nextReading(Duration.ofNanos(end - System.nanoTime())));
      attempt.held().check();
    }
    waits.end();
    return busy;
  }

  private Optional<String> busy(Reading now) {
    if (now.cpu() > nodes.mostPercent()) {
      return Optional.of(over("CPU", now.cpu()));
    }
    return now.memory() > nodes.mostPercent()
        ? Optional.of(over("memory", now.memory()))
        : Optional.empty();
  }

  private String over(String what, double percent) {
    return "%.0f %% of %s in use, the limit is %d %%".formatted(percent, what, nodes.mostPercent());
  }
}
