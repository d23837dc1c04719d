package dev.pawl.builtin.integrity;

import dev.pawl.command.CommandContext;
import dev.pawl.process.ProcessRunner;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Runs the build and tests that a trusted target configures, on copies of the result and the snapshot (I-20). */
@Component
class BuildCheck {

  private final ProcessRunner processes;

  BuildCheck(ProcessRunner processes) {
    this.processes = processes;
  }

  /** Returns the reason why the result is worse than the snapshot; empty if it is not, or if nothing is run. */
  Optional<String> findRegression(Workspace workspace, CommandContext context)
      throws IOException, InterruptedException {
    Map<String, List<String>> commands = workspace.config().commands();
    if (commands.isEmpty() || workspace.differences().isEmpty()) {
      return Optional.empty();
    }
    if (!workspace.isTrusted()) {
      context.logLine(
          "Warning: build and tests were not run, because the target is not trusted"
              + " (pawl.workspace.trusted-targets)");
      return Optional.empty();
    }
    Optional<String> refusal = processes.refusal();
    if (refusal.isPresent()) {
      context.logLine("Warning: build and tests were " + refusal.get());
      return Optional.empty();
    }
    for (var command : commands.entrySet()) {
      Path result = workspace.copyCurrent();
      if (passes(command.getKey(), command.getValue(), result, context)) {
        continue;
      }
      Path before = workspace.copySnapshot();
      if (passes(command.getKey() + " before", command.getValue(), before, context)) {
        return Optional.of(
            "I-20: %s passed on the snapshot but fails on the result: %s"
                .formatted(command.getKey(), String.join(" ", command.getValue())));
      }
    }
    return Optional.empty();
  }

  private boolean passes(String name, List<String> arguments, Path folder, CommandContext context)
      throws IOException, InterruptedException {
    context.ensureActive();
    context.logLine(name + ": " + String.join(" ", arguments));
    int exit = processes.run(arguments, folder, line -> context.logLine("  " + line));
    context.logLine(name + ": exit " + exit);
    return exit == 0;
  }
}
