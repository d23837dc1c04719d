package dev.pawl.externaltool;

import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessRunner.ProcessSpec;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Locates programs: in a trusted target first, then on PATH. */
@Component
class ProgramLocator {

  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+[\\w.+-]*");

  /** A configuration file that many tools read and that cannot make any of them run code. */
  private static final String HARMLESS_CONFIGURATION = ".editorconfig";

  private final ProcessRunner processRunner;
  private final Map<String, ToolDetection> detections = new ConcurrentHashMap<>();
  private final Map<Workspace, Map<String, Note>> notesByWorkspace = new WeakHashMap<>();

  ProgramLocator(ProcessRunner processRunner) {
    this.processRunner = processRunner;
  }

  /** Returns the program of a tool for a target, or the reason why there is none. */
  ToolDetection detect(ExternalTool tool, Workspace workspace) {
    boolean configured = isConfigured(tool, workspace);
    if (tool.needsConfiguration() && !configured) {
      return ToolDetection.unavailable("has no configuration in the target");
    }
    return detectConfigured(tool, workspace);
  }

  /** Returns the program of a linter that the target configures in any folder, or the reason why there is none. */
  ToolDetection detectConfigured(ExternalTool tool, Workspace workspace) {
    if (!workspace.isTrusted() && tool.isolated() == null) {
      return ToolDetection.unavailable(
          "would read the configuration of a target that is not trusted");
    }
    ToolDetection detection = findProgram(tool, workspace);
    return workspace.isTrusted() || !detection.isPresent()
        ? detection
        : ignoredConfiguration(tool, workspace)
            .map(detection::withIgnoredConfiguration)
            .orElse(detection);
  }

  private ToolDetection findProgram(ExternalTool tool, Workspace workspace) {
    Optional<Path> program =
        findInTarget(tool, workspace).or(() -> ProcessRunner.findOnPath(tool.executable()));
    if (program.isEmpty()) {
      return ToolDetection.unavailable("is not installed");
    }
    Optional<String> refusal = processRunner.refusal();
    if (refusal.isPresent()) {
      return ToolDetection.unavailable("is " + refusal.get());
    }
    return detectVersion(
        tool, program.get(), () -> workspace.createScratchFolder("tools"), ownFolders(workspace));
  }

  private Optional<String> ignoredConfiguration(ExternalTool tool, Workspace workspace) {
    List<WorkspaceFile> files = workspace.knownFiles();
    Map<String, Note> notes;
    synchronized (notesByWorkspace) {
      notes = notesByWorkspace.computeIfAbsent(workspace, key -> new ConcurrentHashMap<>());
    }
    Note note = notes.get(tool.name());
    // The same list as long as no file has changed.
    if (note == null || note.files() != files) {
      List<String> paths = files.stream().map(WorkspaceFile::path).toList();
      note = new Note(files, new TargetOptions(tool, workspace.folder()).leftOut(paths));
      notes.put(tool.name(), note);
    }
    return note.text();
  }

  /** What was left out of the configuration of a target with these files. */
  private record Note(List<WorkspaceFile> files, Optional<String> text) {}

  /** Returns the version of a program that is installed on this node; empty if it is missing or cannot be run. */
  Optional<String> detectInstalled(ExternalTool tool) {
    Optional<Path> program = ProcessRunner.findOnPath(tool.executable());
    if (program.isEmpty() || processRunner.refusal().isPresent()) {
      return Optional.empty();
    }
    try {
      Path scratch = Files.createTempDirectory("tools-");
      try {
        return Optional.of(detectVersion(tool, program.get(), () -> scratch))
            .filter(ToolDetection::isPresent)
            .map(ToolDetection::version);
      } finally {
        FileSystemUtils.deleteRecursively(scratch);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Provides the folder in which the home folder of a program is created. */
  @FunctionalInterface
  private interface ScratchFolder {

    Path create() throws IOException;
  }

  private static boolean isConfigured(ExternalTool tool, Workspace workspace) {
    return tool.configurationFiles().stream()
        .filter(name -> !name.equals(HARMLESS_CONFIGURATION))
        .anyMatch(name -> Files.isRegularFile(workspace.folder().resolve(name)));
  }

  private static Optional<Path> findInTarget(ExternalTool tool, Workspace workspace) {
    String path = workspace.target().path();
    if (path == null || tool.own() == null || !workspace.isTrusted()) {
      return Optional.empty();
    }
    return Optional.of(Path.of(path).resolve(tool.own())).filter(Files::isExecutable);
  }

  /** Returns the folders that contain the programs of a trusted target. */
  static Path[] ownFolders(Workspace workspace) {
    String path = workspace.target().path();
    return path == null || !workspace.isTrusted() ? new Path[0] : new Path[] {Path.of(path)};
  }

  /** Returns the version, which is queried once per path, modification time and size of the executable. */
  private ToolDetection detectVersion(
      ExternalTool tool, Path program, ScratchFolder scratch, Path... readable) {
    try {
      Path realPath = program.toRealPath();
      String key =
          realPath + " " + Files.getLastModifiedTime(realPath) + " " + Files.size(realPath);
      ToolDetection cached = detections.get(key);
      if (cached != null) {
        return cached;
      }
      ToolDetection detection = queryVersion(tool, program, scratch, readable);
      detections.put(key, detection);
      return detection;
    } catch (IOException e) {
      return ToolDetection.unavailable("cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolDetection.unavailable("was interrupted while its version was queried");
    }
  }

  private ToolDetection queryVersion(
      ExternalTool tool, Path program, ScratchFolder scratch, Path... readable)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(tool.version());
    var output = new StringBuilder();
    Path home = Files.createTempDirectory(scratch.create(), "home-");
    int exitCode =
        processRunner.run(
            ProcessSpec.of(command, home, home)
                .withEnvironment(tool.environmentVariables())
                .withReadable(readable),
            line -> output.append(line).append('\n'));
    var version = VERSION.matcher(output);
    if (version.find()) {
      return ToolDetection.program(version.group(), List.of(program.toString()));
    }
    if (exitCode != 0 && exitCode != 2) {
      return ToolDetection.unavailable("does not print its version: exit code " + exitCode);
    }
    // gofmt prints no version. If its executable contains none, its size identifies it.
    Path executable = program.toRealPath();
    Optional<String> built = GoBuildInfo.readVersion(executable);
    return ToolDetection.program(
        built.isPresent() ? built.get() : "of %d bytes".formatted(Files.size(executable)),
        List.of(program.toString()));
  }
}
