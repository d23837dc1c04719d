package dev.pawl.registry;

import dev.pawl.command.Diagnostic;
import dev.pawl.command.Severity;
import java.util.ArrayList;
import java.util.HashSet;
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
  private static final Set<String> TEXT_KEYS =
      Set.of("description", "argument-hint", "name", "purpose", "allowed-tools", "tools");
  private static final Set<String> EXECUTION_KEYS =
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
          "conflicts",
          "findings");

  static FrontMatter parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().stripTrailing().equals("---")) {
      return new FrontMatter(emptyObject(), text.strip(), List.of());
    }
    int end = 1;
    while (end < lines.size() && !FENCE.matcher(lines.get(end)).matches()) {
      end++;
    }
    if (end == lines.size()) {
      var unclosed =
          Diagnostic.warning(
              1, 1, "the front matter has no closing ---; the whole file is treated as body");
      return new FrontMatter(emptyObject(), text.strip(), List.of(unclosed));
    }
    List<String> frontMatter = lines.subList(1, end);
    String body = String.join("\n", lines.subList(end + 1, lines.size())).strip();
    FrontMatter parsed = read(frontMatter, body);
    var diagnostics = new ArrayList<>(parsed.diagnostics());
    diagnostics.addAll(repeatedKeys(frontMatter));
    return new FrontMatter(parsed.values(), body, List.copyOf(diagnostics));
  }

  /** Reports keys that are given twice, of which YAML would use the last; an error if they determine what runs. */
  private static List<Diagnostic> repeatedKeys(List<String> frontMatter) {
    var seen = new HashSet<String>();
    var diagnostics = new ArrayList<Diagnostic>();
    for (int i = 0; i < frontMatter.size(); i++) {
      Matcher key = KEY.matcher(frontMatter.get(i));
      if (key.matches() && !seen.add(key.group(1))) {
        // The front matter starts in line 2.
        int line = i + 2;
        String message = key.group(1) + " is given more than once";
        diagnostics.add(
            EXECUTION_KEYS.contains(key.group(1))
                ? Diagnostic.error(line, 1, message)
                : Diagnostic.warning(line, 1, message + "; the last value is used"));
      }
    }
    return diagnostics;
  }

  private static FrontMatter read(List<String> frontMatter, String body) {
    try {
      return new FrontMatter(parseYaml(String.join("\n", frontMatter)), body, List.of());
    } catch (YamlEngineException | JacksonException | StackOverflowError e) {
      Diagnostic yamlError = toDiagnostic(e);
      try {
        String quoted =
            frontMatter.stream()
                .map(FrontMatter::quoteValue)
                .reduce("", (a, b) -> a + "\n" + b)
                .substring(1);
        return new FrontMatter(
            parseYaml(quoted),
            body,
            List.of(
                withSeverity(yamlError, Severity.WARNING, "; parsed after quoting text values")));
      } catch (YamlEngineException | JacksonException | StackOverflowError ignored) {
        return parseByLines(frontMatter, body, yamlError);
      }
    }
  }

  private static Diagnostic withSeverity(Diagnostic diagnostic, Severity severity, String suffix) {
    return new Diagnostic(
        diagnostic.line(), diagnostic.column(), severity, diagnostic.message() + suffix);
  }

  private static ObjectNode emptyObject() {
    return JsonMapper.shared().createObjectNode();
  }

  private static ObjectNode parseYaml(String yaml) {
    var settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
    Object loaded = new Load(settings).loadFromString(yaml);
    if (loaded == null) {
      return emptyObject();
    }
    if (!(loaded instanceof Map<?, ?>)) {
      throw new YamlEngineException("the front matter is not a mapping of keys to values");
    }
    ObjectNode values = JsonMapper.shared().valueToTree(loaded);
    values.removeNulls();
    return values;
  }

  /** Converts a parse error to a diagnostic. The front matter starts in line 2, and YAML marks count from 0. */
  private static Diagnostic toDiagnostic(Throwable e) {
    if (e instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
      var mark = marked.getProblemMark().get();
      return Diagnostic.error(
          mark.getLine() + 2, mark.getColumn() + 1, "invalid YAML: " + marked.getProblem());
    }
    String message = e instanceof YamlEngineException ? e.getMessage() : "too deeply nested";
    return Diagnostic.error(1, 1, "invalid YAML: " + message);
  }

  /** Quotes a value that YAML would not parse as a string, such as {@code argument-hint: [pr] [priority]}. */
  private static String quoteValue(String line) {
    Matcher key = KEY.matcher(line);
    if (!key.matches() || !TEXT_KEYS.contains(key.group(1)) || key.group(2) == null) {
      return line;
    }
    String value = key.group(2).strip();
    // A quoted value may continue in the next line, and a block scalar does; neither can be quoted
    // line by line.
    boolean multiline = value.isEmpty() || "|>\"'".indexOf(value.charAt(0)) >= 0;
    return multiline ? line : key.group(1) + ": '" + value.replace("'", "''") + "'";
  }

  private static FrontMatter parseByLines(
      List<String> frontMatter, String body, Diagnostic yamlError) {
    ObjectNode values = emptyObject();
    @Nullable String lastKey = null;
    for (String line : frontMatter) {
      Matcher key = KEY.matcher(line);
      if (key.matches()) {
        lastKey = key.group(1);
        if (key.group(2) != null) {
          values.put(lastKey, key.group(2).strip());
        }
      } else if (lastKey != null && line.strip().startsWith("- ")) {
        (values.get(lastKey) instanceof ArrayNode list ? list : values.putArray(lastKey))
            .add(line.strip().substring(2).strip());
      }
    }
    boolean guessesExecution = values.propertyNames().stream().anyMatch(EXECUTION_KEYS::contains);
    Diagnostic diagnostic =
        guessesExecution
            ? withSeverity(
                yamlError, Severity.ERROR, "; keys that determine what runs are not guessed")
            : withSeverity(yamlError, Severity.WARNING, "; parsed line by line");
    return new FrontMatter(values, body, List.of(diagnostic));
  }

  /** Returns a value as one string, with list elements joined by spaces. */
  @Nullable String text(String key) {
    JsonNode value = values.get(key);
    if (value == null) {
      return null;
    }
    return value.isArray() ? String.join(" ", strings(value)) : text(value);
  }

  /** Returns a value as a list: a YAML list, or words separated by commas or whitespace outside of parentheses. */
  List<String> list(String key) {
    JsonNode value = values.get(key);
    if (value == null) {
      return List.of();
    }
    // YAML splits a flow list at commas inside of parentheses, so the elements are joined and split
    // again.
    boolean splitInParentheses =
        value.isArray() && strings(value).stream().anyMatch(FrontMatter::hasUnbalancedParentheses);
    if (value.isArray() && !splitInParentheses) {
      return strings(value);
    }
    return split(value.isArray() ? String.join(", ", strings(value)) : text(value));
  }

  private static List<String> strings(JsonNode list) {
    return list.valueStream().map(FrontMatter::text).toList();
  }

  /** Returns a scalar as plain text and any other value as JSON. */
  static String text(JsonNode value) {
    return (value.isContainer() ? value.toString() : value.asString()).strip();
  }

  private static boolean hasUnbalancedParentheses(String text) {
    return text.chars().filter(c -> c == '(').count() != text.chars().filter(c -> c == ')').count();
  }

  private static List<String> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    int depth = 0;
    for (char c : (text + " ").toCharArray()) {
      depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      if (depth == 0 && (c == ',' || Character.isWhitespace(c))) {
        Stream.of(word.toString()).filter(token -> !token.isEmpty()).forEach(words::add);
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    Stream.of(word.toString().strip()).filter(token -> !token.isEmpty()).forEach(words::add);
    return words;
  }
}
