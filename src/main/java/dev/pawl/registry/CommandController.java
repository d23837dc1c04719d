package dev.pawl.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.CommandSpec.Reads;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.FindingOutput;
import dev.pawl.command.Severity;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST API of the command registry and the command documentation. */
@RestController
@RequestMapping("/api/v1/commands")
@Tag(name = "commands")
class CommandController {

  private final CommandRegistry commands;
  private final CommandDocs pages;
  private final TargetCommandFolders targetFolders;

  CommandController(
      CommandRegistry commands, CommandDocs pages, TargetCommandFolders targetFolders) {
    this.commands = commands;
    this.pages = pages;
    this.targetFolders = targetFolders;
  }

  /** Returns the commands that are available on a target, or to every request. */
  private CommandCatalog catalog(@Nullable String target) {
    return target == null ? commands.catalog() : commands.catalog(targetFolders.find(target));
  }

  /** The origin of a command. */
  @Schema(name = "CommandOrigin")
  enum Origin {
    BUILT_IN,
    SERVER,
    TARGET;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The category of a command, derived from its name. */
  @Schema(name = "CommandKind")
  enum Kind {
    CORE,
    FAMILY,
    WORKFLOW;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An item of the command list.
   *
   * @param name the full name, such as {@code snapshot/create}
   * @param description the purpose of the command
   * @param origin the origin of the command
   * @param kind the category of the command
   * @param executable whether the command can be executed; if not, {@code refusal} states the reason
   * @param refusal the reason why the command cannot be executed; absent if it can
   * @param modifies whether the command may change files
   * @param dependencies the commands that it depends on
   * @param diagnostics the problems in the file of the command
   */
  @Schema(name = "CommandListItem")
  record CommandListItem(
      String name,
      String description,
      Origin origin,
      Kind kind,
      boolean executable,
      @Nullable String refusal,
      boolean modifies,
      List<String> dependencies,
      List<Diagnostic> diagnostics) {}

  /**
   * All commands.
   *
   * @param items the commands, sorted by name
   */
  @Schema(name = "CommandList")
  record CommandList(List<CommandListItem> items) {}

  /**
   * The details of a command.
   *
   * @param name the full name, such as {@code snapshot/create}
   * @param description the purpose of the command
   * @param origin the origin of the command
   * @param kind the category of the command
   * @param rule the rule by which it was found: folder, file, family or fuzzy
   * @param executable whether the command can be executed
   * @param refusal the reason why the command cannot be executed; absent if it can
   * @param modifies whether the command may change files
   * @param reads the files that it reads when a workflow examines a part of its target
   * @param writes the globs of the files that it may change; any file of the target if empty
   * @param runs what the command runs
   * @param uses the built-in command that it uses; absent if it uses none
   * @param programs the programs that it runs, each with its arguments
   * @param dependencies the commands that it depends on
   * @param conflicts the commands that it conflicts with, and how severe the conflict is
   * @param allowedTools the tools that it may use
   * @param argumentHint the expected arguments, as shown to users
   * @param complexity the estimated complexity
   * @param agents the roles of the agents that it needs
   * @param timeoutSeconds the timeout of one attempt in seconds
   * @param model the model for an agent, as its file states it
   * @param purpose the purpose of a fixer, as its file states it
   * @param compensate the command that undoes its effects after a failure
   * @param onFailure the action after a failure, as its file states it
   * @param findings how the output of its programs becomes findings; absent if it does not
   * @param other the unknown keys of its file
   * @param diagnostics the problems in the file of the command
   * @param text the documentation as Markdown
   */
  @Schema(name = "CommandDetails")
  record CommandDetails(
      String name,
      String description,
      Origin origin,
      Kind kind,
      CommandResolution.Rule rule,
      boolean executable,
      @Nullable String refusal,
      boolean modifies,
      Reads reads,
      List<String> writes,
      CommandFileExecution.Kind runs,
      @Nullable String uses,
      List<List<String>> programs,
      List<String> dependencies,
      SortedMap<String, Severity> conflicts,
      List<String> allowedTools,
      @Nullable String argumentHint,
      Complexity complexity,
      List<String> agents,
      long timeoutSeconds,
      @Nullable String model,
      @Nullable String purpose,
      @Nullable String compensate,
      @Nullable String onFailure,
      @Nullable FindingOutput findings,
      Map<String, String> other,
      List<Diagnostic> diagnostics,
      String text) {}

