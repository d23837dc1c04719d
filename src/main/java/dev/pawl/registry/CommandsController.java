package dev.pawl.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.Execution;
import dev.pawl.command.Severity;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** REST API of the command registry and the command documentation. */
@RestController
@RequestMapping("/api/v1/commands")
@Tag(name = "commands")
class CommandsController {

  private final Commands commands;
  private final CommandPages pages;

  CommandsController(Commands commands, CommandPages pages) {
    this.commands = commands;
    this.pages = pages;
  }

  /** The origin of a command. */
  enum Origin {
    BUILT_IN,
    SERVER,
    TARGET;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The category of a command, derived from its name. */
  enum Kind {
    CORE,
    FAMILY,
    WORKFLOW;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An item of the command list.
   *
   * @param executable whether the command can be executed; if not, {@code refusal} states the reason
   * @param diagnostics the problems in the file of the command
   */
  @Schema(name = "Listed")
  record Listed(
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
   * The details of a command.
   *
   * @param rule the rule by which it was found: folder, file, family or fuzzy
   * @param other the unknown keys of its file
   * @param text the documentation as Markdown
   */
  @Schema(name = "Found")
  record Found(
      String name,
      String description,
      Origin origin,
      Kind kind,
      Resolution.Rule rule,
      boolean executable,
      @Nullable String refusal,
      boolean modifies,
      List<String> writes,
      Execution.Kind runs,
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
      Map<String, String> other,
      List<Diagnostic> diagnostics,
      String text) {}

  @GetMapping
  @Operation(
      summary = "List the commands",
      description =
          "Returns the built-in commands and those of the server's folder, sorted by name. Invalid"
              + " files are included, with line and column of each problem.")
  List<Listed> list(
      @Parameter(description = "built_in, server or target") @RequestParam(required = false)
          @Nullable String origin) {
    Catalog catalog = commands.catalog();
    var list = new ArrayList<Listed>();
    catalog.all().forEach(entry -> list.add(listed(entry)));
    for (CommandFile hidden : catalog.hidden()) {
      String why = "another command already has this name";
      list.add(
          new Listed(
              hidden.name(),
              hidden.description(),
              origin(hidden),
              kind(hidden.name()),
              false,
              why,
              hidden.modifies(),
              hidden.dependencies(),
              hidden.diagnostics()));
    }
    return list.stream()
        .filter(one -> origin == null || one.origin().json().equalsIgnoreCase(origin))
        .toList();
  }

  private Listed listed(CommandEntry entry) {
    Optional<String> refusal = commands.refusal(entry);
    CommandFile file = entry.file();
    return new Listed(
        entry.name(),
        entry.spec().description(),
        origin(file),
        kind(entry.name()),
        refusal.isEmpty(),
        refusal.orElse(null),
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

  @GetMapping("/{*path}")
  @Operation(
      summary = "Get a command",
      description =
          "Finds a command by its path or by a name that matches exactly one command. The response"
              + " states the rule that matched. With Accept: text/markdown, only the documentation"
              + " is returned.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = Found.class)),
        @Content(mediaType = "text/markdown", schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "404",
      description = "Unknown command, with similar names",
      content = @Content(mediaType = "application/problem+json"))
  Found get(@PathVariable String path) {
    String name = name(path);
    Resolution resolution = commands.catalog().resolve(name);
    CommandEntry entry = entry(name, resolution);
    CommandSpec spec = entry.spec();
    CommandFile file = entry.file();
    Optional<String> refusal = commands.refusal(entry);
    Execution execution = file == null ? Execution.uses(spec.name()) : file.execution();
    return new Found(
        spec.name(),
        spec.description(),
        origin(file),
        kind(spec.name()),
        resolution.rule(),
        refusal.isEmpty(),
        refusal.orElse(null),
        spec.modifies(),
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
        file == null ? Map.of() : file.other(),
        file == null ? List.of() : file.diagnostics(),
        pages.of(entry));
  }

  @GetMapping(path = "/{*path}", produces = "text/markdown")
  @Operation(hidden = true)
  ResponseEntity<String> page(@PathVariable String path) {
    String name = name(path);
    CommandEntry entry = entry(name, commands.catalog().resolve(name));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/markdown;charset=utf-8"))
        .body(pages.of(entry));
  }

  private static String name(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static CommandEntry entry(String name, Resolution resolution) {
    return Optional.ofNullable(resolution.entry())
        .orElseThrow(() -> new UnknownCommand(name, resolution.suggestions()));
  }

  /**
   * The dependency graph.
   *
   * @param edges the edges from a command to a command that it depends on
   * @param missing the unresolved dependencies by the command that declares them
   * @param cycles the cycles as full paths; the first command is also the last
   */
  @Schema(name = "GraphDocument")
  record GraphDocument(
      List<String> commands,
      List<Edge> edges,
      Map<String, ? extends Iterable<String>> missing,
      List<List<String>> cycles) {}

  /** A dependency of one command on another. */
  @Schema(name = "Edge")
  record Edge(String from, String to) {}

  @GetMapping("/graph")
  @Operation(
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
  ResponseEntity<?> graph(@RequestParam(defaultValue = "json") String format) {
    DependencyGraph graph = commands.catalog().graph();
    return switch (format) {
      case "json" -> ResponseEntity.ok(document(graph));
      case "mermaid" -> text(GraphPictures.mermaid(graph), "text/vnd.mermaid");
      case "dot" -> text(GraphPictures.dot(graph), "text/vnd.graphviz");
      default ->
          throw new ErrorResponseException(
              HttpStatus.BAD_REQUEST,
              ProblemDetail.forStatusAndDetail(
                  HttpStatus.BAD_REQUEST, "format must be json, mermaid or dot"),
              null);
    };
  }

  private static ResponseEntity<String> text(String picture, String type) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type + ";charset=utf-8"))
        .body(picture);
  }

  private static GraphDocument document(DependencyGraph graph) {
    var edges = new ArrayList<Edge>();
    for (String from : graph.commands()) {
      graph.dependencies(from).forEach(to -> edges.add(new Edge(from, to)));
    }
    return new GraphDocument(List.copyOf(graph.commands()), edges, graph.missing(), graph.cycles());
  }
}
