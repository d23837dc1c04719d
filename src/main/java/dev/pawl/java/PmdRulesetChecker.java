package dev.pawl.java;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.java.PmdProcess.Input;
import dev.pawl.java.PmdProcess.Result;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessRunner.ProcessSpec;
import dev.pawl.rule.Rule;
import dev.pawl.tool.Checker;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.ToolUnusableException;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sourceforge.pmd.PMDVersion;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Checks Java by the PMD ruleset of the target, in a sandbox and within a deadline. */
@Component
class PmdRulesetChecker implements Checker {

  private static final String NAME = "pmd-ruleset";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int MAX_THREADS = 4;

  /** The priority from which a rule is about style. */
  private static final int STYLE_PRIORITY = 4;

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx768m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:ReservedCodeCacheSize=64m",
          "-Dlogback.configurationFile=dev/pawl/java/pmd-process-logback.xml");

  private final ProcessRunner processes;
  private final Duration deadline;
  private final JavaRuntime runtime = new JavaRuntime();

  @Autowired
  PmdRulesetChecker(ProcessRunner processes) {
    this(processes, DEADLINE);
  }

  PmdRulesetChecker(ProcessRunner processes, Duration deadline) {
    this.processes = processes;
    this.deadline = deadline;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    String text = PmdRulesetRules.config(workspace).pmdRuleset();
    return text == null
        ? ToolDetection.unavailable("is not configured: the target has no pmd.ruleset")
        : ToolDetection.builtIn("%s %s".formatted(PMDVersion.VERSION, PmdRuleset.digest(text)));
  }

  /** Returns nothing: the rules belong to the tool pmd, and only to one target. */
  @Override
  public List<Rule> rules() {
    return List.of();
  }

  @Override
  public boolean handles(String path) {
    return SourceFile.extension(path).equals("java");
  }

  @Override
  public Severity maxSeverity() {
    return Severity.WARNING;
  }

  /** The checker of the other rules counts as the coverage of Java. */
  @Override
  public boolean isLanguageIndependent() {
    return true;
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    PmdRuleset ruleset;
    try {
      ruleset = PmdRulesetRules.read(PmdRulesetRules.config(context.workspace())).orElseThrow();
    } catch (IllegalArgumentException e) {
      throw new ToolUnusableException("pmd.ruleset names a file that " + e.getMessage());
    }
    Optional<String> refusal = processes.refusal();
    if (refusal.isPresent()) {
      throw new ToolUnusableException("pmd.ruleset is " + refusal.get());
    }
    if (!processes.hidesFiles() && !context.workspace().isTrusted()) {
      // An operator that allows programs without a sandbox does not trust the code of targets.
      throw new ToolUnusableException(
          "pmd.ruleset is not run: its expressions could read other files, because there is no"
              + " sandbox and the target is not trusted; install bubblewrap");
    }
    Map<String, String> texts = new HashMap<>();
    sources.stream()
        .filter(source -> !PmdChecker.isGenerated(source))
        .forEach(source -> texts.put(source.path(), source.text()));
    if (texts.isEmpty()) {
      return List.of();
    }
    try {
      return run(new Input(ruleset.text(), threads(context), deadline.toSeconds(), texts), context);
    } catch (IOException e) {
      throw new ToolUnusableException("cannot be run: " + e.getMessage());
    }
  }

  private static int threads(ToolContext context) {
    int parallelism = context.settings().parallelism();
    int available = Runtime.getRuntime().availableProcessors();
    return Math.clamp(parallelism == 0 ? available : parallelism, 1, MAX_THREADS);
  }

  private List<Finding> run(Input input, ToolContext context)
      throws IOException, InterruptedException {
    Path scratch = context.workspace().createScratchFolder("pmd");
    Path home = Files.createTempDirectory(scratch, "home-");
    var findings = new ArrayList<Finding>();
    var lastMessage = new ArrayList<String>();
    ProcessSpec program =
        ProcessSpec.of(commandLine(home), home, home)
            .withInput(JsonMapper.shared().writeValueAsString(input))
            .withLongLines()
            .confinedTo(runtime.files());
    int exitCode =
        processes.run(
            program,
            line -> {
              if (line.startsWith(PmdProcess.RESULT)) {
                findings.add(toFinding(line.substring(PmdProcess.RESULT.length())));
              } else {
                lastMessage.clear();
                lastMessage.add(line);
              }
            });
    if (exitCode == PmdProcess.DEADLINE_EXIT_CODE) {
      throw new ToolUnusableException(
          "the rules of pmd.ruleset did not end within %d s".formatted(deadline.toSeconds()));
    }
    if (exitCode != 0) {
      throw new ToolUnusableException(
          "the rules of pmd.ruleset cannot be run: exit code %d%s"
              .formatted(exitCode, lastMessage.isEmpty() ? "" : ": " + lastMessage.getFirst()));
    }
    for (Finding finding : findings) {
      if (finding.file().isEmpty()) {
        throw new ToolUnusableException("pmd.ruleset is not valid: " + finding.message());
      }
    }
    return findings;
  }

  private static Finding toFinding(String json) {
    Result result;
    try {
      result = JsonMapper.shared().readValue(json, Result.class);
    } catch (JacksonException e) {
      throw new ToolUnusableException("the output cannot be read: " + e.getOriginalMessage());
    }
    if (result.rule().isEmpty()) {
      return FileFailure.notChecked(result.path(), NAME, result.message());
    }
    boolean warning = result.priority() < STYLE_PRIORITY && !SourceFile.isTestSource(result.path());
    return Finding.at(
            result.path(),
            result.line(),
            result.column(),
            warning ? Severity.WARNING : Severity.INFO,
            PmdChecker.NAME,
            result.rule(),
            result.message())
        .withEnd(result.endLine(), result.endColumn());
  }

  /** Returns the command line of a JVM with the class path of this one. */
  private List<String> commandLine(Path home) {
    var command = new ArrayList<String>();
    command.add(runtime.program().toString());
    command.addAll(JVM_OPTIONS);
    command.add("-Djava.io.tmpdir=" + home);
    command.addAll(runtime.mainClass(PmdProcess.class));
    return command;
  }
}
