package dev.pawl.dashboard;

import java.util.List;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Renders Markdown as HTML. HTML in the text is escaped and addresses are sanitized, because a target can provide
 * command files; templates insert the result as it is.
 */
final class MarkdownHtml {

  private static final List<TablesExtension> EXTENSIONS =
      List.of((TablesExtension) TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .escapeHtml(true)
          .sanitizeUrls(true)
          .attributeProviderFactory(context -> new CodeAttributes())
          .build();

  private MarkdownHtml() {}

  /** Makes blocks of code reachable by keyboard, because wide ones scroll. */
  private static final class CodeAttributes implements AttributeProvider {

    @Override
    public void setAttributes(Node node, String tagName, Map<String, String> attributes) {
      boolean code = node instanceof FencedCodeBlock || node instanceof IndentedCodeBlock;
      if (code && tagName.equals("pre")) {
        attributes.put("tabindex", "0");
      }
    }
  }

  /**
   * Renders a text.
   *
   * @param title the title of the page, which the text does not repeat as its first heading
   */
  static String render(String markdown, String title) {
    Node document = PARSER.parse(markdown);
    if (document.getFirstChild() instanceof Heading heading
        && heading.getFirstChild() instanceof Text text
        && text.getLiteral().equals(title)) {
      heading.unlink();
    }
    // A header without a text names nothing; tables of two columns often leave one empty.
    return RENDERER.render(document).replace("<th></th>", "<td></td>");
  }
}
