package dev.pawl.builtin.analysis;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.tool.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the functions of a Java source file in source order. */
final class JavaFunctionFinder extends TreeScanner<@Nullable Void, String> {

  private static final JavaParser PARSER = new JavaParser();

  private final String file;
  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final List<FunctionMetrics> functions = new ArrayList<>();

  private JavaFunctionFinder(String file, ParseResult parsed) {
    this.file = file;
    this.unit = parsed.unit();
    this.positions = parsed.positions();
  }

  /** Returns the functions of a source file; empty if it does not parse. */
  static List<FunctionMetrics> find(SourceFile source) {
    try {
      ParseResult parsed = PARSER.parse(source.text());
      if (!parsed.errors().isEmpty()) {
        return List.of();
      }
      var finder = new JavaFunctionFinder(source.path(), parsed);
      finder.scan(parsed.unit(), "");
      return finder.functions;
    } catch (IllegalStateException | StackOverflowError e) {
      return List.of();
    }
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, String outer) {
    return super.visitClass(tree, qualify(outer, tree.getSimpleName().toString()));
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, String type) {
    boolean constructor = tree.getName().contentEquals("<init>");
    String name = constructor ? type : qualify(type, tree.getName().toString());
    if (tree.getBody() != null) {
      LineMap lines = unit.getLineMap();
      long line = lines.getLineNumber(positions.getStartPosition(unit, tree));
      long endLine = lines.getLineNumber(positions.getEndPosition(unit, tree) - 1);
      functions.add(
          new FunctionMetrics(file, name, (int) line, (int) endLine, ComplexityVisitor.of(tree)));
    }
    return super.visitMethod(tree, name);
  }

  private static String qualify(String outer, String name) {
    return outer.isEmpty() || name.isEmpty() ? outer + name : outer + "." + name;
  }
}
