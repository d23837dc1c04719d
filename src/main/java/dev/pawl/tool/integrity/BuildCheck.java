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

/** Runs the build and the tests that a trusted target configures, on copies of the result and of the snapshot (I-20). */
@Component
class BuildCheck {

  private final Processes processes;

  BuildCheck(Processes processes) {
    this.processes = processes;
  }

  /** Why the result is worse than the snapshot; empty when it is not, or when there is nothing to run. */
  Optional<String> worse(Workspace workspace, Invocation invocation)
      throws IOException, InterruptedException {
    Map<String, List<String>> commands = workspace.config().commands();
    if (commands.isEmpty() || workspace.differences().isEmpty()) {
      return Optional.empty();
    }
    if (!workspace.trusted()) {
      invocation.say(
          "Warning: the target's build and test are not run, for it is not trusted"
              + " (pawl.workspace.trusted)");
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