  /**
   * Lists the commands.
   *
   * @param origin the origin of the commands; all origins if absent
   * @param target the path of a trusted target whose commands are included
   */
  @GetMapping
  @Operation(
      operationId = "listCommands",
      summary = "List the commands",
      description =
          "Returns the built-in commands and those of the server's folder, sorted by name. Invalid"
              + " files are included, with line and column of each problem. With target, the"
              + " commands of a directory that the operator trusts are included.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "422",
      description = "The target is not trusted, or not a directory below an allowed root",
      content = @Content(mediaType = "application/problem+json"))
  CommandList list(
      @Parameter(schema = @Schema(implementation = Origin.class)) @RequestParam(required = false)
          @Nullable String origin,
      @RequestParam(required = false) @Nullable String target) {
    if (origin != null && Arrays.stream(Origin.values()).noneMatch(o -> o.value().equals(origin))) {
      String known =
          Arrays.stream(Origin.values()).map(Origin::value).collect(Collectors.joining(", "));
      throw new InvalidRequestException(
          List.of(new ValidationError("origin", "is not one of " + known)));
    }
    CommandCatalog catalog = catalog(target);
    var items = new ArrayList<CommandListItem>();
    catalog.all().forEach(entry -> items.add(toListItem(entry)));
    for (CommandFile hidden : catalog.hidden()) {
      String reason = "another command already has this name";
      items.add(
          new CommandListItem(
              hidden.name(),
              hidden.description(),
              origin(hidden),
              kind(hidden.name()),
              false,
              reason,
              hidden.modifies(),
              hidden.dependencies(),
              hidden.diagnostics()));
    }
    return new CommandList(
        items.stream()
            .filter(item -> origin == null || item.origin().value().equals(origin))
            .toList());
  }

  private CommandListItem toListItem(RegisteredCommand entry) {
    Optional<String> reason = commands.rejectionReason(entry);
    CommandFile file = entry.file();
    return new CommandListItem(
        entry.name(),
        entry.spec().description(),
        origin(file),
        kind(entry.name()),
        reason.isEmpty(),
        reason.orElse(null),
        entry.spec().modifies(),
        entry.spec().dependencies(),
        file == null ? List.of() : file.diagnostics());
  }

  private static Origin origin(@Nullable CommandFile file) {
    if (file == null) {
      return Origin.BUILT_IN;
    }
    return file.source() == Source.SERVER ? Origin.SERVER : Origin.TARGET;
  }

  private static Kind kind(String name) {
    if (name.startsWith("orchestrate/") || name.contains("/workflows/")) {
      return Kind.WORKFLOW;
    }
    return name.indexOf('/') < 0 ? Kind.CORE : Kind.FAMILY;
  }

