package dev.pawl.tool.integrity;

import dev.pawl.command.Invocation;
import dev.pawl.tool.process.Processes;
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

  private final Processes processes;

  BuildCheck(Processes processes) {
    this.processes = processes;
  }

  /** Returns the reason why the result is worse than the snapshot; empty if it is not, or if nothing is run. */
  Optional<String> worse(Workspace workspace, Invocation invocation)
      throws IOException, InterruptedException {
    Map<String, List<String>> commands = workspace.config().commands();
    if (commands.isEmpty() || workspace.differences().isEmpty()) {
      return Optional.empty();
    }
    if (!workspace.trusted()) {
      invocation.say(
          "Warning: build and tests were not run, because the target is not trusted"
              + " (pawl.workspace.trusted-targets)");
      return Optional.empty();
    }
    for (var command : commands.entrySet()) {
      Path result = workspace.copyOfNow();
      if (passes(command.getKey(), command.getValue(), result, invocation)) {
        continue;
      }
      Path before = workspace.copyOfSnapshot();
      if (passes(command.getKey() + " before", command.getValue(), before, invocation)) {
        return Optional.of(
            "I-20: %s passed on the snapshot and fails on the result: %s"
                .formatted(command.getKey(), String.join(" ", command.getValue())));
      }
    }
    return Optional.empty();
  }

  private boolean passes(String name, List<String> arguments, Path folder, Invocation invocation)
      throws IOException, InterruptedException {
    invocation.ensureActive();
    invocation.say(name + ": " + String.join(" ", arguments));
    int exit = processes.run(arguments, folder, line -> invocation.say("  " + line));
    invocation.say(name + ": exit " + exit);
    return exit == 0;
  }
}
