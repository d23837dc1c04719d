package dev.pawl.externaltool;

import dev.pawl.command.RetrySettings;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessRunner.ProcessSpec;
import dev.pawl.target.FileWalker;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Runs programs on files in batches that fit into an argument list. */
@Component
class BatchRunner {

  /** The files that one process was given, the folder that it worked in, its exit code and its output lines. */
  record BatchResult(List<SourceFile> files, Path folder, int exitCode, List<String> lines) {

    /** Returns whether a signal ended the program, as when it runs out of memory (134, 137, 139). */
    boolean isCrash() {
      return exitCode >= FIRST_SIGNAL_EXIT_CODE;
    }

    /** Returns the output without messages before and after a report in JSON. */
    String report() {
      int start = 0;
      int end = lines.size();
      while (start < end && !REPORT_START.matcher(lines.get(start)).lookingAt()) {
        start++;
      }
      while (end > start && !REPORT_END.matcher(lines.get(end - 1)).find()) {
        end--;
      }
      return String.join("\n", start < end ? lines.subList(start, end) : lines);
    }

    /** Returns the last line of output that is not blank. */
    String lastLine() {
      return lines.stream()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .orElse("");
    }
  }

  private static final Pattern REPORT_START = Pattern.compile("\\s*(\\{|\\[)\\s*([\\[{}\\]\"]|$)");
  private static final Pattern REPORT_END = Pattern.compile("[}\\]]\\s*$");

  /** Exit codes of at least this value mean that a signal ended the program. */
  private static final int FIRST_SIGNAL_EXIT_CODE = 128;

  private static final int MAX_FILES = 200;
  private static final int MAX_CHARACTERS = 100_000;

  private final ProcessRunner processRunner;

  BatchRunner(ProcessRunner processRunner) {
    this.processRunner = processRunner;
  }

  /** What a program gets for a file: its arguments, and the options of the target as a JSON object, if it takes them. */
  record Invocation(List<String> arguments, String options) {}

  /** Files that are processed in the same way. */
  record Batch(Invocation invocation, List<SourceFile> files) {}

  /** Returns the arguments of a tool for a file, with the options of its target if that is not trusted. */
  @FunctionalInterface
  interface ArgumentSource {
    List<String> of(SourceFile source);
  }

  /** Splits files into batches with the same arguments and options. */
  static List<Batch> batches(
      ExternalTool tool, List<SourceFile> sources, ToolContext job, ArgumentSource arguments) {
    return batches(tool, sources, job, arguments, List.of());
  }

  /**
   * Splits files into batches with the same arguments and options.
   *
   * @param last the arguments that take precedence over all others
   */
  static List<Batch> batches(
      ExternalTool tool,
      List<SourceFile> sources,
      ToolContext job,
      ArgumentSource arguments,
      List<String> last) {
    boolean trusted = job.workspace().isTrusted();
    var options = new TargetOptions(tool, job.workspace().folder());
    Map<Invocation, List<SourceFile>> byInvocation = new LinkedHashMap<>();
    for (SourceFile source : sources) {
      var all = new ArrayList<>(arguments.of(source));
      String inline =
          !trusted && tool.isolated() != null && tool.hasInlineOptions()
              ? options.inlineFor(source)
              : "";
      if (!trusted && tool.isolated() != null) {
        tool.isolated()
            .forEach(argument -> all.add(argument.replace(ExternalTool.OPTIONS, inline)));
        all.addAll(options.argumentsFor(source));
      }
      all.addAll(last);
      byInvocation
          .computeIfAbsent(new Invocation(all, inline), key -> new ArrayList<>())
          .add(source);
    }
    var result = new ArrayList<Batch>();
    boolean single = !trusted && tool.standardInput();
    byInvocation.forEach((key, files) ->
        (single ? files.stream().map(List::of).toList() : batches(files, job.settings()))
            .forEach(batch -> result.add(new Batch(key, batch))));
    return result;
  }

  /** Splits files into batches, smaller ones where earlier attempts have failed. */
  static List<List<SourceFile>> batches(List<SourceFile> sources, RetrySettings conditions) {
    int maxFiles = Math.max(1, MAX_FILES / conditions.share());
    var batches = new ArrayList<List<SourceFile>>();
    var batch = new ArrayList<SourceFile>();
    int characters = 0;
    for (SourceFile source : sources) {
      int length = source.path().length() + 3;
      if (!batch.isEmpty() && (batch.size() == maxFiles || characters + length > MAX_CHARACTERS)) {
        batches.add(List.copyOf(batch));
        batch.clear();
        characters = 0;
      }
      batch.add(source);
      characters += length;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }

  /**
   * Runs a program on files of the workspace. In a target that is not trusted, the program looks for no configuration,
   * and gets a copy of the files alone if it needs no others.
   */
  BatchResult run(ExternalTool tool, Invocation invocation, List<SourceFile> files, ToolContext job)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(job.detection().program());
    command.addAll(invocation.arguments());
    Workspace workspace = job.workspace();
    boolean standardInput = !workspace.isTrusted() && tool.standardInput();
    if (!standardInput) {
      // The prefix keeps a file name from being parsed as an option.
      files.forEach(file -> command.add("./" + file.path()));
    }
    Path scratch = workspace.createScratchFolder("tools");
    Path home = Files.createTempDirectory(scratch, "home-");
    command.replaceAll(argument -> argument.replace(ExternalTool.HOME, home.toString()));
    if (workspace.isTrusted()) {
      return run(tool, command, files, workspace, workspace.folder(), home);
    }
    writeIsolatedFiles(tool, home, invocation.options());
    if (!tool.singleFiles()) {
      requireNoLinkOut(tool, workspace.folder());
      if (tool.configurationFiles().contains(GoModuleFile.NAME)) {
        GoModuleFile.requireNoReplacementOutside(tool.name(), workspace.folder());
      }
      return run(tool, command, files, workspace, workspace.folder(), home);
    }
    // Messages contain the name of the folder, so it has the same one.
    Path copy =
        Files.createDirectories(
            Files.createTempDirectory(scratch, "files-")
                .resolve(workspace.folder().getFileName().toString()));
    if (standardInput) {
      return runOnStandardInput(tool, command, files.getFirst(), workspace, copy, home);
    }
    copy(files, workspace.folder(), copy);
    BatchResult result = run(tool, command, files, workspace, copy, home);
    copyChanges(files, copy);
    FileSystemUtils.deleteRecursively(copy);
    return result;
  }

