package dev.pawl.tool.external;

import dev.pawl.tool.Detection;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.process.Processes.Start;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Locates programs: in a trusted target first, then on PATH. */
@Component
class Installed {

  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+[\\w.+-]*");

  /** A configuration file that many tools read and that cannot make any of them run code. */
  private static final String HARMLESS = ".editorconfig";

  private final Processes processes;
  private final Map<String, Detection> known = new ConcurrentHashMap<>();

  Installed(Processes processes) {
    this.processes = processes;
  }

  /** Returns the program of a tool for a target, or the reason why there is none. */
  Detection detect(ExternalTool tool, Workspace workspace) {
    boolean configured = configured(tool, workspace);
    if (tool.needsConfiguration() && !configured) {
      return Detection.missing("has no configuration in the target");
    }
    boolean dangerous = tool.executes() && configured && !workspace.trusted();
    if (dangerous && tool.plain() == null) {
      return Detection.missing(
          "would run code from the configuration of a target that is not trusted");
    }
    Optional<Path> program = own(tool, workspace).or(() -> Processes.onPath(tool.executable()));
    if (program.isEmpty()) {
      return Detection.missing("is not installed");
    }
    Detection found = version(tool, program.get(), workspace);
    return dangerous && found.isPresent()
        ? found.leavingOut("configuration ignored: it can run code, and the target is not trusted")
        : found;
  }

  private static boolean configured(ExternalTool tool, Workspace workspace) {
    return tool.configurationFiles().stream()
        .filter(name -> !name.equals(HARMLESS))
        .anyMatch(name -> Files.isRegularFile(workspace.folder().resolve(name)));
  }

  private static Optional<Path> own(ExternalTool tool, Workspace workspace) {
    String path = workspace.target().path();
    if (path == null || tool.own() == null || !workspace.trusted()) {
      return Optional.empty();
    }
    return Optional.of(Path.of(path).resolve(tool.own())).filter(Files::isExecutable);
  }

  /** Returns the version, which is queried once per path, modification time and size of the executable. */
  private Detection version(ExternalTool tool, Path program, Workspace workspace) {
    try {
      Path real = program.toRealPath();
      String key = real + " " + Files.getLastModifiedTime(real) + " " + Files.size(real);
      Detection before = known.get(key);
      if (before != null) {
        return before;
      }
      Detection asked = ask(tool, program, workspace);
      known.put(key, asked);
      return asked;
    } catch (IOException e) {
      return Detection.missing("cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Detection.missing("was interrupted while its version was queried");
    }
  }

  private Detection ask(ExternalTool tool, Path program, Workspace workspace)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(tool.version());
    var said = new StringBuilder();
    Path home = Files.createTempDirectory(workspace.scratch("tools"), "home-");
    int exit =
        processes.run(
            Start.of(command, home, home).with(tool.variables()),
            line -> said.append(line).append('\n'));
    var version = VERSION.matcher(said);
    if (version.find()) {
      return Detection.program(version.group(), List.of(program.toString()));
    }
    // gofmt prints no version, so the size of its executable identifies it.
    return exit == 0 || exit == 2
        ? Detection.program(
            Files.size(program.toRealPath()) + " bytes", List.of(program.toString()))
        : Detection.missing("does not print its version: exit code " + exit);
  }
}
