package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandFileExecution;
import dev.pawl.command.CommandFileExecution.Kind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.FindingOutput;
import dev.pawl.command.FindingPattern;
import dev.pawl.command.ScriptBlocks;
import dev.pawl.command.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parses the text of a Markdown file into a command. Invalid content results in a diagnostic, not an exception. */
final class CommandFileReader {

  private static final String FINDINGS = "findings";
  private static final Set<String> KNOWN_KEYS =
      Set.of(
          "description",
          "allowed-tools",
          "tools",
          "argument-hint",
          "model",
          "dependencies",
          "complexity",
          "agents",
          "purpose",
          "run",
          "uses",
          "modifies",
          "writes",
          "timeout",
          "cache",
          "compensate",
          "on-failure",
          "conflicts",
          FINDINGS);
  private static final Set<String> FINDINGS_KEYS =
      Set.of("format", "pattern", "tool", "exit-codes");
  private static final List<String> FAILURE_ACTIONS =
      List.of("abort", "continue", "decide", "rollback");
  private static final int MAX_DESCRIPTION_LENGTH = 300;
  private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

  private final String name;
  private final Source source;
  private final FrontMatter frontMatter;
  private final List<Diagnostic> diagnostics;

  private CommandFileReader(String name, Source source, FrontMatter frontMatter) {
    this.name = name;
    this.source = source;
    this.frontMatter = frontMatter;
    this.diagnostics = new ArrayList<>(frontMatter.diagnostics());
  }

  static CommandFile read(String name, Source source, String text) {
    String withoutBom = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new CommandFileReader(name, source, FrontMatter.parse(withoutBom)).toCommandFile();
  }

  /** Creates an invalid command for a file that cannot be read, so that it is still listed. */
  static CommandFile unreadable(String name, Source source, String reason) {
    CommandFile defaults = read(name, source, "");
    var diagnostics = List.of(Diagnostic.error(0, 0, reason));
    return new CommandFile(
        name,
        source,
        "",
        CommandFileExecution.NONE,
        false,
        List.of(),
        List.of(),
        defaults.conflicts(),
        defaults.allowedTools(),
        defaults.complexity(),
        defaults.agents(),
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        defaults.other(),
        "",
        diagnostics);
  }

  private CommandFile toCommandFile() {
    List<String> tools =
        frontMatter.values().has("allowed-tools")
            ? frontMatter.list("allowed-tools")
            : frontMatter.list("tools");
    List<String> writes = frontMatter.list("writes");
    List<String> agents = frontMatter.list("agents");
    CommandFileExecution execution = execution();
    return new CommandFile(
        name,
        source,
        description(),
        execution,
        booleanValue("modifies", !writes.isEmpty()),
        writes,
        frontMatter.list("dependencies").stream().map(CommandFileReader::normalizeName).toList(),
        conflicts(),
        tools.isEmpty() ? List.of("all") : tools,
        complexity(),
        agents.isEmpty() ? List.of(CommandSpec.DEFAULT_AGENT) : agents,
        timeout(),
        frontMatter.text("argument-hint"),
        frontMatter.text("model"),
        frontMatter.text("purpose"),
        compensate(),
        onFailure(),
        booleanValue("cache", false),
        findings(execution.kind()),
        unknownKeys(),
        frontMatter.body(),
        List.copyOf(diagnostics));
  }

  /** Normalizes a command name to a path: {@code :} becomes {@code /}, and a {@code .md} extension is removed. */
  static String normalizeName(String rawName) {
    String path = rawName.strip().replace(':', '/').replaceAll("^/+|/+$", "");
    return path.endsWith(".md") ? path.substring(0, path.length() - 3) : path;
  }

  private String description() {
    String text = frontMatter.text("description");
    if (text == null || text.isEmpty()) {
      text =
          frontMatter
              .body()
              .lines()
              .map(line -> line.replaceAll("^[#>*\\s]+", "").strip())
              .filter(line -> !line.isEmpty())
              .findFirst()
              .orElse("");
    }
    String line = text.replaceAll("\\s+", " ");
    return line.length() > MAX_DESCRIPTION_LENGTH
        ? line.substring(0, MAX_DESCRIPTION_LENGTH) + "..."
        : line;
  }

