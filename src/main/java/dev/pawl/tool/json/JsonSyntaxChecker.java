package dev.pawl.tool.json;

import dev.pawl.command.Finding;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Parses JSON strictly; files that conventionally contain comments may have comments and trailing commas. */
@Component
class JsonSyntaxChecker implements SyntaxChecker {

  private static final Pattern WITH_COMMENTS =
      Pattern.compile(
          "(.*/)?([tj]sconfig[^/]*\\.json|\\.[^/]*rc\\.json|\\.(vscode|devcontainer)/[^/]*\\.json"
              + "|[^/]*\\.code-workspace)|.*\\.jsonc");

  private final JsonFactory strict = JsonFactory.builder().build();
  private final JsonFactory lenient =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String version() {
    return LibraryVersion.version(JsonFactory.class, "tools.jackson.core/jackson-core") + "+2";
  }

  @Override
  public boolean handles(String path) {
    String extension = SourceFile.extension(path);
    return extension.equals("json") || extension.equals("jsonc");
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    var factory = WITH_COMMENTS.matcher(source.path()).matches() ? lenient : strict;
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), source.text())) {
      if (parser.nextToken() == null) {
        return List.of();
      }
      parser.skipChildren();
      if (parser.nextToken() == null) {
        return List.of();
      }
      var second = parser.currentTokenLocation();
      return List.of(
          syntaxError(
              source,
              second.getLineNr(),
              second.getColumnNr(),
              "a second JSON text begins in line %d; a file contains one"
                  .formatted(second.getLineNr())));
    } catch (JacksonException e) {
      var location = e.getLocation();
      return List.of(
          syntaxError(source, location.getLineNr(), location.getColumnNr(), errorMessage(e)));
    }
  }

  /** Returns the error message without Jackson's own description of the start of an unclosed structure. */
  private static String errorMessage(JacksonException e) {
    return e.getOriginalMessage().replaceAll("\\s*\\((for|start marker).*", "");
  }
}
