package dev.pawl.engine.pipeline;

import dev.pawl.command.Command;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.node.NodeService;
import dev.pawl.recovery.StepStage;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.workflow.WorkItem.RunStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Resolves the command, and fails while the circuit breaker of the program that it runs is open. */
@Component
class ResolutionStage implements PipelineStage {

  private final CommandRegistry commands;
  private final NodeService nodes;

  ResolutionStage(CommandRegistry commands, NodeService nodes) {
    this.commands = commands;
    this.nodes = nodes;
  }

  @Override
  public StepStage stage() {
    return StepStage.RESOLUTION;
  }

  @Override
  public StageResult execute(AttemptContext attempt) {
    RunStep step = attempt.step();
    Command command;
    try {
      command = commands.executable(step.command(), step.definition());
    } catch (IllegalStateException e) {
      return StageResult.failed(String.valueOf(e.getMessage()));
    }
    String tool = tool(step);
    attempt.setCommand(command, tool, machinePrograms(step));
    String project = step.context().project();
    attempt.avoidTools(nodes.openBreakers(project));
    for (String program : attempt.programs()) {
      Optional<Duration> openFor = nodes.breakerOpenFor(program, project);
      if (openFor.isPresent()) {
        return StageResult.failed(
            "circuit breaker of %s is open after repeated failures, for another %d s"
                .formatted(program, openFor.get().toSeconds()));
      }
    }
    String origin = step.definition() == null ? "built-in" : "defined by a command file";
    return StageResult.passed("%s, %s, tool %s".formatted(step.command(), origin, tool));
  }

  /** Returns the program that does the work, or the built-in command. */
  private static String tool(RunStep step) {
    CommandFile file = step.definition();
    if (file == null) {
      return step.command();
    }
    CommandFileExecution execution = file.execution();
    return switch (execution.kind()) {
      case USES -> String.valueOf(execution.uses());
      case PROGRAMS -> execution.programs().getFirst().getFirst();
      case AGENT -> "agent:" + String.join("+", file.agents());
      case SCRIPT, NONE -> file.name();
    };
  }

  /**
   * Returns the programs of the machine that a step runs. Built-in commands, scripts of a command file and programs of
   * the target are none: if they fail, the machine is not the reason.
   */
  private static List<String> machinePrograms(RunStep step) {
    CommandFile file = step.definition();
    if (file == null) {
      return List.of();
    }
    return switch (file.execution().kind()) {
      case PROGRAMS ->
          file.execution().programs().stream()
              .map(List::getFirst)
              .filter(program -> !program.contains("/") || program.startsWith("/"))
              .distinct()
              .toList();
      case AGENT -> List.of(tool(step));
      case USES, SCRIPT, NONE -> List.of();
    };
  }
}
