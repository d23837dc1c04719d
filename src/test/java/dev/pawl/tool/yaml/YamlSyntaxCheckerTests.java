package dev.pawl.tool.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;

class YamlSyntaxCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new YamlSyntaxChecker();
  }

  @Override
  public String folder() {
    return "yaml";
  }

  @Override
  public String file() {
    return "data.yaml";
  }

  @Override
  public String path() {
    return "data.yaml";
  }

  @Test
  void skipsTemplates() {
    assertThat(
            new YamlSyntaxChecker()
                .parse(SourceFiles.of("chart/a.yaml", "{{- if .x }}\na: [\n{{ end }}\n")))
        .isEmpty();
  }

  @Test
  void survivesDeepAndRecursiveInput() {
    assertThat(new YamlSyntaxChecker().parse(SourceFiles.of("a.yml", "a: &a [*a, *a]\n")))
        .isEmpty();
    assertThat(new YamlSyntaxChecker().parse(SourceFiles.of("a.yml", "[".repeat(200))))
        .isNotEmpty();
  }
}
