package dev.pawl.pipeline;

import dev.pawl.command.Command;
import dev.pawl.command.CommandFile;
import dev.pawl.command.Execution;
import dev.pawl.node.Nodes;
import dev.pawl.recovery.Stage;
import dev.pawl.registry.Commands;
import dev.pawl.workflow.Work.RunStep;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Resolves the command, and fails while the circuit breaker of its tool is open. */
@Component
class ResolutionStage implements StageCheck {

  private final Commands commands;
  private final Nodes nodes;

  ResolutionStage(Commands commands, Nodes nodes) {
    this.commands = commands;
    this.nodes = nodes;
  }

  @Override
  public Stage stage() {
    return Stage.RESOLUTION;
  }

  @Override
  public Checked check(Passage attempt) {
    RunStep step = attempt.step();
    Command command;
    try {
      command = commands.executable(step.command(), step.definition());
    } catch (IllegalStateException gone) {
      return Checked.failed(String.valueOf(gone.getMessage()));
    }
    String tool = tool(step);
    attempt.resolved(command, tool);
    attempt.avoid(nodes.leftAlone());
    Optional<Duration> closed = nodes.leftAlone(tool);
    if (closed.isPresent()) {
      return Checked.failed(
          "circuit breaker of %s is open after repeated failures, for another %d s"
              .formatted(tool, closed.get().toSeconds()));
    }
    String where = step.definition() == null ? "built-in" : "defined by a command file";
    return Checked.passed("%s, %s, tool %s".formatted(step.command(), where, tool));
  }

  /** Returns the program that does the work, or the built-in command. */
  private static String tool(RunStep step) {
    CommandFile file = step.definition();
    if (file == null) {
      return step.command();
    }
    Execution execution = file.execution();
    return switch (execution.kind()) {
      case USES -> String.valueOf(execution.uses());
      case PROGRAMS -> execution.programs().getFirst().getFirst();
      case AGENT -> "agent:" + String.join("+", file.agents());
      case SCRIPT, NONE -> file.name();
    };
  }
}
