package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.node.NodeService;
import dev.pawl.node.NodeService.QueueEntry;
import dev.pawl.node.ResourceUsage;
import dev.pawl.plan.Planner;
import dev.pawl.recovery.StepStage;
import dev.pawl.snapshot.Snapshot;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkflowExecutionService;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Evaluates the five pre gates before it judges them; the command runs only if all of them pass. */
@Component
class PreGatesStage implements PipelineStage {

  private static final long MIN_FREE_BYTES = 100L << 20;

  /** The interval at which a changed position in the queue is reported. */
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

  /** The time after which a wait for other projects is reported. */
  private static final Duration MAX_UNREPORTED_WAIT = Duration.ofSeconds(1);

  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(1);

  private final NodeService nodes;
  private final WorkflowExecutionService executionService;
  private final Clock clock;

  PreGatesStage(NodeService nodes, WorkflowExecutionService executionService, Clock clock) {
    this.nodes = nodes;
    this.executionService = executionService;
    this.clock = clock;
  }

  @Override
  public StepStage stage() {
    return StepStage.PRE_GATES;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException, InterruptedException {
    if (!awaitTurn(attempt)) {
      return StageResult.failed(
          "timeout: the workflow timed out while the step waited for its turn: the slots of the node"
              + " are used by other projects");
    }
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

  /**
   * Leaves the slot of the workflow to other projects if it is their turn. A step that publishes does not, as other workflows
   * wait for the lock of its target.
   *
   * @return whether it is the turn of the workflow; false if it timed out before
   */
  private boolean awaitTurn(AttemptContext attempt) throws InterruptedException {
    Instant deadline = attempt.step().context().workflowDeadline();
    if (attempt.step().publishes() || yieldSlot(attempt, MAX_UNREPORTED_WAIT, deadline)) {
      return true;
    }
    if (!clock.instant().isBefore(deadline)) {
      return false;
    }
    var waitReporter = new WaitReporter(executionService, attempt, clock);
    waitReporter.waitStarted("its turn: the slots of the node are used by other projects");
    boolean turn = false;
    while (!turn && clock.instant().isBefore(deadline)) {
      turn = yieldSlot(attempt, REPORT_INTERVAL, deadline);
      attempt.activeClaim().ensureActive();
    }
    waitReporter.waitEnded();
    return turn;
  }

  private boolean yieldSlot(AttemptContext attempt, Duration timeout, Instant deadline)
      throws InterruptedException {
    Duration remaining = Duration.between(clock.instant(), deadline);
    return attempt.activeClaim().yieldSlot(remaining.compareTo(timeout) < 0 ? remaining : timeout);
  }

  /** Checks the disk once, but waits for memory and CPU, which may become free. */
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
    Optional<String> memory = awaitMemory(attempt);
    return memory.isPresent() ? memory : awaitProcessors(attempt);
  }

  private Optional<String> awaitMemory(AttemptContext attempt) throws InterruptedException {
    Optional<String> exceeded = exceededMemory(nodes.resourceUsage());
    var waitReporter = new WaitReporter(executionService, attempt, clock);
    exceeded.ifPresent(limit -> waitReporter.waitStarted("free memory on the node: " + limit));
    long deadline = System.nanoTime() + nodes.admissionTimeout().toNanos();
    while (exceeded.isPresent() && System.nanoTime() < deadline) {
      exceeded =
          exceededMemory(nodes.awaitResourceUsage(Duration.ofNanos(deadline - System.nanoTime())));
      attempt.activeClaim().ensureActive();
    }
    waitReporter.waitEnded();
    return exceeded;
  }

  /**
   * Waits for processors in the queue of the node: a busy machine is no failure before the workflow times out. If they are
   * in use without end, one step after the other starts nevertheless.
   */
  private Optional<String> awaitProcessors(AttemptContext attempt) throws InterruptedException {
    Optional<String> exceeded = exceededProcessors(nodes.resourceUsage());
    if (exceeded.isEmpty()) {
      return Optional.empty();
    }
    Instant start = clock.instant();
    Instant workflowDeadline = attempt.step().context().workflowDeadline();
    Instant deadline =
        nodes
            .processorWaitTimeout()
            .map(start::plus)
            .filter(workflowDeadline::isAfter)
            .orElse(workflowDeadline);
    var waitReporter = new WaitReporter(executionService, attempt, clock);
    try (QueueEntry entry = nodes.joinProcessorQueue()) {
      Instant reportedAt = Instant.MIN;
      int reportedPosition = 0;
      while (exceeded.isPresent() && clock.instant().isBefore(deadline)) {
        if (entry.start()) {
          exceeded = Optional.empty();
          break;
        }
        int position = entry.position();
        if (position != reportedPosition
            && reportedAt.isBefore(clock.instant().minus(REPORT_INTERVAL))) {
          waitReporter.waitStarted(
              "free processors on the node: %s; position %d in the queue"
                  .formatted(exceeded.get(), position));
          reportedAt = clock.instant();
          reportedPosition = position;
        }
        Duration remaining = Duration.between(clock.instant(), deadline);
        exceeded =
            exceededProcessors(
                nodes.awaitResourceUsage(
                    remaining.compareTo(MAX_POLL_INTERVAL) < 0 ? remaining : MAX_POLL_INTERVAL));
        attempt.activeClaim().ensureActive();
      }
    }
    waitReporter.waitEnded();
    if (exceeded.isPresent() && deadline.equals(workflowDeadline)) {
      return Optional.of(
          "timeout: the workflow timed out while the step waited for free processors: "
              + exceeded.get());
    }
    return exceeded;
  }

  private Optional<String> exceededProcessors(ResourceUsage usage) {
    return usage.cpuPercent() > nodes.maxUtilization()
        ? Optional.of(limitMessage("CPU", usage.cpuPercent()))
        : Optional.empty();
  }

  private Optional<String> exceededMemory(ResourceUsage usage) {
    return usage.memoryPercent() > nodes.maxUtilization()
        ? Optional.of(limitMessage("memory", usage.memoryPercent()))
        : Optional.empty();
  }

  private String limitMessage(String resource, double percent) {
    return "%.0f%% of %s is in use, but the limit is %d%%"
        .formatted(percent, resource, nodes.maxUtilization());
  }
}
