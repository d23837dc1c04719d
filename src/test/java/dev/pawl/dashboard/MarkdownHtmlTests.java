package dev.pawl.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownHtmlTests {

  @Test
  void omitsTheTitle() {
    assertThat(MarkdownHtml.render("# quality/format\n\nFormats.\n", "quality/format"))
        .isEqualTo("<p>Formats.</p>\n");
    assertThat(MarkdownHtml.render("# Other\n", "quality/format")).contains("<h1>Other</h1>");
  }

  @Test
  void escapesHtmlAndUnsafeAddresses() {
    assertThat(MarkdownHtml.render("<script>x</script>\n\n[a](javascript:x)\n", ""))
        .contains("&lt;script&gt;")
        .contains(">a</a>")
        .doesNotContain("<script", "javascript:");
  }

  @Test
  void rendersTablesWithoutEmptyHeaders() {
    assertThat(MarkdownHtml.render("| option | |\n|---|---|\n| `-a` | all |\n", ""))
        .contains("<th>option</th>", "<td></td>", "<code>-a</code>")
        .doesNotContain("<th></th>");
  }
}