  private void addError(String key, String message) {
    diagnostics.add(Diagnostic.error(0, 0, key + " " + message));
  }

  private CommandFileExecution execution() {
    JsonNode run = frontMatter.values().get("run");
    String uses = frontMatter.text("uses");
    if (uses != null && run != null) {
      addError("run", "and uses cannot both be given");
    } else if (uses != null) {
      return CommandFileExecution.uses(normalizeName(uses));
    } else if (run instanceof ArrayNode list) {
      return programs(list);
    } else if (run != null) {
      return executionOfKind(FrontMatter.text(run));
    }
    return CommandFileExecution.NONE;
  }

  private CommandFileExecution executionOfKind(String run) {
    switch (run.strip()) {
      case "script" -> {
        if (ScriptBlocks.extract(frontMatter.body()).isEmpty()) {
          addError("run", "is script, but the body has no fenced sh or bash block");
        }
        return CommandFileExecution.of(Kind.SCRIPT);
      }
      case "agent" -> {
        return CommandFileExecution.of(Kind.AGENT);
      }
      default ->
          addError(
              "run", "must be argument lists, script or agent; a string would require a shell");
    }
    return CommandFileExecution.NONE;
  }

  private CommandFileExecution programs(ArrayNode list) {
    boolean singleProgram = list.valueStream().noneMatch(JsonNode::isArray);
    var programs = new ArrayList<List<String>>();
    for (JsonNode arguments : singleProgram ? List.of(list) : list.values()) {
      if (arguments.isArray()
          && !arguments.isEmpty()
          && arguments.valueStream().noneMatch(JsonNode::isContainer)) {
        // Not stripped: leading and trailing whitespace is part of an argument.
        programs.add(arguments.valueStream().map(JsonNode::asString).toList());
      } else {
        addError("run", "must be one argument list or a list of argument lists");
        return CommandFileExecution.NONE;
      }
    }
    return CommandFileExecution.programs(programs);
  }

  private @Nullable String onFailure() {
    String action = frontMatter.text("on-failure");
    if (action != null && !FAILURE_ACTIONS.contains(action)) {
      addError("on-failure", "must be one of " + String.join(", ", FAILURE_ACTIONS));
      return null;
    }
    return action;
  }

  private @Nullable String compensate() {
    String name = frontMatter.text("compensate");
    return name == null || name.isBlank() ? null : normalizeName(name);
  }

  private boolean booleanValue(String key, boolean defaultValue) {
    JsonNode value = frontMatter.values().get(key);
    if (value != null && !value.isBoolean()) {
      addError(key, "must be true or false");
    }
    return value != null && value.isBoolean() ? value.asBoolean() : defaultValue;
  }

  private SortedMap<String, Severity> conflicts() {
    var conflicts = new TreeMap<String, Severity>();
    if (frontMatter.values().get("conflicts") instanceof ObjectNode map) {
      map.forEachEntry((command, level) -> {
        boolean error = FrontMatter.text(level).equals("error");
        if (!error && !FrontMatter.text(level).equals("warning")) {
          addError("conflicts", "must be warning or error for each command");
        }
        conflicts.put(normalizeName(command), error ? Severity.ERROR : Severity.WARNING);
      });
    } else {
      frontMatter
          .list("conflicts")
          .forEach(command -> conflicts.put(normalizeName(command), Severity.WARNING));
    }
    return conflicts;
  }

  private Complexity complexity() {
    String text = frontMatter.text("complexity");
    if (text == null) {
      return Complexity.SIMPLE;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "simple", "basic", "low" -> Complexity.SIMPLE;
      case "medium", "moderate" -> Complexity.MEDIUM;
      case "complex", "high", "advanced" -> Complexity.COMPLEX;
      default -> {
        diagnostics.add(
            Diagnostic.warning(0, 0, "complexity is not simple, medium or complex; using medium"));
        yield Complexity.MEDIUM;
      }
    };
  }

