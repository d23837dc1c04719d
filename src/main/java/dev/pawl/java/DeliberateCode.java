package dev.pawl.java;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import dev.pawl.command.Finding;
import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.tool.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides which findings of PMD about one file are notes, because the author of the code probably means it. */
final class DeliberateCode {

  /** A clause that is there for what only mistakes throw, so that it hides them if it is empty. */
  private static final Pattern CATCHES_ANYTHING =
      Pattern.compile(
          "catch\\s*\\([^)]*?\\b(Throwable|RuntimeException|Error|NullPointerException)\\b[^.)]*\\)");

  /** An octal number with another value than its digits have in decimal. */
  private static final Pattern OCTAL = Pattern.compile("0[0_]*[1-7]_*[0-7][0-7_]*[lL]?");

  /** The mark of code that is not complete yet. */
  private static final Pattern TASK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

  /** Characters that code contains, and words of people mostly do not. */
  private static final Pattern CODE = Pattern.compile("[=(;]");

  /**
   * A line of a comment.
   *
   * @param number the number of the line, counted from 1
   * @param mayBeCode whether the comment is neither the header of the file nor documentation
   */
  private record CommentLine(int number, String text, boolean mayBeCode) {}

  private final SourceFile source;
  private @Nullable List<CommentLine> commentLines;
  private @Nullable ParseResult parsed;
  private boolean isParsed;

  DeliberateCode(SourceFile source) {
    this.source = source;
  }

  /**
   * Returns whether the code that a finding is about is probably meant to be as it is. An empty block for a particular
   * exception usually continues with a default value. Two strings that are not literals are mostly compared by {@code ==} on
   * purpose, too: one is a shortcut, or the result of a call that returns its argument when it found nothing.
   */
  boolean explains(Finding finding) {
    return switch (finding.rule()) {
      case "AvoidUsingOctalValues" -> isAmongOctalNumbers(finding);
      case "EmptyCatchBlock" -> !CATCHES_ANYTHING.matcher(linesFrom(finding, 3)).lookingAt();
      case "EqualsNull" -> isAlsoComparedWithNull(finding);
      case "IdenticalConditionalBranches" -> hasTask(finding.line(), finding.endLine());
      case "UnusedLocalVariable" ->
          isUsedInComment(finding) || hasTask(finding.line(), finding.line() + 1);
      case "UnusedPrivateField" -> isUsedInComment(finding);
      case "UseEqualsToCompareStrings" -> !textOf(finding).contains("\"");
      default -> false;
    };
  }

  /**
   * Returns whether a comment of the file contains the name of a member or variable in something that looks like code: it
   * is commented out, as debug output often is, and needs the declaration when it comes back.
   */
  private boolean isUsedInComment(Finding finding) {
    Matcher name = RefutedFindings.MEMBER.matcher(finding.message());
    if (!name.find()) {
      return false;
    }
    Predicate<String> mentions =
        Pattern.compile("(?<![\\w$])" + name.group(1) + "(?![\\w$])").asPredicate();
    return commentLines().stream()
        .filter(CommentLine::mayBeCode)
        .map(CommentLine::text)
        .anyMatch(mentions.and(CODE.asPredicate()));
  }

  /** Returns whether a comment between two lines says that the code is not complete. */
  private boolean hasTask(int line, int endLine) {
    return commentLines().stream()
        .filter(comment -> line <= comment.number() && comment.number() <= endLine)
        .anyMatch(comment -> TASK.matcher(comment.text()).find());
  }

  private List<CommentLine> commentLines() {
    if (commentLines == null) {
      commentLines = readCommentLines(source.text());
    }
    return commentLines;
  }

