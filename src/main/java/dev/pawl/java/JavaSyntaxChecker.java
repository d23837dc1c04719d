package dev.pawl.java;

import dev.pawl.command.Finding;
import dev.pawl.language.JavaParser;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Reports the syntax errors of Java files. */
@Component
class JavaSyntaxChecker implements SyntaxChecker {

  private final JavaParser parser = new JavaParser();

  @Override
  public String name() {
    return "javac";
  }

  @Override
  public String version() {
    return Runtime.version().toString();
  }

  @Override
  public boolean handles(String path) {
    return SourceFile.extension(path).equals("java");
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    JavaParser.ParseResult parsed;
    try {
      parsed = parser.parse(source.text());
    } catch (IllegalStateException e) {
      if (JavaParser.TOO_DEEP_MESSAGE.equals(e.getMessage())) {
        return List.of(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
      }
      throw e;
    } catch (StackOverflowError e) {
      return List.of(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
    }
    return parsed.errors().stream()
        .map(error ->
            syntaxError(
                source,
                (int) error.getLineNumber(),
                (int) error.getColumnNumber(),
                error.getMessage(Locale.ROOT)))
        .toList();
  }
}