  /**
   * Returns a command.
   *
   * @param path the path of the command, such as {@code snapshot/create}, or a unique part of it
   * @param target the path of a trusted target whose commands are included
   */
  @GetMapping("/{*path}")
  @Operation(
      operationId = "getCommand",
      summary = "Get a command",
      description =
          "Finds a command by its path or by a name that matches exactly one command. The response"
              + " states the rule that matched. With Accept: text/markdown, only the documentation"
              + " is returned.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = CommandDetails.class)),
        @Content(mediaType = "text/markdown", schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "404",
      description = "Unknown command, with similar names",
      content = @Content(mediaType = "application/problem+json"))
  CommandDetails get(
      @PathVariable String path, @RequestParam(required = false) @Nullable String target) {
    String name = stripLeadingSlash(path);
    CommandResolution resolution = catalog(target).resolve(name);
    RegisteredCommand entry = requireEntry(name, resolution);
    CommandSpec spec = entry.spec();
    CommandFile file = entry.file();
    Optional<String> reason = commands.rejectionReason(entry);
    CommandFileExecution execution =
        file == null ? CommandFileExecution.uses(spec.name()) : file.execution();
    return new CommandDetails(
        spec.name(),
        spec.description(),
        origin(file),
        kind(spec.name()),
        resolution.rule(),
        reason.isEmpty(),
        reason.orElse(null),
        spec.modifies(),
        spec.reads(),
        file == null ? List.of() : file.writes(),
        execution.kind(),
        execution.uses(),
        execution.programs(),
        spec.dependencies(),
        spec.conflicts(),
        file == null ? List.of("all") : file.allowedTools(),
        file == null ? null : file.argumentHint(),
        spec.complexity(),
        spec.agents(),
        spec.timeout().toSeconds(),
        file == null ? null : file.model(),
        file == null ? null : file.purpose(),
        file == null ? null : file.compensate(),
        file == null ? null : file.onFailure(),
        file == null ? null : file.findings(),
        file == null ? Map.of() : file.other(),
        file == null ? List.of() : file.diagnostics(),
        pages.documentation(entry));
  }

  @GetMapping(path = "/{*path}", produces = "text/markdown")
  @Operation(hidden = true)
  ResponseEntity<String> page(
      @PathVariable String path, @RequestParam(required = false) @Nullable String target) {
    String name = stripLeadingSlash(path);
    RegisteredCommand entry = requireEntry(name, catalog(target).resolve(name));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/markdown;charset=utf-8"))
        .body(pages.documentation(entry));
  }

  private static String stripLeadingSlash(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static RegisteredCommand requireEntry(String name, CommandResolution resolution) {
    return Optional.ofNullable(resolution.entry())
        .orElseThrow(() -> new CommandNotFoundException(name, resolution.suggestions()));
  }

  /**
   * The dependency graph.
   *
   * @param commands the names of all commands
   * @param edges the edges from a command to a command that it depends on
   * @param missing the unresolved dependencies by the command that declares them
   * @param cycles the cycles as full paths; the first command is also the last
   */
  @Schema(name = "DependencyGraph")
  record GraphDocument(
      List<String> commands,
      List<Edge> edges,
      Map<String, ? extends Iterable<String>> missing,
      List<List<String>> cycles) {}

  /**
   * A dependency of one command on another.
   *
   * @param from the dependent command
   * @param to the command that it depends on
   */
  @Schema(name = "DependencyEdge")
  record Edge(String from, String to) {}

  /**
   * Returns the dependency graph.
   *
   * @param format the format: {@code json}, {@code mermaid} or {@code dot}
   * @param target the path of a trusted target whose commands are included
   */
  @GetMapping("/graph")
  @Operation(
      operationId = "getDependencyGraph",
      summary = "Get the dependency graph",
      description = "Returned as JSON, or as text for rendering with format=mermaid or format=dot.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = GraphDocument.class)),
        @Content(mediaType = "text/vnd.mermaid", schema = @Schema(type = "string")),
        @Content(mediaType = "text/vnd.graphviz", schema = @Schema(type = "string"))
      })
  ResponseEntity<?> graph(
      @RequestParam(defaultValue = "json") String format,
      @RequestParam(required = false) @Nullable String target) {
    DependencyGraph graph = catalog(target).graph();
    return switch (format) {
      case "json" -> ResponseEntity.ok(toDocument(graph));
      case "mermaid" -> textResponse(DependencyGraphExporter.toMermaid(graph), "text/vnd.mermaid");
      case "dot" -> textResponse(DependencyGraphExporter.toDot(graph), "text/vnd.graphviz");
      default ->
          throw new InvalidRequestException(
              List.of(new ValidationError("format", "is not one of json, mermaid, dot")));
    };
  }

  private static ResponseEntity<String> textResponse(String content, String type) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type + ";charset=utf-8"))
        .body(content);
  }

  private static GraphDocument toDocument(DependencyGraph graph) {
    var edges = new ArrayList<Edge>();
    for (String from : graph.commands()) {
      graph.dependencies(from).forEach(to -> edges.add(new Edge(from, to)));
    }
    return new GraphDocument(List.copyOf(graph.commands()), edges, graph.missing(), graph.cycles());
  }
}
