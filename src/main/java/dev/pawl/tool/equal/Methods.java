package dev.pawl.tool.equal;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import dev.pawl.tool.deadcode.LookedUp;
import dev.pawl.tool.equal.Pieces.Piece;
import dev.pawl.tool.javasyntax.JavaParser.Parsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** Finds the private methods of a file that may be merged, and checks whether every use of their names is known. */
final class Methods extends TreeScanner<Void, Void> {

  /** The minimum number of tokens of a body. Shorter bodies are equal by chance and may diverge later. */
  private static final int LEAST_WORDS_OF_BODY = 10;

  /** Names that every class or some kind of class inherits, or that are contextual keywords. */
  private static final Set<String> TAKEN =
      Set.of(
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait",
          "compareTo",
          "describeConstable",
          "getDeclaringClass",
          "name",
          "ordinal",
          "valueOf",
          "values",
          "permits",
          "record",
          "sealed",
          "var",
          "when",
          "yield");

  /** Identifiers with which code inspects its callers. */
  private static final Set<String> LOOKING_BACK =
      Set.of("StackWalker", "getEnclosingMethod", "getMethodName", "getStackTrace");

  private final Parsed parsed;
  private final Pieces pieces;
  private final LinkedList<ClassTree> classes = new LinkedList<>();
  private final List<Method> found = new ArrayList<>();
  private final Map<String, Integer> declared = new HashMap<>();
  private final Map<String, Integer> types = new HashMap<>();
  private final Set<String> variables = new HashSet<>();
  private final Map<Integer, Call> calls = new HashMap<>();
  private boolean open;

  private Methods(Parsed parsed, Pieces pieces) {
    this.parsed = parsed;
    this.pieces = pieces;
  }

  static Methods of(Parsed parsed, Pieces pieces) {
    var methods = new Methods(parsed, pieces);
    methods.scan(parsed.unit(), null);
    // A Unicode escape may spell a name differently.
    methods.open |= pieces.text().contains("\\u");
    methods.open |= LOOKING_BACK.stream().anyMatch(pieces.text()::contains);
    return methods;
  }

  /** Returns the methods that may be merged, in source order; none when the file cannot be analysed safely. */
  List<Method> all() {
    return open ? List.of() : List.copyOf(found);
  }

  /**
   * Returns whether every occurrence of a method's name in the file is its declaration, a call of it or a reference to
   * it.
   */
  boolean isKnown(Method method) {
    var clear = new HashSet<String>();
    types.forEach((name, times) -> {
      if (times == 1 && !variables.contains(name)) {
        clear.add(name);
      }
    });
    return declared.getOrDefault(method.name(), 0) == 1
        && !pieces.stringsSay(method.name())
        && pieces.places(method.name()).stream()
            .filter(place -> place < method.start() || place >= method.end())
            .map(calls::get)
            .allMatch(call -> call != null && call.reaches(method, clear));
  }

  @Override
  public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
    open |= LookedUp.byProcessor(tree);
    return super.visitImport(tree, nothing);
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
    types.merge(tree.getSimpleName().toString(), 1, Integer::sum);
    classes.push(tree);
    super.visitClass(tree, nothing);
    classes.pop();
    return null;
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
    variables.add(tree.getName().toString());
    return super.visitVariable(tree, nothing);
  }

  @Override
  public @Nullable Void visitTypeParameter(TypeParameterTree tree, @Nullable Void nothing) {
    variables.add(tree.getName().toString());
    return super.visitTypeParameter(tree, nothing);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
    String name = tree.getName().toString();
    declared.merge(name, 1, Integer::sum);
    if (tree.getModifiers().getFlags().contains(Modifier.PRIVATE)
        && tree.getReturnType() != null
        && tree.getBody() != null
        && classes.stream().noneMatch(LookedUp::byAnnotation)
        && !TAKEN.contains(name)
        && !LookedUp.byName(name)
        && !declaresTypes(tree)) {
      add(tree, name);
    }
    return super.visitMethod(tree, nothing);
  }

  /** Returns whether a method declares classes, which remain distinct types even in identical methods. */
  private static boolean declaresTypes(MethodTree method) {
    var found = new ArrayList<ClassTree>();
    new TreeScanner<Void, Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
        found.add(tree);
        return null;
      }
    }.scan(method, null);
    return !found.isEmpty();
  }

  private void add(MethodTree tree, String name) {
    int start = (int) parsed.positions().getStartPosition(parsed.unit(), tree);
    List<Piece> code = pieces.code(start, end(tree));
    List<String> words = code.stream().map(pieces::word).toList();
    long body = pieces.code(start(tree.getBody()) + 1, end(tree.getBody()) - 1).size();
    int at = words.indexOf(name);
    if (!words.getFirst().equals("private")
        || words.contains("@")
        || body < LEAST_WORDS_OF_BODY
        || at < 0
        // Recursive methods are left alone.
        || at != words.lastIndexOf(name)) {
      return;
    }
    var nameless = new ArrayList<>(words);
    nameless.set(at, "");
    found.add(
        new Method(
            name,
            classes.getFirst(),
            start,
            end(tree),
            tree.getParameters().size(),
            List.copyOf(nameless)));
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void nothing) {
    int arguments = tree.getArguments().size();
    switch (tree.getMethodSelect()) {
      case IdentifierTree name -> call(start(name), "", arguments);
      case MemberSelectTree member ->
          call(
              end(member) - member.getIdentifier().length(),
              receiver(member.getExpression()),
              arguments);
      default -> {}
    }
    return super.visitMethodInvocation(tree, nothing);
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void nothing) {
    call(
        end(tree) - tree.getName().length(),
        receiver(tree.getQualifierExpression()),
        Call.REFERENCE);
    return super.visitMemberReference(tree, nothing);
  }

  private void call(int place, @Nullable String receiver, int arguments) {
    if (receiver != null) {
      calls.put(place, new Call(List.copyOf(classes), receiver, arguments));
    }
  }

  /** Returns the receiver of a call; null when it may be any object. */
  private static @Nullable String receiver(ExpressionTree tree) {
    return switch (tree) {
      case IdentifierTree name -> name.getName().toString();
      case MemberSelectTree member
          when member.getIdentifier().contentEquals(Call.THIS)
              && member.getExpression() instanceof IdentifierTree type ->
          type.getName().toString();
      default -> null;
    };
  }

  private int start(Tree tree) {
    return (int) parsed.positions().getStartPosition(parsed.unit(), tree);
  }

  private int end(Tree tree) {
    return (int) parsed.positions().getEndPosition(parsed.unit(), tree);
  }
}
