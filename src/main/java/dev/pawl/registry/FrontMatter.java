package dev.pawl.registry;

import dev.pawl.command.Diagnostic;
import dev.pawl.command.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The front matter of a Markdown file. About three percent of public command files contain invalid YAML. These are
 * parsed leniently, with a diagnostic, unless a guessed value would determine what runs.
 *
 * @param values the values by key: strings, numbers, lists and objects; keys without a value are omitted
 * @param body the text after the front matter
 */
record FrontMatter(ObjectNode values, String body, List<Diagnostic> diagnostics) {

  private static final Pattern FENCE = Pattern.compile("^(---|\\.\\.\\.)[ \\t]*$");
  private static final Pattern KEY = Pattern.compile("^([A-Za-z][\\w-]*):(?:[ \\t]+(.*))?$");
  private static final Set<String> TEXTS =
      Set.of("description", "argument-hint", "name", "purpose", "allowed-tools", "tools");
  private static final Set<String> DECISIVE =
      Set.of(
          "run",
          "uses",
          "modifies",
          "writes",
          "timeout",
          "cache",
          "compensate",
          "on-failure",
          "dependencies",
          "conflicts");

  static FrontMatter of(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().stripTrailing().equals("---")) {
      return new FrontMatter(nothing(), text.strip(), List.of());
    }
    int end = 1;
    while (end < lines.size() && !FENCE.matcher(lines.get(end)).matches()) {
      end++;
    }
    if (end == lines.size()) {
      var open =
          Diagnostic.warning(
              1, 1, "the front matter has no closing ---; the whole file is treated as body");
      return new FrontMatter(nothing(), text.strip(), List.of(open));
    }
    List<String> front = lines.subList(1, end);
    String body = String.join("\n", lines.subList(end + 1, lines.size())).strip();
    return read(front, body);
  }

  private static FrontMatter read(List<String> front, String body) {
    try {
      return new FrontMatter(load(String.join("\n", front)), body, List.of());
    } catch (YamlEngineException | JacksonException | StackOverflowError e) {
      Diagnostic found = diagnostic(e);
      try {
        String quoted =
            front.stream().map(FrontMatter::quoted).reduce("", (a, b) -> a + "\n" + b).substring(1);
        return new FrontMatter(
            load(quoted),
            body,
            List.of(as(found, Severity.WARNING, "; parsed after quoting text values")));
      } catch (YamlEngineException | JacksonException | StackOverflowError again) {
        return byLines(front, body, found);
      }
    }
  }

  private static Diagnostic as(Diagnostic found, Severity severity, String more) {
    return new Diagnostic(found.line(), found.column(), severity, found.message() + more);
  }

  private static ObjectNode nothing() {
    return JsonMapper.shared().createObjectNode();
  }

  private static ObjectNode load(String yaml) {
    var settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
    Object loaded = new Load(settings).loadFromString(yaml);
    if (loaded == null) {
      return nothing();
    }
    if (!(loaded instanceof Map<?, ?>)) {
      throw new YamlEngineException("the front matter is not a mapping of keys to values");
    }
    ObjectNode values = JsonMapper.shared().valueToTree(loaded);
    values.removeNulls();
    return values;
  }

  /** Converts a parse error to a diagnostic. The front matter starts in line 2, and YAML marks count from 0. */
  private static Diagnostic diagnostic(Throwable e) {
    if (e instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
      var mark = marked.getProblemMark().get();
      return Diagnostic.error(
          mark.getLine() + 2, mark.getColumn() + 1, "invalid YAML: " + marked.getProblem());
    }
    String what = e instanceof YamlEngineException ? e.getMessage() : "too deeply nested";
    return Diagnostic.error(1, 1, "invalid YAML: " + what);
  }

  /** Quotes a value that YAML would not parse as a string, such as {@code argument-hint: [pr] [priority]}. */
  private static String quoted(String line) {
    Matcher key = KEY.matcher(line);
    if (!key.matches() || !TEXTS.contains(key.group(1)) || key.group(2) == null) {
      return line;
    }
    String value = key.group(2).strip();
    // A quoted value may continue in the next line, and a block scalar does; neither can be quoted
    // line by line.
    boolean several = value.isEmpty() || "|>\"'".indexOf(value.charAt(0)) >= 0;
    return several ? line : key.group(1) + ": '" + value.replace("'", "''") + "'";
  }

  private static FrontMatter byLines(List<String> front, String body, Diagnostic found) {
    ObjectNode values = nothing();
    @Nullable String last = null;
    for (String line : front) {
      Matcher key = KEY.matcher(line);
      if (key.matches()) {
        last = key.group(1);
        if (key.group(2) != null) {
          values.put(last, key.group(2).strip());
        }
      } else if (last != null && line.strip().startsWith("- ")) {
        (values.get(last) instanceof ArrayNode list ? list : values.putArray(last))
            .add(line.strip().substring(2).strip());
      }
    }
    boolean guessed = values.propertyNames().stream().anyMatch(DECISIVE::contains);
    Diagnostic diagnostic =
        guessed
            ? as(found, Severity.ERROR, "; keys that determine what runs are not guessed")
            : as(found, Severity.WARNING, "; parsed line by line");
    return new FrontMatter(values, body, List.of(diagnostic));
  }

  /** Returns a value as one string, with list elements joined by spaces. */
  @Nullable String text(String key) {
    JsonNode value = values.get(key);
    if (value == null) {
      return null;
    }
    return value.isArray() ? String.join(" ", texts(value)) : text(value);
  }

  /** Returns a value as a list: a YAML list, or words separated by commas or whitespace outside of parentheses. */
  List<String> words(String key) {
    JsonNode value = values.get(key);
    if (value == null) {
      return List.of();
    }
    // YAML splits a flow list at commas inside of parentheses, so the elements are joined and split
    // again.
    boolean cut = value.isArray() && texts(value).stream().anyMatch(FrontMatter::isOpen);
    if (value.isArray() && !cut) {
      return texts(value);
    }
    return split(value.isArray() ? String.join(", ", texts(value)) : text(value));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(FrontMatter::text).toList();
  }

  /** Returns a scalar as plain text and any other value as JSON. */
  static String text(JsonNode value) {
    return (value.isContainer() ? value.toString() : value.asString()).strip();
  }

  private static boolean isOpen(String text) {
    return text.chars().filter(c -> c == '(').count() != text.chars().filter(c -> c == ')').count();
  }

  private static List<String> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    int depth = 0;
    for (char c : (text + " ").toCharArray()) {
      depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (depth == 0 && (c == ',' || Character.isWhitespace(c))) {
        Stream.of(word.toString()).filter(done -> !done.isEmpty()).forEach(words::add);
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    Stream.of(word.toString().strip()).filter(rest -> !rest.isEmpty()).forEach(words::add);
    return words;
  }
}
