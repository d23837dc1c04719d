package dev.pawl.commandfile;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.command.FindingOutput;
import dev.pawl.command.FindingOutput.Format;
import dev.pawl.command.FindingPattern;
import dev.pawl.command.Quantity;
import dev.pawl.command.SarifReader;
import dev.pawl.command.Severity;
import dev.pawl.tool.FingerprintLines;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Collects the output of the programs of a command file, and reads the findings in it. */
final class ProgramFindings {

  /** The maximum number of findings of a step. */
  private static final int MAX_FINDINGS = 20_000;

  private static final int MAX_MESSAGE_LENGTH = 2000;
  private static final int MAX_RULE_LENGTH = 200;

  private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}+");

  private final FindingOutput definition;
  private final List<Finding> found = new ArrayList<>();
  private final StringBuilder report = new StringBuilder();
  private final Optional<FindingPattern> pattern;
  private boolean hasReport;
  private int omitted;

  ProgramFindings(FindingOutput definition) {
    this.definition = definition;
    this.pattern =
        definition.format() == Format.PATTERN
            ? Optional.of(new FindingPattern(Objects.requireNonNull(definition.pattern())))
            : Optional.empty();
  }

  /** Adds a line of output. */
  void add(String line) {
    if (pattern.isPresent()) {
      pattern.get().find(line, definition.tool()).ifPresent(this::add);
    } else if (!report.isEmpty() || line.stripLeading().startsWith("{")) {
      // What precedes the log are messages.
      report.append(line).append('\n');
    }
  }

  private void add(Finding finding) {
    if (found.size() < MAX_FINDINGS) {
      found.add(finding);
    } else {
      omitted++;
    }
  }

  /**
   * Reads the report of a program that has ended.
   *
   * @throws IllegalArgumentException if its output is not in the declared format
   */
  void endOfProgram() {
    if (!report.isEmpty()) {
      // What follows the log are messages.
      String log = report.substring(0, report.lastIndexOf("}") + 1);
      SarifReader.read(parse(log), definition.tool()).forEach(this::add);
      hasReport = true;
    }
    report.setLength(0);
  }

  /** Returns the reason why the output of all programs together is not in the declared format; empty if it is. */
  Optional<String> findFault() {
    return definition.format() == Format.SARIF && !hasReport
        ? Optional.of("the output contains no SARIF log")
        : Optional.empty();
  }

  private static JsonNode parse(String report) {
    try {
      return JsonMapper.shared().readTree(report);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the output is not SARIF: " + e.getOriginalMessage(), e);
    }
  }

  /** Returns whether a program with this exit code has run without an error. */
  boolean isSuccess(int exitCode) {
    return definition.isSuccess(exitCode, !found.isEmpty());
  }

  /** Adds the findings about files of the target to the result of the programs. */
  CommandResult addTo(CommandResult result, Workspace workspace) throws IOException {
    Set<String> files =
        workspace.files().stream()
            .map(WorkspaceFile::path)
            .collect(Collectors.toCollection(HashSet::new));
    var inTarget = new ArrayList<Finding>();
    for (Finding finding : found) {
      findFile(finding.file(), workspace.folder(), files)
          .map(file -> printable(finding).withFile(file))
          .ifPresent(inTarget::add);
    }
    var warnings = new ArrayList<String>();
    if (inTarget.size() < found.size()) {
      warnings.add(
          "%d of %d findings of the programs are not about files that workflows examine"
              .formatted(found.size() - inTarget.size(), found.size()));
    }
    if (omitted > 0) {
      warnings.add(
          "only the first %d of %d findings are reported"
              .formatted(MAX_FINDINGS, MAX_FINDINGS + omitted));
    }
    List<Finding> findings =
        Finding.withFingerprints(inTarget, new FingerprintLines(workspace.folder())::at);
    long errors = count(findings, Severity.ERROR);
    long warned = count(findings, Severity.WARNING);
    return result
        .withSummary("%s, %s".formatted(result.summary(), Quantity.of(findings.size(), "finding")))
        .withFindings(findings)
        .withWarnings(warnings)
        .withMetric("errors", errors)
        .withMetric("warnings", warned)
        .withMetric("findings", findings.size());
  }

  private static Finding printable(Finding finding) {
    return Finding.at(
            finding.file(),
            finding.line(),
            finding.column(),
            finding.severity(),
            finding.tool(),
            printable(finding.rule(), MAX_RULE_LENGTH),
            printable(finding.message(), MAX_MESSAGE_LENGTH))
        .withEnd(finding.endLine(), finding.endColumn());
  }

  private static String printable(String text, int maxLength) {
    String line = CONTROL_CHARACTERS.matcher(text).replaceAll(" ").strip();
    return line.length() > maxLength ? line.substring(0, maxLength) + "..." : line;
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** Returns the file of the target that a program means by a path or a URI; empty if it means none. */
  private static Optional<String> findFile(String written, Path folder, Set<String> files) {
    String path = written.replaceFirst("^file:(//[^/]*)?", "");
    return Stream.of(Optional.of(path), decode(path))
        .flatMap(Optional::stream)
        .flatMap(candidate -> relativize(candidate, folder).stream())
        .filter(files::contains)
        .findFirst();
  }

  private static Optional<String> relativize(String path, Path folder) {
    try {
      Path file = folder.resolve(path).normalize();
      return file.startsWith(folder)
          ? Optional.of(folder.relativize(file).toString())
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> decode(String uri) {
    try {
      return Optional.of(URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
