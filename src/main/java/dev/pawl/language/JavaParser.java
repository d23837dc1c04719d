package dev.pawl.language;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.tools.javac.file.JavacFileManager;
import com.sun.tools.javac.parser.ParserFactory;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.JCTree.JCCompilationUnit;
import com.sun.tools.javac.tree.TreeInfo;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Log;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/**
 * Parses Java with the compiler of this JDK. Nothing is resolved, so no class path is needed. Only the parser is used,
 * because the rest of the compiler takes longer to start than most files take to parse.
 */
public final class JavaParser {

  /**
   * The result of parsing a text.
   *
   * @param unit the syntax tree; partial when the text has errors
   * @param positions the positions of the tree's nodes in the text
   * @param errors the syntax errors; empty when the text parses
   */
  public record ParseResult(
      CompilationUnitTree unit,
      SourcePositions positions,
      List<? extends Diagnostic<? extends JavaFileObject>> errors) {}

  /**
   * The maximum nesting of brackets. The parser is recursive: its own limit depends on what the JIT has compiled so
   * far.
   */
  static final int MAX_DEPTH = 1000;

  /** The error message for a text that is nested too deeply. */
  public static final String TOO_DEEP_MESSAGE = "brackets are nested more than 1,000 levels deep";

  /**
   * Parses a text.
   *
   * @throws IllegalStateException when the parser itself fails, or the brackets are nested too deeply
   */
  public ParseResult parse(String text) {
    if (isNestedTooDeeply(text)) {
      throw new IllegalStateException(TOO_DEEP_MESSAGE);
    }
    var context = new Context();
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    context.put(DiagnosticListener.class, diagnostics);
    try (var _ = new JavacFileManager(context, true, StandardCharsets.UTF_8)) {
      var source = new SourceText(text);
      Log.instance(context).useSource(source);
      JCCompilationUnit unit =
          ParserFactory.instance(context).newParser(text, false, true, true).parseCompilationUnit();
      unit.sourcefile = source;
      var errors =
          diagnostics.getDiagnostics().stream()
              .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
              .toList();
      return new ParseResult(unit, new Positions(unit), errors);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether the brackets of a text are nested too deeply for recursive parsers. */
  public static boolean isNestedTooDeeply(String text) {
    return maxDepthOf(text) > MAX_DEPTH;
  }

  private static int maxDepthOf(String text) {
    var lexer = new Lexer(Language.JAVA, text);
    int depth = 0;
    int maxDepth = 0;
    // Most texts have too few brackets to exceed the limit, and need no lexer.
    if (text.chars().filter(c -> "([{".indexOf(c) >= 0).limit(MAX_DEPTH + 1L).count()
        <= MAX_DEPTH) {
      return 0;
    }
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.SYMBOL) {
        char symbol = text.charAt(lexer.start());
        if ("([{".indexOf(symbol) >= 0) {
          maxDepth = Math.max(maxDepth, ++depth);
        } else if (")]}".indexOf(symbol) >= 0) {
          depth--;
        }
      }
    }
    return maxDepth;
  }

  private record Positions(JCCompilationUnit unit) implements SourcePositions {

    @Override
    public long getStartPosition(CompilationUnitTree file, Tree tree) {
      return TreeInfo.getStartPos((JCTree) tree);
    }

    @Override
    public long getEndPosition(CompilationUnitTree file, Tree tree) {
      return TreeInfo.getEndPos((JCTree) tree, unit.endPositions);
    }
  }

  private static final class SourceText extends SimpleJavaFileObject {

    private final String text;

    SourceText(String text) {
      super(URI.create("string:///Source.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
