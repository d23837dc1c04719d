package dev.pawl.dashboard;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.language.Language;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.WorkflowView.StepView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** States for each changed file which steps have changed it, with which tools, and who asked for these. */
final class ChangeOrigins {

  /** The namespaces of the commands that verify or publish what others have changed. */
  private static final Set<String> OTHER_NAMESPACES = Set.of("integrity", "publish", "snapshot");

  private final Map<String, List<String>> byFile = new HashMap<>();

  /**
   * Reads the origins from the results of the steps.
   *
   * @param attempts returns the attempts of a step
   */
  static ChangeOrigins of(List<StepView> steps, Function<String, List<AttemptView>> attempts) {
    var origins = new ChangeOrigins();
    for (StepView step : steps) {
      if (step.attempts() > 0 && !OTHER_NAMESPACES.contains(step.command().split("/", 2)[0])) {
        List<AttemptView> all = attempts.apply(step.name());
        CommandResult result = all.isEmpty() ? null : all.getLast().outcome();
        if (result != null) {
          result.changed().forEach(path -> origins.add(path, step, result.coverage()));
        }
      }
    }
    return origins;
  }

  private void add(String path, StepView step, @Nullable Coverage coverage) {
    String tools = tools(path, coverage);
    byFile
        .computeIfAbsent(path, file -> new ArrayList<>())
        .add(tools.isEmpty() ? step.name() : "%s (%s)".formatted(step.name(), tools));
  }

  private static String tools(String path, @Nullable Coverage coverage) {
    String language =
        Language.of(path).map(found -> found.name().toLowerCase(Locale.ROOT)).orElse("");
    return coverage == null
        ? ""
        : coverage.languages().stream()
            .filter(covered -> covered.language().equalsIgnoreCase(language))
            .flatMap(covered -> toolsOf(covered).stream())
            .map(ChangeOrigins::describe)
            .distinct()
            .collect(Collectors.joining("; "));
  }

  private static List<ToolUse> toolsOf(CoveredLanguage covered) {
    var tools = new ArrayList<ToolUse>();
    if (covered.formatting() != null) {
      tools.addAll(covered.formatting().tools());
    }
    if (covered.cleanup() != null) {
      tools.addAll(covered.cleanup().tools());
    }
    return tools;
  }

  private static String describe(ToolUse tool) {
    String name = (tool.tool() + " " + tool.version()).strip();
    return tool.source() == null ? name : "%s, asked for by %s".formatted(name, tool.source());
  }

  /** Returns the steps that have changed a file, in order, such as {@code format (gofmt, asked for by go.mod)}. */
  List<String> of(String path) {
    return byFile.getOrDefault(path, List.of());
  }
}
