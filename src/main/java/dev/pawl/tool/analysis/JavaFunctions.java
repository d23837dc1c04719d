package dev.pawl.tool.analysis;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.javasyntax.JavaParser;
import dev.pawl.tool.javasyntax.JavaParser.Parsed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the functions of a Java source file in source order. */
final class JavaFunctions extends TreeScanner<@Nullable Void, String> {

  private static final JavaParser PARSER = new JavaParser();

  private final String file;
  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final List<Function> functions = new ArrayList<>();

  private JavaFunctions(String file, Parsed parsed) {
    this.file = file;
    this.unit = parsed.unit();
    this.positions = parsed.positions();
  }

  /** Returns the functions of a source file; empty if it does not parse. */
  static List<Function> of(SourceFile source) {
    try {
      Parsed parsed = PARSER.parse(source.text());
      if (!parsed.errors().isEmpty()) {
        return List.of();
      }
      var found = new JavaFunctions(source.path(), parsed);
      found.scan(parsed.unit(), "");
      return found.functions;
    } catch (IllegalStateException | StackOverflowError tooMuchForTheParser) {
      return List.of();
    }
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, String outer) {
    return super.visitClass(tree, qualified(outer, tree.getSimpleName().toString()));
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, String type) {
    boolean constructor = tree.getName().contentEquals("<init>");
    String name = constructor ? type : qualified(type, tree.getName().toString());
    if (tree.getBody() != null) {
      LineMap lines = unit.getLineMap();
      long line = lines.getLineNumber(positions.getStartPosition(unit, tree));
      long endLine = lines.getLineNumber(positions.getEndPosition(unit, tree) - 1);
      functions.add(new Function(file, name, (int) line, (int) endLine, Complexity.of(tree)));
    }
    return super.visitMethod(tree, name);
  }

  private static String qualified(String outer, String name) {
    return outer.isEmpty() || name.isEmpty() ? outer + name : outer + "." + name;
  }
}
