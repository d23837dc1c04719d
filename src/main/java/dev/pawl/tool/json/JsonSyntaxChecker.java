package dev.pawl.tool.json;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Parses JSON strictly; files whose readers accept comments and trailing commas may have them. Comments in other files
 * are a note, because nobody writes one by mistake: the reader of the file accepts them, unless it is known not to. A
 * name that occurs twice in an object is a warning, because readers differ in which value they use.
 */
@Component
class JsonSyntaxChecker implements SyntaxChecker {

  private static final String DUPLICATE_KEY = "duplicate-key";
  private static final String COMMENT = "comment";

  /** Files whose readers are known to reject comments. */
  private static final Pattern WITHOUT_COMMENTS =
      Pattern.compile(
          "(.*/)?(package(-lock)?|npm-shrinkwrap|composer|bower|lerna|component|vcpkg|cmakepresets"
              + "|[^/]*-lock|[^/]*\\.lock|swagger|openapi)\\.json",
          Pattern.CASE_INSENSITIVE);

  /** Only limits memory: the parser is not recursive. */
  private static final int MAX_DEPTH = 100_000;

  private static final Pattern WITH_COMMENTS =
      Pattern.compile(
          ".*\\.jsonc|.*\\.code-(workspace|snippets)"
              // Folders of editors and of tools that read JSON with comments.
              + "|(.*/)?(\\.vscode[^/]*|vscode|\\.devcontainer|\\.zed|\\.cursor|Code( -"
              + " Insiders)?/User)/.*\\.json|(.*/)?common/config/rush/.*\\.json"
              + "|(.*/)?(\\.[^/]*rc|(mocha|eslint|babel|prettier|stylelint|nyc|c8|jshint|markdownlint|commitlint|swc)rc"
              + "|\\.?[tj]sconfig[^/]*|[^/]*\\.[tj]sconfig|deno|biome|rome|turbo|nx|wrangler"
              + "|api-extractor[^/]*|\\.?cspell[^/]*|\\.?renovate|language-configuration"
              + "|[^/]*\\.language-configuration|[^/]*-(color|icon|product-icon)-theme|devcontainer"
              + "|tslint|typedoc|tsdoc|tsdoc-metadata|pyrightconfig|knip|dprint|\\.dprint|jsdoc|rush|heft"
              + "|angular|project|workspace|babel\\.config|\\.swcrc|\\.oxfmtrc|oxlint|sfdx-project"
              + "|appsettings[^/]*|launchSettings|global|tasks\\.vs|launch\\.vs|CppProperties)\\.json");

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  private final JsonFactory strict =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private final JsonFactory lenient =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();
  private final JsonFactory withoutComments =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String version() {
    return LibraryVersion.version(JsonFactory.class, "tools.jackson.core/jackson-core") + "+3";
  }

  @Override
  public boolean handles(String path) {
    String extension = SourceFile.extension(path);
    return extension.equals("json") || extension.equals("jsonc");
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    boolean withComments = WITH_COMMENTS.matcher(source.path()).matches();
    List<Finding> findings = parse(source, withComments ? lenient : strict, withComments);
    return withComments || WITHOUT_COMMENTS.matcher(source.path()).matches()
        ? findings
        : withoutErrorsByComments(source, findings);
  }

  /** Returns a note instead of an error if comments are what makes a text invalid. */
  private List<Finding> withoutErrorsByComments(SourceFile source, List<Finding> findings) {
    Optional<Finding> error = findings.stream().filter(JsonSyntaxChecker::isError).findFirst();
    if (error.isEmpty()
        || source.text().indexOf('/') < 0
        || parse(source, withoutComments, false).stream().noneMatch(JsonSyntaxChecker::isError)) {
      return findings;
    }
    List<Finding> lenientFindings = parse(source, lenient, false);
    if (lenientFindings.stream().anyMatch(JsonSyntaxChecker::isError)) {
      return findings;
    }
    var result = new ArrayList<>(lenientFindings);
    result.add(
        Finding.at(
            source.path(),
            error.get().line(),
            error.get().column(),
            Severity.INFO,
            name(),
            COMMENT,
            "JSON has no comments; only some programs can read this file"));
    return result;
  }

  private static boolean isError(Finding finding) {
    return finding.severity() == Severity.ERROR;
  }

  private List<Finding> parse(SourceFile source, JsonFactory factory, boolean withComments) {
    var warnings = new ArrayList<Finding>();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), source.text())) {
      if (parser.nextToken() == null) {
        // Editors accept an empty file for their settings.
        return withComments
            ? List.of()
            : List.of(syntaxError(source, 1, 1, "the file is empty, which is not valid JSON"));
      }
      readValue(parser, source, warnings);
      if (parser.nextToken() != null) {
        var location = parser.currentTokenLocation();
        return List.of(
            syntaxError(
                source,
                location.getLineNr(),
                location.getColumnNr(),
                "a second JSON text begins on line %d; a file may contain only one"
                    .formatted(location.getLineNr())));
      }
      return warnings;
    } catch (StreamConstraintsException e) {
      return List.of(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
    } catch (JacksonException e) {
      var location = e.getLocation();
      return List.of(
          syntaxError(source, location.getLineNr(), location.getColumnNr(), errorMessage(e)));
    }
  }

  /** Reads the value that starts with the current token; not recursive. */
  private void readValue(JsonParser parser, SourceFile source, List<Finding> warnings) {
    Deque<Set<String>> namesOfObjects = new ArrayDeque<>();
    int depth = 0;
    JsonToken token = Objects.requireNonNull(parser.currentToken());
    while (true) {
      switch (token) {
        case START_OBJECT -> {
          depth++;
          namesOfObjects.push(new HashSet<>());
        }
        case START_ARRAY -> depth++;
        case END_OBJECT -> {
          depth--;
          namesOfObjects.pop();
        }
        case END_ARRAY -> depth--;
        case PROPERTY_NAME -> {
          if (!namesOfObjects.element().add(parser.currentName())) {
            warnings.add(duplicateKey(parser, source));
          }
        }
        default -> {
          // Strings with invalid escapes and numbers are only examined when they are read.
          parser.getString();
        }
      }
      if (depth == 0) {
        return;
      }
      token = parser.nextToken();
      if (token == null) {
        return;
      }
    }
  }

  @Override
  public List<Rule> rules() {
    var rules = new ArrayList<>(SyntaxChecker.super.rules());
    rules.add(
        Rule.of(
            name(),
            DUPLICATE_KEY,
            RuleSeverity.WARNING,
            "Reports names that occur more than once in an object: programs differ in which of the"
                + " values they use."));
    rules.add(
        Rule.of(
            name(),
            COMMENT,
            RuleSeverity.INFO,
            "Reports comments in files whose readers are not known to accept them."));
    return rules;
  }

  private Finding duplicateKey(JsonParser parser, SourceFile source) {
    var location = parser.currentTokenLocation();
    return Finding.at(
        source.path(),
        location.getLineNr(),
        location.getColumnNr(),
        Severity.WARNING,
        name(),
        DUPLICATE_KEY,
        "the name \"%s\" occurs more than once in this object".formatted(parser.currentName()));
  }

  /** Returns the error message without Jackson's own description of the start of an unclosed structure. */
  private static String errorMessage(JacksonException e) {
    return e.getOriginalMessage().replaceAll("\\s*\\((for|start marker).*", "");
  }
}
