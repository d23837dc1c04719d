package dev.pawl.tool.deadcode;

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
import dev.pawl.tool.javasyntax.JavaParser.Parsed;
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
final class Declarations extends TreePathScanner<Void, Void> {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private final Parsed parsed;
  private final String text;
  private final Map<String, Integer> words = new HashMap<>();
  private final Map<Integer, Integer> declaratorsAt = new HashMap<>();
  private final List<Unused> found = new ArrayList<>();
  private boolean closed;

  private Declarations(Parsed parsed, String text) {
    this.parsed = parsed;
    this.text = text;
  }

  /** Returns the unused declarations in source order. */
  static List<Unused> unused(Parsed parsed, String text) {
    var declarations = new Declarations(parsed, text);
    WORD.matcher(text)
        .results()
        .forEach(word -> declarations.words.merge(word.group(), 1, Integer::sum));
    declarations.scan(parsed.unit(), null);
    return declarations.closed
        ? List.of()
        : declarations.found.stream()
            .filter(one -> declarations.declaratorsAt.getOrDefault(one.start(), 1) == 1)
            .toList();
  }

  @Override
  public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
    closed |= LookedUp.byProcessor(tree);
    return super.visitImport(tree, nothing);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
    Set<Modifier> flags = tree.getModifiers().getFlags();
    if (flags.contains(Modifier.PRIVATE)
        && !flags.contains(Modifier.NATIVE)
        && tree.getReturnType() != null
        && isPlain(tree.getModifiers())) {
      add(tree, tree.getName().toString());
    }
    return super.visitMethod(tree, nothing);
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
    declaratorsAt.merge(start(tree), 1, Integer::sum);
    Tree parent = getCurrentPath().getParentPath().getLeaf();
    boolean local = parent instanceof BlockTree || parent instanceof CaseTree;
    boolean member = parent instanceof ClassTree owner && isPrivateMember(tree, owner);
    if ((local || member) && isPlain(tree.getModifiers()) && Purity.isPure(tree.getInitializer())) {
      add(tree, tree.getName().toString());
    }
    return super.visitVariable(tree, nothing);
  }

  /**
   * Returns whether a variable is a private field that cannot be part of a serialized form; instance fields of classes
   * that may be serializable are excluded.
   */
  private static boolean isPrivateMember(VariableTree tree, ClassTree owner) {
    Set<Modifier> flags = tree.getModifiers().getFlags();
    boolean stored =
        owner.getExtendsClause() != null
            || owner.getImplementsClause().stream()
                .anyMatch(type -> type.toString().endsWith("able"));
    return owner.getKind() == Kind.CLASS
        && flags.contains(Modifier.PRIVATE)
        && (flags.contains(Modifier.STATIC) || !stored);
  }

  private static boolean isPlain(ModifiersTree modifiers) {
    return modifiers.getAnnotations().isEmpty();
  }

  private void add(Tree tree, String name) {
    boolean used = words.getOrDefault(name, 0) != 1 || LookedUp.byName(name);
    int end = (int) parsed.positions().getEndPosition(parsed.unit(), tree);
    if (!used && end > start(tree) && !isInClassThatUsesMembers()) {
      found.add(new Unused(name, start(tree), end));
    }
  }

  private boolean isInClassThatUsesMembers() {
    for (Tree tree : getCurrentPath()) {
      if (tree instanceof ClassTree type && LookedUp.byAnnotation(type)) {
        return true;
      }
    }
    return false;
  }

  private int start(Tree tree) {
    return (int) parsed.positions().getStartPosition(parsed.unit(), tree);
  }
}
