package dev.pawl.tool.javasyntax;

import dev.pawl.command.Finding;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.springframework.stereotype.Component;

/** Reports what the compiler of this JDK cannot parse. */
@Component
class JavaSyntax implements SyntaxChecker {

  private final JavaParser parser;

  JavaSyntax(JavaParser parser) {
    this.parser = parser;
  }

  @Override
  public String name() {
    return "javac";
  }

  @Override
  public boolean handles(String path) {
    return SourceFile.extension(path).equals("java");
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    JavaParser.Parsed parsed;
    try {
      parsed = parser.parse(source.text());
    } catch (IOException e) {
      return List.of(syntaxError(source, 1, 1, "cannot be parsed: " + e.getMessage()));
    }
    var findings = new ArrayList<Finding>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : parsed.diagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        findings.add(
            syntaxError(
                source,
                (int) diagnostic.getLineNumber(),
                (int) diagnostic.getColumnNumber(),
                diagnostic.getMessage(Locale.ROOT)));
      }
    }
    return findings;
  }
}
