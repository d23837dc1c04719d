package dev.pawl.java;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.document.FileId;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.lang.rule.RuleSet;
import net.sourceforge.pmd.reporting.Report;
import net.sourceforge.pmd.reporting.RuleViolation;
import net.sourceforge.pmd.util.log.PmdReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the ruleset of a target in a process of its own, which can be killed: an XPath expression cannot be interrupted, and
 * can read files that this process can read.
 */
final class PmdProcess {

  /** The start of a line with a result; everything else on the standard output is a message. */
  static final String RESULT = "pmd-result ";

  /** The exit code after the deadline. */
  static final int DEADLINE_EXIT_CODE = 124;

  private static final int MAX_VIOLATIONS = 20_000;
  private static final int MAX_MESSAGE_LENGTH = 400;

  /**
   * The input, as JSON on standard input.
   *
   * @param files the texts by path
   */
  record Input(String ruleset, int threads, long deadlineSeconds, Map<String, String> files) {}

  /** A line of the output: a violation, or a failure if its rule is empty. */
  record Result(
      String path,
      int line,
      int column,
      int endLine,
      int endColumn,
      int priority,
      String rule,
      String message) {

    static Result failure(String path, String message) {
      String line = message.replaceAll("\\s+", " ").strip();
      String text =
          line.length() > MAX_MESSAGE_LENGTH ? line.substring(0, MAX_MESSAGE_LENGTH) : line;
      return new Result(path, 0, 0, 0, 0, 0, "", text);
    }
  }

  /** Collects what PMD reports apart from violations, such as expressions that are not valid. */
  private static final class ErrorCollector implements PmdReporter {

    private static final int MAX_MESSAGES = 10;

    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public boolean isLoggable(Level level) {
      return level == Level.ERROR;
    }

    @Override
    public void logEx(
        Level level, @Nullable String message, Object[] arguments, @Nullable Throwable error) {
      if (isLoggable(level) && messages.size() < MAX_MESSAGES) {
        String text = message == null ? "" : MessageFormat.format(message, arguments);
        String cause = error == null ? "" : String.valueOf(error.getMessage());
        messages.add((text + " " + cause).strip());
      }
    }

    @Override
    public int numErrors() {
      return messages.size();
    }
  }

  private PmdProcess() {}

  /** Reads the input, and writes the results. */
  public static void main(String[] arguments) throws IOException {
    Input input = JsonMapper.shared().readValue(System.in.readAllBytes(), Input.class);
    var deadline =
        new TimerTask() {
          @Override
          public void run() {
            Runtime.getRuntime().halt(DEADLINE_EXIT_CODE);
          }
        };
    new Timer(true).schedule(deadline, TimeUnit.SECONDS.toMillis(input.deadlineSeconds()));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (Result result : analyse(input)) {
      out.println(RESULT + JsonMapper.shared().writeValueAsString(result));
    }
  }

  private static List<Result> analyse(Input input) {
    var java = Objects.requireNonNull(LanguageRegistry.PMD.getLanguageById("java"));
    var configuration = new PMDConfiguration(LanguageRegistry.singleton(java));
    configuration.setIgnoreIncrementalAnalysis(true);
    configuration.setThreads(input.threads());
    configuration.setAuxClasspath(PmdChecker.AUX_CLASSPATH);
    var errors = new ErrorCollector();
    configuration.setReporter(errors);
    Map<FileId, String> paths = new HashMap<>();
    try (PmdAnalysis analysis = PmdAnalysis.create(configuration)) {
      RuleSet rules = analysis.newRuleSetLoader().loadFromString("ruleset.xml", input.ruleset());
      analysis.addRuleSet(rules);
      input
          .files()
          .forEach((path, text) -> {
            FileId id = FileId.fromPathLikeString("/" + path);
            analysis.files().addFile(TextFile.forCharSeq(text, id, java.getDefaultVersion()));
            paths.put(id, path);
          });
      Report report = analysis.performAnalysisAndCollectReport();
      var results = new ArrayList<Result>();
      errors.messages.forEach(message -> results.add(Result.failure("", message)));
      report
          .getConfigurationErrors()
          .forEach(error ->
              results.add(Result.failure("", error.rule().getName() + ": " + error.issue())));
      report
          .getProcessingErrors()
          .forEach(error ->
              results.add(
                  Result.failure(
                      paths.getOrDefault(error.getFileId(), ""), String.valueOf(error.getMsg()))));
      report.getViolations().stream()
          .limit(MAX_VIOLATIONS)
          .map(violation -> toResult(violation, paths))
          .forEach(results::add);
      return results;
    } catch (RuntimeException e) {
      return List.of(Result.failure("", String.valueOf(e.getMessage())));
    }
  }

  private static Result toResult(RuleViolation violation, Map<FileId, String> paths) {
    return new Result(
        paths.getOrDefault(violation.getFileId(), ""),
        violation.getBeginLine(),
        violation.getBeginColumn(),
        violation.getEndLine(),
        violation.getEndColumn(),
        violation.getRule().getPriority().getPriority(),
        violation.getRule().getName(),
        violation.getDescription());
  }
}
