package dev.pawl.tool.javasyntax;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Parses Java with the compiler of this JDK; nothing is resolved, so no class path is needed. */
public final class JavaParser {

  /**
   * What a text was read as.
   *
   * @param unit the tree; of a text with errors what could be made of it
   * @param positions where the parts of the tree stand in the text
   * @param errors why it does not parse; empty when it does
   */
  public record Parsed(
      CompilationUnitTree unit,
      SourcePositions positions,
      List<? extends Diagnostic<? extends JavaFileObject>> errors) {}

  private final JavaCompiler compiler =
      Objects.requireNonNull(
          ToolProvider.getSystemJavaCompiler(),
          "Pawl needs a Java runtime with the module jdk.compiler");

  /**
   * Reads one text.
   *
   * @throws IllegalStateException when the parser itself breaks
   */
  public Parsed parse(String text) throws IOException {
    var collected = new DiagnosticCollector<JavaFileObject>();
    var task =
        (JavacTask)
            compiler.getTask(
                Writer.nullWriter(),
                null,
                collected,
                List.of("-proc:none"),
                null,
                List.of(new Text(text)));
    CompilationUnitTree unit = task.parse().iterator().next();
    var errors =
        collected.getDiagnostics().stream()
            .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
            .toList();
    return new Parsed(unit, Trees.instance(task).getSourcePositions(), errors);
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
