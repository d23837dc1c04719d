package dev.pawl.refactoring;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
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
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.refactoring.JavaTokens.Token;
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
final class MergeCandidateFinder extends TreeScanner<Void, Void> {

  /** The minimum number of tokens of a body. Shorter bodies are equal by chance and may diverge later. */
  private static final int MIN_BODY_TOKENS = 10;

  /** The number of statements from which a list of calls is not equal to another one by chance. */
  private static final int MIN_CALLS = 5;

  /** Names that every class or some kind of class inherits, or that are contextual keywords. */
  private static final Set<String> RESERVED_NAMES =
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
  private static final Set<String> CALLER_INSPECTION =
      Set.of("StackWalker", "getEnclosingMethod", "getMethodName", "getStackTrace");

  private final ParseResult parsed;
  private final JavaTokens tokens;
  private final LinkedList<ClassTree> classes = new LinkedList<>();
  private final List<MergeCandidate> candidates = new ArrayList<>();
  private final Map<String, Integer> declarationCounts = new HashMap<>();
  private final Map<String, Integer> typeCounts = new HashMap<>();
  private final Set<String> variableNames = new HashSet<>();
  private final Map<Integer, MethodCall> callsByOffset = new HashMap<>();
  private boolean unsafe;

  private MergeCandidateFinder(ParseResult parsed, JavaTokens tokens) {
    this.parsed = parsed;
    this.tokens = tokens;
  }

  static MergeCandidateFinder analyse(ParseResult parsed, JavaTokens tokens) {
    var finder = new MergeCandidateFinder(parsed, tokens);
    finder.scan(parsed.unit(), null);
    // A Unicode escape may spell a name differently.
    finder.unsafe |= tokens.text().contains("\\u");
    finder.unsafe |= CALLER_INSPECTION.stream().anyMatch(tokens.text()::contains);
    return finder;
  }

  /** Returns the methods that may be merged, in source order; none when the file cannot be analysed safely. */
  List<MergeCandidate> candidates() {
    return unsafe ? List.of() : List.copyOf(candidates);
  }

  /**
   * Returns whether every occurrence of a method's name in the file is its declaration, a call of it or a reference to
   * it.
   */
  boolean hasOnlyKnownUses(MergeCandidate method) {
    var unambiguousTypes = new HashSet<String>();
    typeCounts.forEach((name, count) -> {
      if (count == 1 && !variableNames.contains(name)) {
        unambiguousTypes.add(name);
      }
    });
    return declarationCounts.getOrDefault(method.name(), 0) == 1
        && !tokens.stringsContain(method.name())
        && tokens.offsetsOf(method.name()).stream()
            .filter(offset -> offset < method.start() || offset >= method.end())
            .map(callsByOffset::get)
            .allMatch(call -> call != null && call.resolvesTo(method, unambiguousTypes));
  }

  @Override
  public @Nullable Void visitImport(ImportTree tree, @Nullable Void unusedArgument) {
    unsafe |= ReflectiveAccess.isProcessorImport(tree);
    return super.visitImport(tree, unusedArgument);
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unusedArgument) {
    typeCounts.merge(tree.getSimpleName().toString(), 1, Integer::sum);
    classes.push(tree);
    super.visitClass(tree, unusedArgument);
    classes.pop();
    return null;
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unusedArgument) {
    variableNames.add(tree.getName().toString());
    return super.visitVariable(tree, unusedArgument);
  }

  @Override
  public @Nullable Void visitTypeParameter(TypeParameterTree tree, @Nullable Void unusedArgument) {
    variableNames.add(tree.getName().toString());
    return super.visitTypeParameter(tree, unusedArgument);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unusedArgument) {
    String name = tree.getName().toString();
    declarationCounts.merge(name, 1, Integer::sum);
    if (tree.getModifiers().getFlags().contains(Modifier.PRIVATE)
        && tree.getReturnType() != null
        && tree.getBody() != null
        && classes.stream().noneMatch(ReflectiveAccess::hasReflectiveAnnotation)
        && !RESERVED_NAMES.contains(name)
        && !ReflectiveAccess.isReflectiveName(name)
        && !isShortListOfCalls(tree.getBody())
        && !declaresClasses(tree)) {
      addCandidate(tree, name);
    }
    return super.visitMethod(tree, unusedArgument);
  }

