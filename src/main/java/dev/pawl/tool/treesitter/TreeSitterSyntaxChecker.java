package dev.pawl.tool.treesitter;

import dev.pawl.command.Finding;
import dev.pawl.language.Language;
import dev.pawl.language.SyntaxTreeParser;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.treesitter.TSNode;
import org.treesitter.TSParser;

/**
 * Reports where a text does not match the grammar of its language. The grammars of Go, Python and JavaScript are as
 * good as the parsers of these languages apart from a few constructs, so a mismatch elsewhere is an error. The other grammars lag behind their languages or
 * do not know macros: a mismatch is a note that counts in no gate; but a text that matched before a change must match
 * after it.
 */
@Component
class TreeSitterSyntaxChecker implements SyntaxChecker {

  private static final int MAX_ERROR_LINES = 50;

  /** Python of other versions and dialects than the grammar describes. */
  private static final Pattern OTHER_PYTHON =
      Pattern.compile(
          "(?m)^\\s*(print\\s+[^\\s=(.,\\[:]|exec\\s+[^\\s=(.,\\[:]|except\\s+[\\w.]+\\s*,|raise\\s+[\\w.]+\\s*,"
              + "|cdef\\s|cpdef\\s|cimport\\s|[%!]\\w)|`|<>|\\b0[0-7]+\\b|\\b[uU][rR][\"']|\\b[tT][rR]?[\"']");

  /** Syntax of Go that the grammar does not know. */
  private static final Pattern OTHER_GO =
      Pattern.compile(
          "\\((new|make|append|len|cap|copy|delete|panic|print|println|recover|min|max|clear)\\)\\s*\\("
              + "|\\bnew\\(|(?m:^\\s*\\w+:\\s*\\w+:\\s*$)|struct\\s*\\{\\s*\\*?[\\w.]+\\s*\\}|(?m)^func\\s*\\([^)]*\\)\\s*\\w+\\[");

  /** Form feeds, which may begin a line of Python and set its indentation to 0. */
  private static final Pattern FORM_FEED = Pattern.compile("(?m)^[ \\t\\f]*\\f");

  /** A comment of Go as the first group, or a literal, which may contain what looks like a comment. */
  private static final Pattern GO_COMMENT_OR_LITERAL =
      Pattern.compile(
          "(//[^\\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/)"
              + "|\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+'|`[^`]*+`");

  private static final Pattern NO_LINE_END = Pattern.compile("[^\\r\\n]");

  /** The end of a line before one that may be the next member of a class. */
  private static final Pattern BEFORE_MEMBER =
      Pattern.compile("(?<=[\\w$)\\]}\"'`])[ \\t]*+(?=\\R\\s*+[\\[*])");

  /** JSX or Flow anywhere in a text. */
  private static final Pattern JSX_OR_FLOW =
      Pattern.compile("@flow\\b|(\\breturn|[=(?:&|,\\[{>])\\s*<[A-Za-z>/]");

  /** Syntax that the grammar of JavaScript may not know yet, and types. */
  private static final Pattern OTHER_JAVASCRIPT =
      Pattern.compile(
          "<!--|-->|(?m)^\\s*(@\\w|import\\s+(type|typeof|defer|source)\\s|export\\s+type\\s"
              + "|(await\\s+)?using\\s|(static\\s+)?accessor\\s|type\\s+\\w+\\s*=|declare\\s|%\\w+\\()"
              + "|\\b(assert|with)\\s*\\{|\\{\\s*[\\w$\"']+\\s+as\\s|\\bas\\s+[\\w$\"']+\\s*[,}]|[\\x00\\u2028\\u2029]"
              + "|[\\w$)\\]]`[^`]*\\\\[xu0-9]|(?m)^\\s*default\\s*$|\\bimport\\s*\\.|/[dgimsuy]*v[dgimsuy]*[\\s.,;)]|\\)\\s*:\\s*\\w+\\s*\\{|%[A-Z]\\w*\\(");

  @Override
  public String name() {
    return "tree-sitter";
  }

  @Override
  public String version() {
    return LibraryVersion.version(TSParser.class, "io.github.bonede/tree-sitter") + "-3";
  }

  @Override
  public boolean handles(String path) {
    // TSX has a grammar of its own, which is not bundled.
    return language(path).isPresent() && !SourceFile.extension(path).equals("tsx");
  }

