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
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.springframework.stereotype.Component;

/** Parses Java with the compiler of this JDK; nothing is resolved, so no class path is needed. */
@Component
public class JavaParser {

  private final JavaCompiler compiler =
      Objects.requireNonNull(
          ToolProvider.getSystemJavaCompiler(),
          "Pawl needs a Java runtime with the module jdk.compiler");

  JavaParser() {}

  /**
   * A parsed text.
   *
   * @param unit its tree; empty when the compiler gave up
   * @param diagnostics what the compiler said
   */
  public record Parsed(
      Optional<CompilationUnitTree> unit,
      SourcePositions positions,
      List<Diagnostic<? extends JavaFileObject>> diagnostics) {

    /** Whether the compiler had nothing against it. */
    public boolean clean() {
      return unit.isPresent()
          && diagnostics.stream().noneMatch(said -> said.getKind() == Diagnostic.Kind.ERROR);
    }
  }

  /**
   * Parses a text.
   *
   * @throws IOException when the compiler breaks
   */
  public Parsed parse(String text) throws IOException {
    var collected = new DiagnosticCollector<JavaFileObject>();
    var task =
        (JavacTask)
            compiler.getTask(
                // What the compiler says when it breaks is in the exception, and not for our own
                // output.
                Writer.nullWriter(),
                null,
                collected,
                List.of("-proc:none"),
                null,
                List.of(new Text(text)));
    try {
      var units = task.parse().iterator();
      return new Parsed(
          units.hasNext() ? Optional.of(units.next()) : Optional.empty(),
          Trees.instance(task).getSourcePositions(),
          collected.getDiagnostics());
    } catch (IllegalStateException e) {
      throw new IOException(e);
    }
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