  private @Nullable Duration timeout() {
    String text = frontMatter.text("timeout");
    if (text == null) {
      return null;
    }
    try {
      Duration timeout =
          text.matches("\\d{1,6}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : DurationStyle.detectAndParse(text);
      if (timeout.isPositive() && timeout.compareTo(Duration.ofDays(1)) <= 0) {
        return timeout;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Reported below together with out-of-range durations.
    }
    addError("timeout", "must be a duration such as 90s or 10m, at most 24h");
    return null;
  }

  private @Nullable FindingOutput findings(Kind kind) {
    JsonNode value = frontMatter.values().get(FINDINGS);
    if (value == null) {
      return null;
    }
    if (kind == Kind.USES || kind == Kind.NONE) {
      addError(FINDINGS, "requires run: they are read from the output of programs");
      return null;
    }
    if (value.isString()) {
      return readFindings(JsonMapper.shared().createObjectNode().set("format", value));
    }
    if (value instanceof ObjectNode map) {
      return readFindings(map);
    }
    addError(FINDINGS, "must be sarif, or a map with format: sarif or with a pattern");
    return null;
  }

  private @Nullable FindingOutput readFindings(ObjectNode map) {
    int before = diagnostics.size();
    for (String key : map.propertyNames()) {
      if (!FINDINGS_KEYS.contains(key)) {
        addError(
            FINDINGS,
            "has the unknown key %s; the keys are exit-codes, format, pattern, tool"
                .formatted(key));
      }
    }
    String format = map.has("format") ? FrontMatter.text(map.path("format")) : null;
    String pattern = map.has("pattern") ? map.path("pattern").asString("") : null;
    if (format != null && !format.equals("sarif")) {
      addError(FINDINGS, "must have the format sarif, or a pattern for lines of the output");
    } else if ((format == null) == (pattern == null)) {
      addError(FINDINGS, "must have either format: sarif or a pattern");
    } else if (pattern != null) {
      try {
        new FindingPattern(pattern);
      } catch (IllegalArgumentException e) {
        addError(FINDINGS, "pattern " + e.getMessage());
      }
    }
    String tool =
        map.has("tool")
            ? FrontMatter.text(map.path("tool"))
            : name.substring(name.lastIndexOf('/') + 1);
    if (!TOOL_NAME.matcher(tool).matches()) {
      addError(
          FINDINGS,
          "need a tool with a name of at most 50 letters, digits, dots, hyphens and underscores");
    }
    List<Integer> exitCodes = exitCodes(map.path("exit-codes"));
    return diagnostics.size() > before
        ? null
        : new FindingOutput(
            pattern == null ? FindingOutput.Format.SARIF : FindingOutput.Format.PATTERN,
            pattern,
            tool,
            exitCodes);
  }

  private List<Integer> exitCodes(JsonNode value) {
    if (value.isMissingNode()) {
      return List.of();
    }
    List<JsonNode> codes = value.isArray() ? value.valueStream().toList() : List.of(value);
    boolean valid =
        !codes.isEmpty()
            && codes.stream()
                .allMatch(code ->
                    code.isIntegralNumber() && code.asInt(-1) >= 0 && code.asInt(-1) <= 127);
    if (!valid) {
      addError(FINDINGS, "exit-codes must be a list of numbers from 0 to 127");
      return List.of();
    }
    return codes.stream().map(JsonNode::asInt).toList();
  }

  private SortedMap<String, String> unknownKeys() {
    var unknownKeys = new TreeMap<String, String>();
    frontMatter
        .values()
        .forEachEntry((key, value) -> {
          if (!KNOWN_KEYS.contains(key)) {
            unknownKeys.put(key, FrontMatter.text(value));
          }
        });
    return unknownKeys;
  }
}