  private static Optional<Language> language(String path) {
    return Language.of(path).filter(SyntaxTreeParser::hasGrammar);
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    String text = source.text();
    Optional<Language> language = language(source.path());
    if (language.isEmpty() || !SyntaxTreeParser.isWellFormed(text)) {
      return List.of();
    }
    if (text.length() > SyntaxTreeParser.MAX_CHARACTERS) {
      return List.of(
          FileFailure.notChecked(source.path(), name(), "longer than 4,194,304 characters"));
    }
    List<Finding> findings = find(source, language.get(), text);
    if (findings.isEmpty()) {
      return findings;
    }
    String plain = simplify(language.get(), text);
    if (plain.equals(text)) {
      return findings;
    }
    List<Finding> remaining = find(source, language.get(), plain);
    // A semicolon may be wrong where an expression continues; this says nothing about the original.
    return remaining.isEmpty() || language.get() != Language.JAVASCRIPT ? remaining : findings;
  }

  private List<Finding> find(SourceFile source, Language language, String text) {
    return SyntaxTreeParser.parse(
        language,
        text,
        root -> root.hasError() ? List.of(finding(source, text, firstError(root))) : List.of());
  }

  /**
   * Returns a text with the same lines that the language accepts if it accepts the original, without what the grammar does
   * not accept everywhere: form feeds in Python, comments in Go, line ends instead of semicolons in JavaScript.
   */
  private static String simplify(Language language, String text) {
    return switch (language) {
      case PYTHON -> FORM_FEED.matcher(text).replaceAll("");
      case GO ->
          GO_COMMENT_OR_LITERAL
              .matcher(text)
              .replaceAll(match ->
                  match.group(1) == null
                      ? Matcher.quoteReplacement(match.group())
                      : NO_LINE_END.matcher(match.group()).replaceAll(" "));
      case JAVASCRIPT -> BEFORE_MEMBER.matcher(text).replaceAll(";");
      default -> text;
    };
  }

  /** Descends to the first erroneous or missing node. */
  private static TSNode firstError(TSNode root) {
    TSNode node = root;
    while (!node.isError() && !node.isMissing()) {
      TSNode child = erroneousChild(node);
      if (child.isNull()) {
        return node;
      }
      node = child;
    }
    return node;
  }

  private static TSNode erroneousChild(TSNode node) {
    for (int index = 0; index < node.getChildCount(); index++) {
      TSNode childNode = node.getChild(index);
      if (childNode.hasError() || childNode.isMissing()) {
        return childNode;
      }
    }
    return new TSNode();
  }

  private Finding finding(SourceFile source, String text, TSNode error) {
    int line = error.getStartPoint().getRow() + 1;
    if (!isReferenceGrammar(source, surroundings(text, error))) {
      return FileFailure.note(
          source.path(),
          line,
          name(),
          RULE,
          "could not be read as %s: line %d".formatted(languageName(source), line));
    }
    String message =
        error.isMissing()
            ? "%s is missing".formatted(error.getType())
            : "does not match the grammar of the language";
    return syntaxError(source, line, 0, message);
  }

  /** Returns whether the grammar accepts everything in this file that the parser of its language accepts. */
  private static boolean isReferenceGrammar(SourceFile source, String surroundings) {
    // Compilers and bundlers use syntax that people do not write, and nobody corrects it by hand.
    if (source.isMinified() || source.isGenerated()) {
      return false;
    }
    String extension = SourceFile.extension(source.path());
    return switch (Language.of(source.path()).orElseThrow()) {
      case GO -> !OTHER_GO.matcher(surroundings).find();
      case PYTHON ->
          !Set.of("pyx", "pxd", "pyi").contains(extension)
              && !OTHER_PYTHON.matcher(surroundings).find();
      case JAVASCRIPT ->
          !extension.equals("jsx")
              && !JSX_OR_FLOW.matcher(source.text()).find()
              && !OTHER_JAVASCRIPT.matcher(surroundings).find();
      default -> false;
    };
  }

  /** Returns the lines of an error, with the line before it. */
  private static String surroundings(String text, TSNode error) {
    int start = error.getStartPoint().getRow() - 1;
    int end = error.getEndPoint().getRow();
    return text.lines()
        .skip(Math.max(0, start))
        .limit(Math.min(MAX_ERROR_LINES, end - start + 1L))
        .collect(Collectors.joining("\n"));
  }

  private static String languageName(SourceFile source) {
    Language language = Language.of(source.path()).orElseThrow();
    return switch (language) {
      case CPP -> "C++";
      case JAVASCRIPT -> "JavaScript";
      case TYPESCRIPT -> "TypeScript";
      default -> language.name().charAt(0) + language.key().substring(1);
    };
  }
}
