package dev.pawl.tool.program;

import dev.pawl.command.CommandFile;
import dev.pawl.command.Execution.Kind;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.command.ProgramRunner;
import dev.pawl.command.Scripts;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.process.Processes.Start;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Runs the programs of a command file in the workspace, and keeps of their changes what the file may change. */
@Component
class Programs implements ProgramRunner {

  private final Workspaces workspaces;
  private final Processes processes;

  Programs(Workspaces workspaces, Processes processes) {
    this.workspaces = workspaces;
    this.processes = processes;
  }

  @Override
  public Outcome run(CommandFile file, List<List<String>> programs, Invocation invocation)
      throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    String before = workspace.checkpoint();
    for (Start start : starts(file, programs, workspace, invocation)) {
      invocation.ensureActive();
      invocation.say("$ " + String.join(" ", start.arguments()));
      var last = new ArrayList<String>();
      int exit =
          processes.run(
              start,
              line -> {
                invocation.say(line);
                last.clear();
                last.add(line);
              });
      if (exit != 0) {
        workspace.restore(before);
        String said = last.isEmpty() ? "" : ": " + last.getFirst();
        return Outcome.failure(
            FailureKind.BROKEN,
            "exit %d of %s%s".formatted(exit, start.arguments().getFirst(), said));
      }
    }
    return new Traces(file, workspace, before).judged(invocation);
  }

  private List<Start> starts(
      CommandFile file, List<List<String>> programs, Workspace workspace, Invocation invocation)
      throws IOException {
    Path folder = workspace.folder();
    Path home = workspace.scratch("home");
    var environment =
        Map.of("PAWL_COMMAND", file.name(), "ARGUMENTS", invocation.arguments().typed());
    if (file.execution().kind() == Kind.SCRIPT) {
      Path script = workspace.scratch("script").resolve("script.sh");
      Files.writeString(script, String.join("\n", Scripts.in(file.body())));
      var arguments = new ArrayList<>(List.of("bash", "-e", script.toString()));
      arguments.addAll(invocation.arguments().words());
      return List.of(new Start(arguments, folder, home, "", environment));
    }
    if (file.execution().kind() == Kind.AGENT) {
      String prompt = new Prompt(workspace.folder()).of(file, invocation.arguments());
      var tools = Map.of("PAWL_ALLOWED_TOOLS", String.join(" ", file.allowedTools()));
      return programs.stream()
          .map(program -> new Start(program, folder, home, prompt, tools))
          .toList();
    }
    return programs.stream()
        .map(program -> new Start(program, folder, home, "", environment))
        .toList();
  }
}