  private static List<CommentLine> readCommentLines(String text) {
    var comments = new ArrayList<CommentLine>();
    var lexer = new Lexer(Language.JAVA, text);
    boolean inHeader = true;
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.COMMENT) {
        boolean mayBeCode = !inHeader && !text.startsWith("/**", lexer.start());
        int number = lexer.line();
        for (String line : text.substring(lexer.start(), lexer.end()).lines().toList()) {
          comments.add(new CommentLine(number++, line, mayBeCode));
        }
      } else {
        inHeader = false;
      }
    }
    return comments;
  }

  /**
   * Returns whether another octal number is in the same method, or in a field of the same class. Several of them are
   * modes or masks, while a single one may be meant as a decimal number.
   */
  private boolean isAmongOctalNumbers(Finding finding) {
    int offset = offsetOf(finding.line(), finding.column());
    var octalNumbers = new ArrayList<Tree>();
    parsed()
        .ifPresent(result -> {
          for (Tree member : membersAround(offset, result)) {
            new TreeScanner<Void, Void>() {
              @Override
              public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void unused) {
                String literal =
                    source.text().substring(startOf(tree, result), endOf(tree, result));
                if (OCTAL.matcher(literal).matches()) {
                  octalNumbers.add(tree);
                }
                return null;
              }
            }.scan(member, null);
          }
        });
    return octalNumbers.size() > 1;
  }

  /** Returns the member of the innermost class at an offset; all fields of the class if it is one of them. */
  private static List<Tree> membersAround(int offset, ParseResult result) {
    var members = new ArrayList<Tree>();
    new TreeScanner<Void, Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        for (Tree member : tree.getMembers()) {
          if (startOf(member, result) <= offset && offset < endOf(member, result)) {
            members.clear();
            members.add(member);
            if (member instanceof VariableTree) {
              members.clear();
              members.addAll(tree.getMembers());
              members.removeIf(other -> !(other instanceof VariableTree));
            }
          }
        }
        return super.visitClass(tree, null);
      }
    }.scan(result.unit(), null);
    return members;
  }

  /**
   * Returns whether the expression around a call of {@code equals(null)} also compares the same value with null by an
   * operator: the object then has an {@code equals} that accepts null, such as one that represents null.
   */
  private boolean isAlsoComparedWithNull(Finding finding) {
    int offset = offsetOf(finding.line(), finding.column());
    var answers = new ArrayList<Boolean>();
    parsed()
        .ifPresent(result ->
            new TreePathScanner<Void, Void>() {
              @Override
              public @Nullable Void visitMethodInvocation(
                  MethodInvocationTree tree, @Nullable Void unused) {
                if (startOf(tree, result) == offset
                    && tree.getMethodSelect() instanceof MemberSelectTree method
                    && method.getIdentifier().contentEquals("equals")) {
                  String value = method.getExpression().toString();
                  answers.add(comparesWithNull(expressionAround(getCurrentPath()), value));
                }
                return super.visitMethodInvocation(tree, null);
              }
            }.scan(result.unit(), null));
    return answers.contains(true);
  }

  /** Returns the whole condition that an expression is a part of. */
  private static Tree expressionAround(TreePath path) {
    TreePath whole = path;
    while (whole.getParentPath().getLeaf() instanceof BinaryTree
        || whole.getParentPath().getLeaf() instanceof UnaryTree
        || whole.getParentPath().getLeaf() instanceof ParenthesizedTree
        || whole.getParentPath().getLeaf() instanceof ConditionalExpressionTree) {
      whole = whole.getParentPath();
    }
    return whole.getLeaf();
  }

  private static boolean comparesWithNull(Tree expression, String value) {
    var compared = new ArrayList<String>();
    new TreeScanner<Void, Void>() {
      @Override
      public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        if (tree.getKind() == Kind.EQUAL_TO || tree.getKind() == Kind.NOT_EQUAL_TO) {
          addIfOtherIsNull(tree.getLeftOperand(), tree.getRightOperand());
          addIfOtherIsNull(tree.getRightOperand(), tree.getLeftOperand());
        }
        return super.visitBinary(tree, null);
      }

      private void addIfOtherIsNull(ExpressionTree operand, ExpressionTree other) {
        if (other.getKind() == Kind.NULL_LITERAL) {
          compared.add(operand.toString());
        }
      }
    }.scan(expression, null);
    return compared.contains(value);
  }

  private Optional<ParseResult> parsed() {
    if (!isParsed) {
      isParsed = true;
      parsed = parse(source.text());
    }
    return Optional.ofNullable(parsed);
  }

  private static @Nullable ParseResult parse(String text) {
    try {
      ParseResult result = new JavaParser().parse(text);
      return result.errors().isEmpty() ? result : null;
    } catch (RuntimeException | StackOverflowError unparseable) {
      return null;
    }
  }

  private static int startOf(Tree tree, ParseResult result) {
    return (int) result.positions().getStartPosition(result.unit(), tree);
  }

  private static int endOf(Tree tree, ParseResult result) {
    return (int) result.positions().getEndPosition(result.unit(), tree);
  }

  /** Returns the offset of a place; lines and columns are counted from 1. */
  private int offsetOf(int line, int column) {
    int start = 0;
    for (int number = 1; number < line; number++) {
      start = source.text().indexOf('\n', start) + 1;
    }
    return start + column - 1;
  }

  /** Returns the text of a finding. */
  private String textOf(Finding finding) {
    String lines = linesFrom(finding, finding.endLine() - finding.line() + 1);
    int last = lines.lastIndexOf('\n') + 1;
    int end = last > 0 ? last + finding.endColumn() - 1 : finding.endColumn() - finding.column();
    return lines.substring(0, Math.clamp(end, 0, lines.length()));
  }

  /** Returns some lines, from the start of a finding. */
  private String linesFrom(Finding finding, int number) {
    String lines =
        source
            .text()
            .lines()
            .skip(finding.line() - 1L)
            .limit(number)
            .collect(Collectors.joining("\n"));
    return lines.substring(Math.clamp(finding.column() - 1, 0, lines.length()));
  }
}
