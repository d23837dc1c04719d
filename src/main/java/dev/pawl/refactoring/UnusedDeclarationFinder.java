package dev.pawl.refactoring;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePathScanner;
import dev.pawl.java.ReflectiveLookups;
import dev.pawl.language.JavaParser.ParseResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds private members and local variables whose names occur nowhere else in their file: not in code, strings or
 * comments. Members that reflection, serialization or an annotation may reach are excluded.
 */
final class UnusedDeclarationFinder extends TreePathScanner<Void, Void> {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private static final Pattern NATIVE = Pattern.compile("\\bnative\\s+[\\w.<>\\[\\], ]+\\(");

  private final ParseResult parsed;
  private final String text;
  private final VariableScope scope;
  private final Map<String, Integer> wordCounts = new HashMap<>();
  private final Map<Integer, Integer> declaratorsByOffset = new HashMap<>();
  private final List<UnusedDeclaration> unused = new ArrayList<>();
  private final @Nullable String obstacleOfFile;
  private boolean usesProcessor;

  private UnusedDeclarationFinder(ParseResult parsed, String text) {
    this.parsed = parsed;
    this.text = text;
    this.scope = new VariableScope(parsed.unit());
    this.obstacleOfFile =
        ReflectiveLookups.find(text)
            .map(name -> "the file looks up members by reflection (" + name + ")")
            .orElse(NATIVE.matcher(text).find() ? "native code may access it" : null);
  }

  /**
   * Returns the unused declarations in source order, with those that must stay. Declarations that a suppression covers,
   * or that a framework or serialization reaches, do not appear removable and are left out.
   */
  static List<UnusedDeclaration> find(ParseResult parsed, String text) {
    var finder = new UnusedDeclarationFinder(parsed, text);
    WORD.matcher(text)
        .results()
        .forEach(word -> finder.wordCounts.merge(word.group(), 1, Integer::sum));
    finder.scan(parsed.unit(), null);
    return finder.usesProcessor
        ? List.of()
        : finder.unused.stream()
            .filter(
                declaration -> finder.declaratorsByOffset.getOrDefault(declaration.start(), 1) == 1)
            .toList();
  }

  @Override
  public @Nullable Void visitImport(ImportTree tree, @Nullable Void unusedArgument) {
    usesProcessor |= ReflectiveAccess.isProcessorImport(tree);
    return super.visitImport(tree, unusedArgument);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unusedArgument) {
    Set<Modifier> flags = tree.getModifiers().getFlags();
    if (flags.contains(Modifier.PRIVATE)
        && !flags.contains(Modifier.NATIVE)
        && tree.getReturnType() != null
        && hasNoAnnotations(tree.getModifiers())) {
      addIfUnused(tree, tree.getName().toString(), obstacleOfFile);
    }
    return super.visitMethod(tree, unusedArgument);
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unusedArgument) {
    declaratorsByOffset.merge(start(tree), 1, Integer::sum);
    Tree parent = getCurrentPath().getParentPath().getLeaf();
    boolean local = parent instanceof BlockTree || parent instanceof CaseTree;
    boolean member = parent instanceof ClassTree owner && isPrivateMember(tree, owner);
    if ((local || member) && hasNoAnnotations(tree.getModifiers())) {
      String obstacle =
          SideEffectChecker.isPure(tree, getCurrentPath(), scope)
              ? obstacleOfFile
              : "its initializer may have a side effect or fail";
      addIfUnused(tree, tree.getName().toString(), obstacle);
    }
    return super.visitVariable(tree, unusedArgument);
  }

  /**
   * Returns whether a variable is a private field that cannot be part of a serialized form; instance fields of classes
   * that may be serializable are excluded.
   */
  private static boolean isPrivateMember(VariableTree tree, ClassTree owner) {
    Set<Modifier> flags = tree.getModifiers().getFlags();
    boolean maybeSerializable =
        owner.getExtendsClause() != null
            || owner.getImplementsClause().stream()
                .anyMatch(type -> type.toString().endsWith("able"));
    return owner.getKind() == Kind.CLASS
        && flags.contains(Modifier.PRIVATE)
        && (flags.contains(Modifier.STATIC) || !maybeSerializable);
  }

  private static boolean hasNoAnnotations(ModifiersTree modifiers) {
    return modifiers.getAnnotations().isEmpty();
  }

  private void addIfUnused(Tree tree, String name, @Nullable String obstacle) {
    boolean used = wordCounts.getOrDefault(name, 0) != 1 || ReflectiveAccess.isReflectiveName(name);
    int end = (int) parsed.positions().getEndPosition(parsed.unit(), tree);
    if (!used
        && end > start(tree)
        && !isReachedOrSuppressed()
        && !ReflectiveAccess.isSuppressedByComment(text, start(tree))) {
      unused.add(new UnusedDeclaration(name, start(tree), end, obstacle));
    }
  }

  /** Returns whether an annotation around the declaration makes its members reachable, or suppresses findings. */
  private boolean isReachedOrSuppressed() {
    for (Tree tree : getCurrentPath()) {
      boolean reached =
          switch (tree) {
            case ClassTree type ->
                ReflectiveAccess.hasReflectiveAnnotation(type)
                    || ReflectiveAccess.suppressesUnused(type.getModifiers());
            case MethodTree method -> ReflectiveAccess.suppressesUnused(method.getModifiers());
            case VariableTree variable ->
                ReflectiveAccess.suppressesUnused(variable.getModifiers());
            default -> false;
          };
      if (reached) {
        return true;
      }
    }
    return false;
  }

  private int start(Tree tree) {
    return (int) parsed.positions().getStartPosition(parsed.unit(), tree);
  }
}
