package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Rates the risk of a workflow before it changes anything. */
@Component
class RiskAssessCommand implements Command {

  private static final Map<String, Integer> POINTS_BY_KIND =
      Map.of("verify", 0, "format", 1, "cleanup", 3, "dedupe", 4);
  private static final int POINTS_OF_OTHER_KIND = 5;
  private static final int HIGH_SCORE = 5;
  private static final Pattern CENTRAL_FILE =
      Pattern.compile("(.*/)?(main|index|app|server|config)\\.[^/]+", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEST_FILE =
      Pattern.compile(
          "(.*/)?(tests?|specs?|__tests__)/.*|.*Tests?\\.[^/]+|.*[._-](test|spec)\\.[^/]+"
              + "|(.*/)?test_[^/]+");

  private final WorkspaceService workspaces;

  RiskAssessCommand(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
        "risk/assess", "Rates the risk of the requested work and lists its factors");
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    String kind = String.join(" ", context.arguments().words());
    int uncommitted = workspaces.targetState(context.workspace()).modified();
    Workspace workspace = workspaces.get(context.workspace());
    List<String> all = workspace.files().stream().map(WorkspaceFile::path).toList();
    List<String> inScope = all.stream().filter(workspace.scope()::includes).toList();
    Map<String, Integer> factors = factors(kind, uncommitted, inScope, all);
    int score = factors.values().stream().mapToInt(Integer::intValue).sum();
    factors.forEach((factor, points) -> context.logLine("+%d %s".formatted(points, factor)));
    CommandResult result =
        CommandResult.success("%s, score %d".formatted(level(score), score))
            .withMetric("risk_score", score)
            .withFact("risk_level", level(score))
            .withFact("risk_factors", String.join("; ", factors.keySet()));
    return score >= HIGH_SCORE
        ? result.withFact(
            CommandResult.REQUESTS_DECISION,
            "the risk is %s: %s".formatted(level(score), factors.keySet()))
        : result;
  }

  /**
   * Returns the points of each risk factor.
   *
   * @param inScope the files that the workflow may change
   * @param all all files, among which tests are looked for
   */
  static Map<String, Integer> factors(
      String kind, int uncommitted, List<String> inScope, List<String> all) {
    var factors = new LinkedHashMap<String, Integer>();
    factors.put(
        "the kind of work: " + (POINTS_BY_KIND.containsKey(kind) ? kind : "other"),
        POINTS_BY_KIND.getOrDefault(kind, POINTS_OF_OTHER_KIND));
    if (uncommitted > 0) {
      factors.put(uncommitted + " files have uncommitted changes", 1);
    }
    var sources = inScope.stream().filter(RiskAssessCommand::isSource).toList();
    if (sources.size() > 50) {
      factors.put(sources.size() + " source files", sources.size() > 100 ? 2 : 1);
    }
    long central = sources.stream().filter(path -> CENTRAL_FILE.matcher(path).matches()).count();
    if (central > 0) {
      factors.put(central + " main, index, app, server or config files", 2);
    }
    if (all.stream().noneMatch(path -> TEST_FILE.matcher(path).matches())) {
      factors.put("no tests were found", 1);
    }
    return factors;
  }

  private static boolean isSource(String path) {
    return Language.of(path).filter(Language::isSource).isPresent();
  }

  static String level(int score) {
    return score >= 7 ? "CRITICAL" : score >= HIGH_SCORE ? "HIGH" : score >= 3 ? "MEDIUM" : "LOW";
  }
}
