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
import dev.pawl.java.GeneratedRegions;
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
  private static final Pattern SETTER = Pattern.compile("set\\p{Lu}.*");
  private static final Pattern GETTER = Pattern.compile("(?:get|is)\\p{Lu}.*");

  private static final Pattern NATIVE = Pattern.compile("\\bnative\\s+[\\w.<>\\[\\], ]+\\(");

  private final ParseResult parsed;
  private final String text;
  private final VariableScope scope;
  private final GeneratedRegions generated;
  private final Map<String, Integer> wordCounts = new HashMap<>();
  private final Map<Integer, Integer> declaratorsByOffset = new HashMap<>();
  private final List<UnusedDeclaration> unused = new ArrayList<>();
  private final @Nullable String obstacleOfFile;
  private boolean usesProcessor;

  private UnusedDeclarationFinder(ParseResult parsed, String text) {
    this.parsed = parsed;
    this.text = text;
    this.scope = new VariableScope(parsed.unit());
    this.generated = GeneratedRegions.of(text);
    this.obstacleOfFile =
        ReflectiveLookups.find(text)
            .map(name -> "the file looks up members by reflection (" + name + ")")
            .orElse(NATIVE.matcher(text).find() ? "native code may access it" : null);
  }

  /**
   * Returns the unused declarations in source order, with those that must stay. Declarations that a suppression covers,
   * that a framework or serialization reaches, or that contain generated code do not appear removable and are left out.
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
      String obstacle =
          isAccessor(tree)
              ? "a framework may call it as the accessor of a property"
              : obstacleOfFile;
      addIfUnused(tree, tree.getName().toString(), false, obstacle);
    }
    return super.visitMethod(tree, unusedArgument);
  }

  /**
   * Returns whether a method is the accessor of a property, as of JavaBeans: Hibernate, Jackson and others call private ones,
   * too, and what configures them names the property instead of the method.
   */
  private static boolean isAccessor(MethodTree method) {
    int parameters = method.getParameters().size();
    return !method.getModifiers().getFlags().contains(Modifier.STATIC)
        && (parameters == 1 && SETTER.matcher(method.getName()).matches()
            || parameters == 0 && GETTER.matcher(method.getName()).matches());
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
      boolean instanceField = member && !tree.getModifiers().getFlags().contains(Modifier.STATIC);
      addIfUnused(tree, tree.getName().toString(), instanceField, obstacle);
    }
    return super.visitVariable(tree, unusedArgument);
  }

  /**
   * Returns whether a variable is a private field that cannot be part of a serialized form; instance fields of classes
   * that may be serializable are excluded: any interface may extend {@code Serializable}.
   */
  private static boolean isPrivateMember(VariableTree tree, ClassTree owner) {
    Set<Modifier> flags = tree.getModifiers().getFlags();
    boolean maybeSerializable =
        owner.getExtendsClause() != null || !owner.getImplementsClause().isEmpty();
    return owner.getKind() == Kind.CLASS
        && flags.contains(Modifier.PRIVATE)
        && (flags.contains(Modifier.STATIC) || !maybeSerializable);
  }

  private static boolean hasNoAnnotations(ModifiersTree modifiers) {
    return modifiers.getAnnotations().isEmpty();
  }

  private void addIfUnused(
      Tree tree, String name, boolean instanceField, @Nullable String obstacle) {
    boolean used = wordCounts.getOrDefault(name, 0) != 1 || ReflectiveAccess.isReflectiveName(name);
    int end = (int) parsed.positions().getEndPosition(parsed.unit(), tree);
    if (!used
        && end > start(tree)
        && !generated.overlap(start(tree), end)
        && !isReachedOrSuppressed()
        && !ReflectiveAccess.isSuppressedByComment(text, start(tree))) {
      String directive =
          TextRange.ofDeclaration(start(tree), end, text).hasDirective()
              ? "its comment is for another tool"
              : null;
      unused.add(
          new UnusedDeclaration(
              name, start(tree), end, instanceField, obstacle == null ? directive : obstacle));
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
