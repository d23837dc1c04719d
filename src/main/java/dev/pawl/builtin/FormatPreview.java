package dev.pawl.builtin;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.FormatCoverage;
import dev.pawl.command.NamedFormatters;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** States before anything runs which formatter is chosen for each language of a target, and why or why none. */
public final class FormatPreview {

  private final FixCommand format;
  private final FixerRunner fixerRunner;
  private final WorkspaceService workspaces;
  private final String node;
  private final Supplier<Map<String, Map<String, String>>> toolsByNode;

  /**
   * Creates a preview on a node.
   *
   * @param toolsByNode returns the versions of the installed programs by node, for the nodes that have reported them
   */
  FormatPreview(
      FixCommand format,
      FixerRunner fixerRunner,
      WorkspaceService workspaces,
      String node,
      Supplier<Map<String, Map<String, String>>> toolsByNode) {
    this.format = format;
    this.fixerRunner = fixerRunner;
    this.workspaces = workspaces;
    this.node = node;
    this.toolsByNode = toolsByNode;
  }

  /** Returns the names of the formatters that can be asked for, by language. */
  public Map<String, Set<String>> formatterNames() {
    return fixerRunner.formatterNamesByLanguage();
  }

  /**
   * Returns the formatters that a format step with these arguments would run; empty for a repository, which is not read
   * before a run, and for arguments that the step does not accept.
   *
   * @param scope the part of the target that is formatted
   * @param named the formatters that the request and the operator's project name
   */
  public Optional<Coverage> preview(
      Target target, TargetScope scope, String arguments, NamedFormatters named)
      throws IOException {
    var context =
        new CommandContext("preview/0", new Arguments(arguments), Map.of(), line -> {}, () -> {})
            .withNamedFormatters(named);
    try {
      return workspaces.preview(target, scope, workspace -> read(workspace, context));
    } catch (IllegalArgumentException e) {
      // The step itself reports the arguments that it does not accept.
      return Optional.empty();
    }
  }

  /** Returns the formatters that a format step with the arguments of a context would run. */
  Coverage read(Workspace workspace, CommandContext context) throws IOException {
    Coverage planned = format.plan(workspace, context);
    Map<String, Map<String, String>> tools = toolsByNode.get();
    return new Coverage(
        planned.languages().stream().map(language -> withOtherNodes(language, tools)).toList(),
        planned.left(),
        planned.unknownFiles(),
        planned.unknownExtensions());
  }

  private CoveredLanguage withOtherNodes(
      CoveredLanguage language, Map<String, Map<String, String>> tools) {
    FormatCoverage formatting = language.formatting();
    if (formatting == null) {
      return language;
    }
    Map<String, Map<String, String>> ofLanguage = new TreeMap<>();
    tools.forEach((name, installed) -> ofLanguage.put(name, ofLanguage(installed, language)));
    String reason =
        formatting.tools().isEmpty()
            ? withNodesThatHave(formatting.reason(), ofLanguage)
            : withNodesThatLack(formatting, ofLanguage);
    return new CoveredLanguage(
        language.language(),
        language.files(),
        language.check(),
        new FormatCoverage(
            formatting.state(), formatting.tools(), reason, formatting.hint(), formatting.left()),
        language.cleanup());
  }

  /** Returns the tools of a node for a language; those of other languages may have the same names. */
  private static Map<String, String> ofLanguage(
      Map<String, String> installed, CoveredLanguage language) {
    var tools = new TreeMap<String, String>();
    String suffix = " " + language.language();
    installed.forEach((name, version) -> {
      if (name.endsWith(suffix)) {
        tools.put(name.substring(0, name.length() - suffix.length()), version);
      }
    });
    // A program comes before a formatter of the same name that runs in this process.
    installed.forEach((name, version) -> {
      if (name.indexOf(' ') < 0) {
        tools.put(name, version);
      }
    });
    return tools;
  }

  /** Adds the nodes that have a tool which is missing on this node. */
  private @Nullable String withNodesThatHave(
      @Nullable String reason, Map<String, Map<String, String>> tools) {
    if (reason == null) {
      return null;
    }
    String others =
        tools.entrySet().stream()
            .filter(other -> !other.getKey().equals(node))
            .flatMap(other ->
                other.getValue().entrySet().stream()
                    .filter(tool -> reason.contains(tool.getKey() + " is not installed"))
                    .map(tool ->
                        "node %s has %s %s"
                            .formatted(other.getKey(), tool.getKey(), tool.getValue())))
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? reason : "%s on node %s; %s".formatted(reason, node, others);
  }

  /** Adds the nodes that lack a chosen program, or have another version of it. */
  private @Nullable String withNodesThatLack(
      FormatCoverage formatting, Map<String, Map<String, String>> tools) {
    Map<String, String> own = tools.getOrDefault(node, Map.of());
    String others =
        formatting.tools().stream()
            .filter(use -> use.version().equals(own.get(use.tool())))
            .flatMap(use ->
                tools.entrySet().stream()
                    .filter(other -> !use.version().equals(other.getValue().get(use.tool())))
                    .map(other -> {
                      String version = other.getValue().get(use.tool());
                      return version == null
                          ? "node %s does not have %s".formatted(other.getKey(), use.tool())
                          : "node %s has %s %s".formatted(other.getKey(), use.tool(), version);
                    }))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? formatting.reason()
        : formatting.reason() == null ? others : formatting.reason() + "; " + others;
  }
}
