package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.node.NodeService;
import dev.pawl.node.ResourceUsage;
import dev.pawl.plan.Planner;
import dev.pawl.recovery.StepStage;
import dev.pawl.snapshot.Snapshot;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkflowExecutionService;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Evaluates the five pre gates before it judges them; the command runs only if all of them pass. */
@Component
class PreGatesStage implements PipelineStage {

  private static final long MIN_FREE_BYTES = 100L << 20;

  private final NodeService nodes;
  private final WorkflowExecutionService executionService;

  PreGatesStage(NodeService nodes, WorkflowExecutionService executionService) {
    this.nodes = nodes;
    this.executionService = executionService;
  }

  @Override
  public StepStage stage() {
    return StepStage.PRE_GATES;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException, InterruptedException {
    Map<String, Optional<String>> failures = new LinkedHashMap<>();
    failures.put("file creation", fileCreation(attempt.step()));
    failures.put("complexity budget", complexityBudget(attempt.step()));
    failures.put("documentation", documentation(attempt));
    failures.put("safety", safety(attempt));
    failures.put("resources", resources(attempt));
    long passed = failures.values().stream().filter(Optional::isEmpty).count();
    String message =
        failures.entrySet().stream()
            .filter(entry -> entry.getValue().isPresent())
            .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue().get()))
            .collect(Collectors.joining("; "));
    return message.isEmpty()
        ? StageResult.passed("5 of 5: " + String.join(", ", failures.keySet()))
        : StageResult.failed("pre gates %d of 5: %s".formatted(passed, message));
  }

  private static Optional<String> fileCreation(RunStep step) {
    CommandFile file = step.definition();
    return file != null
            && step.modifies()
            && file.writes().isEmpty()
            && file.execution().kind() != CommandFileExecution.Kind.USES
        ? Optional.of("the command modifies files but declares no writes")
        : Optional.empty();
  }

  private static Optional<String> complexityBudget(RunStep step) {
    int points = step.context().accumulatedPoints();
    return points > Planner.BUDGET
        ? Optional.of("%d points are used, but the limit is %d".formatted(points, Planner.BUDGET))
        : Optional.empty();
  }

  private static Optional<String> documentation(AttemptContext attempt) {
    CommandFile file = attempt.step().definition();
    if (attempt.spec().description().isBlank()) {
      return Optional.of("the command has no description");
    }
    return file != null && file.body().isBlank()
        ? Optional.of("the command file has no body below its front matter")
        : Optional.empty();
  }

  private static Optional<String> safety(AttemptContext attempt) {
    RunStep step = attempt.step();
    boolean noSnapshot = step.tree() == null && step.snapshot() == null;
    return step.modifies() && noSnapshot && step.definition() != null
        ? Optional.of("the command modifies files, but there is no snapshot to roll back to")
        : Optional.empty();
  }

  /** Checks the disk once, but waits for CPU and memory, which may become free soon. */
  private Optional<String> resources(AttemptContext attempt)
      throws IOException, InterruptedException {
    ResourceUsage usage = nodes.resourceUsage();
    Snapshot snapshot = attempt.step().snapshot() == null ? null : attempt.workspace().snapshot();
    long requiredBytes = MIN_FREE_BYTES + (snapshot == null ? 0 : 2 * snapshot.bytes());
    if (usage.diskFreeBytes() < requiredBytes) {
      return Optional.of(
          "%d MB of disk space are free, but %d MB are required"
              .formatted(usage.diskFreeBytes() >> 20, requiredBytes >> 20));
    }
    if (usage.diskPercent() > nodes.maxUtilization()) {
      return Optional.of(limitMessage("disk", usage.diskPercent()));
    }
    Optional<String> exceeded = exceededLimit(usage);
    var waitReporter = new WaitReporter(executionService, attempt);
    exceeded.ifPresent(limit -> waitReporter.waitStarted("free resources on the node: " + limit));
    long deadline = System.nanoTime() + nodes.admissionTimeout().toNanos();
    while (exceeded.isPresent() && System.nanoTime() < deadline) {
      exceeded =
          exceededLimit(nodes.awaitResourceUsage(Duration.ofNanos(deadline - System.nanoTime())));
      attempt.activeClaim().ensureActive();
    }
    waitReporter.waitEnded();
    return exceeded;
  }

  private Optional<String> exceededLimit(ResourceUsage usage) {
    if (usage.cpuPercent() > nodes.maxUtilization()) {
      return Optional.of(limitMessage("CPU", usage.cpuPercent()));
    }
    return usage.memoryPercent() > nodes.maxUtilization()
        ? Optional.of(limitMessage("memory", usage.memoryPercent()))
        : Optional.empty();
  }

  private String limitMessage(String resource, double percent) {
    return "%.0f%% of %s is in use, but the limit is %d%%"
        .formatted(percent, resource, nodes.maxUtilization());
  }
}
