package dev.pawl.tool.javasyntax;

import com.sun.source.util.JavacTask;
import dev.pawl.command.Finding;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.springframework.stereotype.Component;

/** Parses Java with the compiler of this JDK; nothing is resolved, so no class path is needed. */
@Component
class JavaSyntax implements SyntaxChecker {

  private final JavaCompiler compiler =
      Objects.requireNonNull(
          ToolProvider.getSystemJavaCompiler(),
          "Pawl needs a Java runtime with the module jdk.compiler");

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
    var collected = new DiagnosticCollector<JavaFileObject>();
    var task =
        (JavacTask)
            compiler.getTask(
                null,
                null,
                collected,
                List.of("-proc:none"),
                null,
                List.of(new Text(source.text())));
    try {
      task.parse();
    } catch (IOException | IllegalStateException e) {
      return List.of(syntaxError(source, 1, 1, "cannot be parsed: " + e.getMessage()));
    }
    var findings = new ArrayList<Finding>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : collected.getDiagnostics()) {
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

  private static final class Text extends SimpleJavaFileObject {

    private final String text;

    Text(String text) {
      super(URI.create("string:///Source.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
