package dev.pawl.java;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the names that Javadoc comments refer to; words of prose and of examples are no references. */
final class JavadocReferences {

  private static final Set<String> TAGS_WITHOUT_REFERENCE =
      Set.of("code", "literal", "docRoot", "inheritDoc", "systemProperty", "index", "summary");
  private static final Set<String> PROSE_TAGS =
      Set.of(
          "param",
          "return",
          "author",
          "since",
          "version",
          "deprecated",
          "serial",
          "serialData",
          "apiNote",
          "implSpec",
          "implNote",
          "hidden",
          "inheritDoc");
  private static final Set<String> REFERENCE_TAGS =
      Set.of("see", "throws", "exception", "uses", "provides", "link", "linkplain", "value");

  private static final Pattern LINE_START = Pattern.compile("(?m)^[ \t]*(\\*+(?!/)|///)[ \t]?");
  private static final Pattern INLINE_TAG = Pattern.compile("\\{@(\\w+)\\s([^}]{0,4000})");
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@(\\w+)[ \t]+(.*)");
  private static final Pattern SNIPPET_LINK =
      Pattern.compile("@link\\b[^\n]*?target\\s*=\\s*(\\S+)");
  private static final Pattern MARKDOWN_LINK =
      Pattern.compile("\\[([^\\]\n]+)\\](?:\\[([^\\]\n]*)\\])?(?!\\()");
  private static final Pattern REFERENCE = Pattern.compile("[^\\s(]*(\\([^)]*\\))?");
  private static final Pattern UNQUALIFIED_NAME =
      Pattern.compile("(?<![\\p{L}\\p{N}_$.#])[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private JavadocReferences() {}

  /** Adds the names that the Javadoc of a Java text refers to. */
  static void addNames(String text, Set<String> names) {
    var lexer = new Lexer(Language.JAVA, text);
    var markdown = new StringBuilder();
    while (lexer.next()) {
      String comment =
          lexer.kind() == Lexer.Kind.COMMENT ? text.substring(lexer.start(), lexer.end()) : "";
      if (comment.startsWith("///")) {
        markdown.append(comment).append('\n');
        continue;
      }
      addNamesOfMarkdown(markdown, names);
      if (comment.startsWith("/**")) {
        addNamesOfTags(
            LINE_START.matcher(comment.substring(3, comment.length() - 2)).replaceAll(""), names);
      }
    }
    addNamesOfMarkdown(markdown, names);
  }

  private static void addNamesOfMarkdown(StringBuilder comment, Set<String> names) {
    if (comment.isEmpty()) {
      return;
    }
    String text = LINE_START.matcher(comment).replaceAll("");
    comment.setLength(0);
    addNamesOfTags(text, names);
    Matcher link = MARKDOWN_LINK.matcher(text);
    while (link.find()) {
      addUnqualifiedNames(link.group(link.group(2) == null ? 1 : 2), names);
    }
  }

  private static void addNamesOfTags(String text, Set<String> names) {
    Matcher inline = INLINE_TAG.matcher(text);
    // Continues within the tag, which may contain others, as in {@return the {@link A}}.
    for (int from = 0; inline.find(from); from = inline.start(2)) {
      if (!TAGS_WITHOUT_REFERENCE.contains(inline.group(1))) {
        addNamesOfTag(inline.group(1), inline.group(2), names);
      }
    }
    Matcher block = BLOCK_TAG.matcher(text);
    while (block.find()) {
      if (!PROSE_TAGS.contains(block.group(1))) {
        addNamesOfTag(block.group(1), text.substring(block.start(2)), names);
      }
    }
    Matcher snippet = SNIPPET_LINK.matcher(text);
    while (snippet.find()) {
      addUnqualifiedNames(snippet.group(1), names);
    }
  }

  /** Adds the names of one tag; of a tag that is not known, all words of its line. */
  private static void addNamesOfTag(String tag, String content, Set<String> names) {
    String text = content.strip();
    if (tag.equals("snippet") || text.startsWith("\"") || text.startsWith("<")) {
      return;
    }
    if (!REFERENCE_TAGS.contains(tag)) {
      addUnqualifiedNames(text.lines().findFirst().orElse(""), names);
      return;
    }
    Matcher reference = REFERENCE.matcher(text);
    if (reference.lookingAt()) {
      addUnqualifiedNames(reference.group(), names);
    }
  }

  private static void addUnqualifiedNames(String reference, Set<String> names) {
    Matcher name = UNQUALIFIED_NAME.matcher(reference);
    while (name.find()) {
      names.add(name.group());
    }
  }
}