  /**
   * Runs a program that reads a file from its standard input and writes the result to its standard output. The shell
   * connects both to files, as the result must keep its bytes; its script is constant, and the command is its arguments.
   */
  private BatchResult runOnStandardInput(
      ExternalTool tool,
      List<String> command,
      SourceFile file,
      Workspace workspace,
      Path folder,
      Path home)
      throws IOException, InterruptedException {
    Path output = home.resolve("output");
    Files.copy(file.file(), home.resolve("input"), LinkOption.NOFOLLOW_LINKS);
    var redirected =
        new ArrayList<>(
            List.of("sh", "-c", "exec \"$@\" <\"$HOME/input\" >\"$HOME/output\"", "sh"));
    redirected.addAll(command);
    BatchResult result = run(tool, redirected, List.of(file), workspace, folder, home);
    if (tool.successCodes(true).contains(result.exitCode())
        && Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
      byte[] changed = Files.readAllBytes(output);
      Files.write(file.file(), hasWindowsLines(file.text()) ? withWindowsLines(changed) : changed);
    }
    List<String> lines =
        result.lines().stream().map(line -> line.replace("<stdin>", file.path())).toList();
    return new BatchResult(result.files(), result.folder(), result.exitCode(), lines);
  }

  private static boolean hasWindowsLines(String text) {
    int end = text.indexOf('\n');
    return end > 0 && text.charAt(end - 1) == '\r';
  }

  /** Restores the line ends of a text, which a program knows only of a file. */
  private static byte[] withWindowsLines(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Checks that a program which reads further files cannot be led out of the workspace. */
  private static void requireNoLinkOut(ExternalTool tool, Path folder) throws IOException {
    Path root = folder.toRealPath();
    for (FileWalker.Entry entry : FileWalker.listWorkspace(folder)) {
      if (entry.isLink() && Files.exists(entry.file())) {
        Path destination = entry.file().toRealPath();
        if (!destination.startsWith(root)) {
          throw new IOException(
              "%s is not run: the target is not trusted, and the link %s leads out of it"
                  .formatted(tool.name(), entry.path()));
        }
      }
    }
  }

  private static void writeIsolatedFiles(ExternalTool tool, Path home, String options)
      throws IOException {
    if (tool.isolatedFiles() != null) {
      for (var file : tool.isolatedFiles().entrySet()) {
        Files.writeString(
            home.resolve(file.getKey()), file.getValue().replace(ExternalTool.OPTIONS, options));
      }
    }
  }

  private static void copy(List<SourceFile> files, Path from, Path to) throws IOException {
    for (SourceFile file : files) {
      Path destination = to.resolve(file.path());
      Files.createDirectories(destination.getParent());
      Files.copy(
          from.resolve(file.path()),
          destination,
          StandardCopyOption.COPY_ATTRIBUTES,
          LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Copies the files that a program has changed back; a file that it replaced by something else stays as it was. */
  private static void copyChanges(List<SourceFile> files, Path copy) throws IOException {
    for (SourceFile file : files) {
      Path changed = copy.resolve(file.path());
      if (Files.isRegularFile(changed, LinkOption.NOFOLLOW_LINKS)
          && Files.mismatch(changed, file.file()) >= 0) {
        Files.write(file.file(), Files.readAllBytes(changed));
      }
    }
  }

  private BatchResult run(
      ExternalTool tool,
      List<String> command,
      List<SourceFile> files,
      Workspace workspace,
      Path folder,
      Path home)
      throws IOException, InterruptedException {
    var output = new ArrayList<String>();
    int exitCode =
        processRunner.run(
            ProcessSpec.of(command, folder, home)
                .withEnvironment(tool.environmentVariables())
                .withReadable(ProgramLocator.ownFolders(workspace))
                .withLongLines()
                .withMounts(linkedFolders(workspace)),
            output::add);
    return new BatchResult(files, folder, exitCode, output);
  }

  /** Returns the ignored folders of a trusted target that its tools need, by their path in the workspace. */
  private static Map<Path, Path> linkedFolders(Workspace workspace) throws IOException {
    String path = workspace.target().path();
    var links = new LinkedHashMap<Path, Path>();
    if (path != null && workspace.isTrusted()) {
      for (String link : workspace.config().links()) {
        Path folder = Path.of(path).resolve(link).normalize();
        if (folder.startsWith(path) && Files.isDirectory(folder)) {
          links.put(workspace.folder().resolve(link), folder);
        }
      }
    }
    return links;
  }
}
