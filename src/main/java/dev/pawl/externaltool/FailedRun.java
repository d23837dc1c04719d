package dev.pawl.externaltool;

import dev.pawl.externaltool.BatchRunner.BatchResult;
import dev.pawl.tool.SourceFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Interprets the output of a program that has failed on a batch of files. */
record FailedRun(ExternalTool tool, BatchResult result) {

  private static final int MAX_REASON_LENGTH = 500;

  /** Phrases with which programs reject their configuration or their arguments. */
  private static final Pattern CONFIGURATION_PHRASE =
      Pattern.compile(
          "(?i)(bad|broken|malformed) config|config(uration)?( file)? (error|is"
              + " invalid)|(unknown|unrecognized|unexpected|invalid) (configuration"
              + " )?(key|option|field|property|setting|argument)\\b|(could not|cannot|failed"
              + " to|unable to|error) (read|parse|load|parsing|reading|loading)"
              + " [^:]{0,40}config|(unknown|unexpected) (command.line )?(flag|argument)");

  /** A phrase that may be followed by the name of a file for which a configuration was read. */
  private static final Pattern INVALID_CONFIGURATION = Pattern.compile("(?i)invalid config");

  private static final Pattern REPORT_OR_CODE =
      Pattern.compile("\\s*(\\{\"|\\[\\{|\\[]).*|\\s*>?\\s*\\d*\\s*\\|.*");

  /** Words that a line about an error in a configuration file contains. */
  private static final Pattern ERROR_WORD =
      Pattern.compile("(?i)error|invalid|unknown|unexpected|fail|cannot|could not|unrecognized");

  /** Returns the tool's words if it rejected its configuration. */
  Optional<String> configurationError() {
    return result.lines().stream().anyMatch(this::isAboutConfiguration)
        ? Optional.of(words())
        : Optional.empty();
  }

  private boolean isAboutConfiguration(String line) {
    if (isReportOrCode(line)) {
      return false;
    }
    if (INVALID_CONFIGURATION.matcher(line).find()) {
      return true;
    }
    return result.files().stream().noneMatch(file -> names(line, file))
        && (CONFIGURATION_PHRASE.matcher(line).find()
            || ERROR_WORD.matcher(line).find()
                && tool.configurationFiles().stream().anyMatch(name -> mentions(line, name)));
  }

  /** Returns whether a line belongs to a report in JSON, or shows the code of a file after a line number and a bar. */
  private static boolean isReportOrCode(String line) {
    return REPORT_OR_CODE.matcher(line).matches();
  }

  /** Returns the files that the output names, with the first line that names each, or the error that it belongs to. */
  Map<SourceFile, String> namedFiles() {
    Optional<String> error = NodeOutput.findError(result.lines());
    var named = new LinkedHashMap<SourceFile, String>();
    for (SourceFile file : result.files()) {
      result.lines().stream()
          // The files of a stack trace are those of the program or of its configuration.
          .filter(line -> error.isEmpty() || !NodeOutput.isTrace(line))
          .filter(line -> !isReportOrCode(line) && names(line, file))
          .findFirst()
          .ifPresent(line ->
              named.put(
                  file,
                  shorten(
                      NodeOutput.statesError(line) ? line.strip() : error.orElse(line.strip()))));
    }
    return named;
  }

  /** Returns whether a line contains a file name that does not continue on either side. */
  private static boolean mentions(String line, String name) {
    int at = line.indexOf(name);
    return at >= 0 && endsPath(line, at + name.length()) && (at == 0 || isSeparator(line, at - 1));
  }

  private static boolean isSeparator(String line, int at) {
    char c = line.charAt(at);
    return !Character.isLetterOrDigit(c) && "._-".indexOf(c) < 0;
  }

  /** Returns whether a line contains the path of a file, relative to the workspace or absolute. */
  private static boolean names(String line, SourceFile file) {
    String path = file.path();
    for (int at = line.indexOf(path); at >= 0; at = line.indexOf(path, at + 1)) {
      if (endsPath(line, at + path.length()) && startsPath(line, at, file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsPath(String line, int at, SourceFile file) {
    if (at == 0 || line.charAt(at - 1) != '/') {
      return at == 0 || isSeparator(line, at - 1);
    }
    String before = line.substring(0, at);
    return before.endsWith(file.root().getFileName() + "/")
        || before.endsWith("./") && (at == 2 || isSeparator(line, at - 3));
  }

  private static boolean endsPath(String line, int end) {
    if (end == line.length()) {
      return true;
    }
    char after = line.charAt(end);
    boolean extension =
        after == '.' && end + 1 < line.length() && Character.isLetterOrDigit(line.charAt(end + 1));
    return !extension && !Character.isLetterOrDigit(after) && "_-/".indexOf(after) < 0;
  }

  /** Returns the reason for a single file. */
  String reason() {
    return shorten(
        "exit %d: %s"
            .formatted(
                result.exitCode(),
                NodeOutput.findError(result.lines()).orElseGet(result::lastLine)));
  }

  /** Returns the first lines of the output, or those of a Node program that state the error. */
  String words() {
    String text =
        NodeOutput.findError(result.lines())
            .orElseGet(() ->
                result.lines().stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .limit(5)
                    .collect(Collectors.joining("; ")));
    return shorten("exit %d: %s".formatted(result.exitCode(), text));
  }

  private static String shorten(String text) {
    return text.length() <= MAX_REASON_LENGTH ? text : text.substring(0, MAX_REASON_LENGTH);
  }

  /** Returns the files of the batch except some. */
  List<SourceFile> filesExcept(Map<SourceFile, String> some) {
    return result.files().stream().filter(file -> !some.containsKey(file)).toList();
  }
}
