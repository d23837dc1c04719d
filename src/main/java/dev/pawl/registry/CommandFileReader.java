package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.Execution;
import dev.pawl.command.Execution.Kind;
import dev.pawl.command.Scripts;
import dev.pawl.command.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parses the text of a Markdown file into a command. Invalid content results in a diagnostic, not an exception. */
final class CommandFileReader {

  private static final Set<String> OURS =
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
          "conflicts");
  private static final int LONGEST_DESCRIPTION = 300;

  private final String name;
  private final Source source;
  private final FrontMatter front;
  private final List<Diagnostic> diagnostics;

  private CommandFileReader(String name, Source source, FrontMatter front) {
    this.name = name;
    this.source = source;
    this.front = front;
    this.diagnostics = new ArrayList<>(front.diagnostics());
  }

  static CommandFile read(String name, Source source, String text) {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new CommandFileReader(name, source, FrontMatter.of(withoutMark)).file();
  }

  /** Creates an invalid command for a file that cannot be read, so that it is still listed. */
  static CommandFile unreadable(String name, Source source, String why) {
    CommandFile file = read(name, source, "");
    var diagnostics = List.of(Diagnostic.error(0, 0, why));
    return new CommandFile(
        name,
        source,
        "",
        Execution.NOTHING,
        false,
        List.of(),
        List.of(),
        file.conflicts(),
        file.allowedTools(),
        file.complexity(),
        file.agents(),
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        file.other(),
        "",
        diagnostics);
  }

  private CommandFile file() {
    List<String> tools =
        front.values().has("allowed-tools") ? front.words("allowed-tools") : front.words("tools");
    List<String> writes = front.words("writes");
    List<String> agents = front.words("agents");
    return new CommandFile(
        name,
        source,
        description(),
        execution(),
        flag("modifies", !writes.isEmpty()),
        writes,
        front.words("dependencies").stream().map(CommandFileReader::plain).toList(),
        conflicts(),
        tools.isEmpty() ? List.of("all") : tools,
        complexity(),
        agents.isEmpty() ? List.of(CommandSpec.DEFAULT_AGENT) : agents,
        timeout(),
        front.text("argument-hint"),
        front.text("model"),
        front.text("purpose"),
        front.text("compensate"),
        front.text("on-failure"),
        flag("cache", false),
        other(),
        front.body(),
        List.copyOf(diagnostics));
  }

  /** Normalizes a command name to a path: {@code :} becomes {@code /}, and a {@code .md} extension is removed. */
  static String plain(String written) {
    String path = written.strip().replace(':', '/').replaceAll("^/+|/+$", "");
    return path.endsWith(".md") ? path.substring(0, path.length() - 3) : path;
  }

  private String description() {
    String told = front.text("description");
    if (told == null || told.isEmpty()) {
      told =
          front
              .body()
              .lines()
              .map(line -> line.replaceAll("^[#>*\\s]+", "").strip())
              .filter(line -> !line.isEmpty())
              .findFirst()
              .orElse("");
    }
    String line = told.replaceAll("\\s+", " ");
    return line.length() > LONGEST_DESCRIPTION
        ? line.substring(0, LONGEST_DESCRIPTION) + "..."
        : line;
  }

  private void fault(String key, String what) {
    diagnostics.add(Diagnostic.error(0, 0, key + " " + what));
  }

  private Execution execution() {
    JsonNode run = front.values().get("run");
    String uses = front.text("uses");
    if (uses != null && run != null) {
      fault("run", "and uses cannot both be given");
    } else if (uses != null) {
      return Execution.uses(plain(uses));
    } else if (run instanceof ArrayNode list) {
      return programs(list);
    } else if (run != null) {
      return kind(FrontMatter.text(run));
    }
    return Execution.NOTHING;
  }

  private Execution kind(String run) {
    switch (run.strip()) {
      case "script" -> {
        if (Scripts.in(front.body()).isEmpty()) {
          fault("run", "is script, but the body has no fenced sh or bash block");
        }
        return Execution.of(Kind.SCRIPT);
      }
      case "agent" -> {
        return Execution.of(Kind.AGENT);
      }
      default ->
          fault("run", "must be argument lists, script or agent; a string would require a shell");
    }
    return Execution.NOTHING;
  }

  private Execution programs(ArrayNode list) {
    boolean one = list.valueStream().noneMatch(JsonNode::isArray);
    var programs = new ArrayList<List<String>>();
    for (JsonNode words : one ? List.of(list) : list.values()) {
      if (words.isArray()
          && !words.isEmpty()
          && words.valueStream().noneMatch(JsonNode::isContainer)) {
        // Not stripped: leading and trailing whitespace is part of an argument.
        programs.add(words.valueStream().map(JsonNode::asString).toList());
      } else {
        fault("run", "must be one argument list or a list of argument lists");
        return Execution.NOTHING;
      }
    }
    return Execution.programs(programs);
  }

  private boolean flag(String key, boolean otherwise) {
    JsonNode value = front.values().get(key);
    if (value != null && !value.isBoolean()) {
      fault(key, "must be true or false");
    }
    return value != null && value.isBoolean() ? value.asBoolean() : otherwise;
  }

  private SortedMap<String, Severity> conflicts() {
    var conflicts = new TreeMap<String, Severity>();
    if (front.values().get("conflicts") instanceof ObjectNode map) {
      map.forEachEntry((command, how) -> {
        boolean error = FrontMatter.text(how).equals("error");
        if (!error && !FrontMatter.text(how).equals("warning")) {
          fault("conflicts", "must be warning or error for each command");
        }
        conflicts.put(plain(command), error ? Severity.ERROR : Severity.WARNING);
      });
    } else {
      front.words("conflicts").forEach(command -> conflicts.put(plain(command), Severity.WARNING));
    }
    return conflicts;
  }

  private Complexity complexity() {
    String told = front.text("complexity");
    if (told == null) {
      return Complexity.SIMPLE;
    }
    return switch (told.toLowerCase(Locale.ROOT)) {
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
    String told = front.text("timeout");
    if (told == null) {
      return null;
    }
    try {
      Duration timeout =
          told.matches("\\d{1,6}")
              ? Duration.ofSeconds(Long.parseLong(told))
              : DurationStyle.detectAndParse(told);
      if (timeout.isPositive() && timeout.compareTo(Duration.ofDays(1)) <= 0) {
        return timeout;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Reported below together with out-of-range durations.
    }
    fault("timeout", "must be a duration such as 90s or 10m, at most 24h");
    return null;
  }

  private SortedMap<String, String> other() {
    var other = new TreeMap<String, String>();
    front
        .values()
        .forEachEntry((key, value) -> {
          if (!OURS.contains(key)) {
            other.put(key, FrontMatter.text(value));
          }
        });
    return other;
  }
}