  /**
   * Returns whether a body only makes a few calls one after the other, such as those that read a record of a format. The
   * name of the method is then what explains them.
   */
  private static boolean isShortListOfCalls(BlockTree body) {
    return body.getStatements().size() < MIN_CALLS
        && body.getStatements().stream()
            .allMatch(statement ->
                statement instanceof ExpressionStatementTree expression
                    && expression.getExpression() instanceof MethodInvocationTree);
  }

  /** Returns whether a method declares classes, which remain distinct types even in identical methods. */
  private static boolean declaresClasses(MethodTree method) {
    var declaredClasses = new ArrayList<ClassTree>();
    new TreeScanner<Void, Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unusedArgument) {
        declaredClasses.add(tree);
        return null;
      }
    }.scan(method, null);
    return !declaredClasses.isEmpty();
  }

  private void addCandidate(MethodTree tree, String name) {
    int start = (int) parsed.positions().getStartPosition(parsed.unit(), tree);
    List<Token> declarationTokens = tokens.codeBetween(start, endOf(tree));
    List<String> texts = declarationTokens.stream().map(tokens::textOf).toList();
    long bodyTokenCount =
        tokens.codeBetween(startOf(tree.getBody()) + 1, endOf(tree.getBody()) - 1).size();
    int nameIndex = texts.indexOf(name);
    if (!texts.getFirst().equals("private")
        || texts.contains("@")
        || bodyTokenCount < MIN_BODY_TOKENS
        || nameIndex < 0
        // Recursive methods are left alone.
        || nameIndex != texts.lastIndexOf(name)) {
      return;
    }
    var textsWithoutName = new ArrayList<>(texts);
    textsWithoutName.set(nameIndex, "");
    candidates.add(
        new MergeCandidate(
            name,
            classes.getFirst(),
            start,
            endOf(tree),
            tree.getParameters().size(),
            List.copyOf(textsWithoutName)));
  }

  @Override
  public @Nullable Void visitMethodInvocation(
      MethodInvocationTree tree, @Nullable Void unusedArgument) {
    int arguments = tree.getArguments().size();
    switch (tree.getMethodSelect()) {
      case IdentifierTree name -> addCall(startOf(name), "", arguments);
      case MemberSelectTree member ->
          addCall(
              endOf(member) - member.getIdentifier().length(),
              receiver(member.getExpression()),
              arguments);
      default -> {}
    }
    return super.visitMethodInvocation(tree, unusedArgument);
  }

  @Override
  public @Nullable Void visitMemberReference(
      MemberReferenceTree tree, @Nullable Void unusedArgument) {
    addCall(
        endOf(tree) - tree.getName().length(),
        receiver(tree.getQualifierExpression()),
        MethodCall.REFERENCE);
    return super.visitMemberReference(tree, unusedArgument);
  }

  private void addCall(int offset, @Nullable String receiver, int arguments) {
    if (receiver != null) {
      callsByOffset.put(offset, new MethodCall(List.copyOf(classes), receiver, arguments));
    }
  }

  /** Returns the receiver of a call; null when it may be any object. */
  private static @Nullable String receiver(ExpressionTree tree) {
    return switch (tree) {
      case IdentifierTree name -> name.getName().toString();
      case MemberSelectTree member
          when member.getIdentifier().contentEquals(MethodCall.THIS)
              && member.getExpression() instanceof IdentifierTree type ->
          type.getName().toString();
      default -> null;
    };
  }

  private int startOf(Tree tree) {
    return (int) parsed.positions().getStartPosition(parsed.unit(), tree);
  }

  private int endOf(Tree tree) {
    return (int) parsed.positions().getEndPosition(parsed.unit(), tree);
  }
}
