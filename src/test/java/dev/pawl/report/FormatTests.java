package dev.pawl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class FormatTests {

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
  void areChosenByWhatSomebodyAccepts(String accept, Format format) {
    assertThat(Format.byAccept(MediaType.parseMediaTypes(accept))).contains(format);
  }

  @Test
  void areTextForWhoDoesNotSay() {
    assertThat(Format.byAccept(List.of())).contains(Format.TEXT);
  }

  @Test
  void areNotThereForEveryWish() {
    assertThat(Format.byAccept(MediaType.parseMediaTypes("image/png"))).isEmpty();
    assertThat(Format.byName("pdf")).isEmpty();
  }

  @Test
  void areAllThereByNameAndInFilesOfTheirOwn() {
    assertThat(Format.words())
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
    assertThat(Format.words()).allSatisfy(word -> assertThat(Format.byName(word)).isNotEmpty());
    assertThat(Arrays.stream(Format.values()).map(Format::file)).doesNotHaveDuplicates();
    assertThat(Evidences.renderers())
        .extracting(Renderer::format)
        .containsExactlyInAnyOrder(Format.values());
  }
}
