package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.report.renderer.ReportFixtures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class ReportFormatTests {

  @ParameterizedTest
  @CsvSource({
    "text/plain, TEXT",
    "application/json, JSON",
    "application/*, JSON",
    "*/*, TEXT",
    "'application/json;q=0.9', JSON",
    "text/html, HTML",
    "'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', HTML",
    "text/markdown, MARKDOWN",
    "application/sarif+json, SARIF",
    "'application/sarif+json;version=2.1.0', SARIF",
    "application/*+json, SARIF",
    "application/xml, JUNIT",
    "text/x-diff, DIFF",
  })
  void selectsFormatByAcceptHeader(String accept, ReportFormat format) {
    assertThat(ReportFormat.fromAccept(MediaType.parseMediaTypes(accept))).contains(format);
  }

  @Test
  void defaultsToText() {
    assertThat(ReportFormat.fromAccept(List.of())).contains(ReportFormat.TEXT);
  }

  @Test
  void returnsEmptyForUnsupportedFormats() {
    assertThat(ReportFormat.fromAccept(MediaType.parseMediaTypes("image/png"))).isEmpty();
    assertThat(ReportFormat.fromParameter("pdf")).isEmpty();
  }

  @Test
  void hasUniqueNamesAndFiles() {
    assertThat(ReportFormat.parameterValues())
        .containsExactly(
            "checkstyle",
            "diff",
            "github",
            "gitlab",
            "html",
            "json",
            "junit",
            "markdown",
            "sarif",
            "text");
    assertThat(ReportFormat.parameterValues())
        .allSatisfy(value -> assertThat(ReportFormat.fromParameter(value)).isNotEmpty());
    assertThat(Arrays.stream(ReportFormat.values()).map(ReportFormat::fileName))
        .doesNotHaveDuplicates();
    assertThat(ReportFixtures.renderers())
        .extracting(Renderer::format)
        .containsExactlyInAnyOrder(ReportFormat.values());
  }
}
