package dev.pawl.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * The document that a Markdown text describes: its CommonMark tree with the tables of GitHub, independent of the
 * characters that mark headings, lists, emphasis and code.
 *
 * @param tokens the nodes and texts in their order
 */
record MarkdownDocument(List<String> tokens) {

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A(---|\\+\\+\\+)[ \t]*\n(.*?\n)??\\1[ \t]*(\n|\\z)", Pattern.DOTALL);

  /** Beginnings of lines that extensions of Markdown give a meaning: there, a line break is no space. */
  private static final Pattern EXTENSION_LINE =
      Pattern.compile("(:::|!!!|\\?\\?\\?|\\$\\$|\\||\\{[%{:]|\\[\\^|\\[[ xX!]|@|<|~~~|```|: ).*");

  static MarkdownDocument of(String text) {
    String lf = text.replace("\r\n", "\n").replace('\r', '\n');
    Matcher frontMatter = FRONT_MATTER.matcher(lf);
    boolean hasFrontMatter = frontMatter.find();
    var reader = new Reader();
    if (hasFrontMatter) {
      reader.tokens.add(frontMatter.group().strip());
    }
    reader.add(PARSER.parse(hasFrontMatter ? lf.substring(frontMatter.end()) : lf));
    reader.endText();
    reader.tokens.addAll(reader.definitions);
    return new MarkdownDocument(List.copyOf(reader.tokens));
  }

  private static final class Reader {

    private final List<String> tokens = new ArrayList<>();
    private final Set<String> definitions = new TreeSet<>();
    private final StringBuilder text = new StringBuilder();

    private void add(Node node) {
      switch (node) {
        case Text words -> text.append(words.getLiteral());
        case SoftLineBreak lineBreak -> text.append(isExtension(lineBreak) ? "\n" : " ");
        case LinkReferenceDefinition definition ->
            definitions.add(
                "definition %s %s %s"
                    .formatted(
                        definition.getLabel(),
                        definition.getDestination(),
                        Objects.toString(definition.getTitle(), "")));
        case Document document -> addChildren(document);
        default -> addNode(node);
      }
    }

    private void addNode(Node node) {
      endText();
      tokens.add("(" + describe(node));
      addChildren(node);
      endText();
      tokens.add(")");
    }

    private void addChildren(Node node) {
      for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
        add(child);
      }
    }

    /** Ends a run of text, in which the number of spaces has no meaning. */
    private void endText() {
      if (!text.isEmpty()) {
        tokens.add(text.toString().replaceAll("[ \t]+", " ").replaceAll(" ?\n ?", "\n"));
        text.setLength(0);
      }
    }

    private static String describe(Node node) {
      String type = node.getClass().getSimpleName();
      return switch (node) {
        case Heading heading -> type + heading.getLevel();
        case FencedCodeBlock code ->
            "Code " + Objects.toString(code.getInfo(), "").strip() + "\n" + code.getLiteral();
        case IndentedCodeBlock code -> "Code \n" + code.getLiteral();
        case Code code -> "InlineCode " + code.getLiteral();
        case HtmlBlock html -> "Html " + html.getLiteral().stripTrailing();
        case HtmlInline html -> "Html " + html.getLiteral();
        case Link link ->
            "%s %s %s"
                .formatted(type, link.getDestination(), Objects.toString(link.getTitle(), ""));
        case Image image ->
            "%s %s %s"
                .formatted(type, image.getDestination(), Objects.toString(image.getTitle(), ""));
        case BulletList list -> type + (list.isTight() ? " tight" : "");
        case OrderedList list ->
            "%s %s%s".formatted(type, list.getMarkerStartNumber(), list.isTight() ? " tight" : "");
        case HardLineBreak lineBreak -> type;
        case TableCell cell -> type + " " + cell.getAlignment() + " " + cell.isHeader();
        default -> type;
      };
    }

    private static boolean isExtension(SoftLineBreak lineBreak) {
      return startsExtension(lineBreak.getNext()) || startsExtension(startOfLine(lineBreak));
    }

    private static Node startOfLine(Node lineBreak) {
      Node start = lineBreak;
      while (start.getPrevious() != null && !(start.getPrevious() instanceof SoftLineBreak)) {
        start = start.getPrevious();
      }
      return start;
    }

    private static boolean startsExtension(@Nullable Node node) {
      return node instanceof HtmlInline
          || node instanceof Text words && EXTENSION_LINE.matcher(words.getLiteral()).matches();
    }
  }
}
