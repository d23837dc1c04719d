package dev.pawl.tool.risk;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Rates the risk of a workflow before it changes anything. */
@Component
class RiskAssessment implements Command {

  private static final Map<String, Integer> KINDS =
      Map.of("verify", 0, "format", 1, "cleanup", 3, "dedupe", 4);
  private static final int OTHER = 5;
  private static final int HIGH = 5;
  private static final Pattern CENTRAL =
      Pattern.compile("(.*/)?(main|index|app|server|config)\\.[^/]+", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEST =
      Pattern.compile(
          "(.*/)?(tests?|specs?|__tests__)/.*|.*Tests?\\.[^/]+|.*[._-](test|spec)\\.[^/]+"
              + "|(.*/)?test_[^/]+");

  private final Workspaces workspaces;

  RiskAssessment(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "risk/assess", "Rates the risk of the requested work, with its factors");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    String kind = String.join(" ", invocation.arguments().words());
    int uncommitted = workspaces.state(invocation.workspace()).modified();
    var files =
        workspaces.get(invocation.workspace()).files().stream().map(WorkspaceFile::path).toList();
    Map<String, Integer> factors = factors(kind, uncommitted, files);
    int score = factors.values().stream().mapToInt(Integer::intValue).sum();
    factors.forEach((factor, points) -> invocation.say("+%d %s".formatted(points, factor)));
    Outcome outcome =
        Outcome.success("%s, score %d".formatted(level(score), score))
            .with("risk_score", score)
            .with("risk_level", level(score))
            .with("risk_factors", String.join("; ", factors.keySet()));
    return score >= HIGH
        ? outcome.with(Outcome.ASK, "the risk is %s: %s".formatted(level(score), factors.keySet()))
        : outcome;
  }

  /** Returns the points of each risk factor. */
  static Map<String, Integer> factors(String kind, int uncommitted, List<String> files) {
    var factors = new LinkedHashMap<String, Integer>();
    factors.put(
        "the kind of work: " + (KINDS.containsKey(kind) ? kind : "other"),
        KINDS.getOrDefault(kind, OTHER));
    if (uncommitted > 0) {
      factors.put(uncommitted + " files have uncommitted changes", 1);
    }
    var sources = files.stream().filter(RiskAssessment::isSource).toList();
    if (sources.size() > 50) {
      factors.put(sources.size() + " source files", sources.size() > 100 ? 2 : 1);
    }
    long central = sources.stream().filter(path -> CENTRAL.matcher(path).matches()).count();
    if (central > 0) {
      factors.put(central + " main, index, app, server or config files", 2);
    }
    if (files.stream().noneMatch(path -> TEST.matcher(path).matches())) {
      factors.put("no tests were found", 1);
    }
    return factors;
  }

  private static boolean isSource(String path) {
    return Language.of(path).filter(Language::isSource).isPresent();
  }

  static String level(int score) {
    return score >= 7 ? "CRITICAL" : score >= HIGH ? "HIGH" : score >= 3 ? "MEDIUM" : "LOW";
  }
}
