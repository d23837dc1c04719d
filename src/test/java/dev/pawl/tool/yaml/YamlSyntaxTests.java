package dev.pawl.tool.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.Sources;
import org.junit.jupiter.api.Test;

class YamlSyntaxTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new YamlSyntax();
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
  void leavesTemplatesToThoseWhoFillThem() {
    assertThat(
            new YamlSyntax().parse(Sources.of("chart/a.yaml", "{{- if .x }}\na: [\n{{ end }}\n")))
        .isEmpty();
  }

  @Test
  void survivesDeepAndSelfReferringInput() {
    assertThat(new YamlSyntax().parse(Sources.of("a.yml", "a: &a [*a, *a]\n"))).isEmpty();
    assertThat(new YamlSyntax().parse(Sources.of("a.yml", "[".repeat(200)))).isNotEmpty();
  }
}
