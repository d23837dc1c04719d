package dev.pawl.submission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

class ProjectFormatterCheckTests {

  private static final Map<String, Set<String>> KNOWN =
      Map.of("python", new TreeSet<>(Set.of("black", "ruff")));

  @Test
  void acceptsFormattersOfTheLanguageAndNoFormatter() {
    assertThatCode(() ->
            ProjectFormatterCheck.check("shop", Map.of("python", List.of("ruff", "black")), KNOWN))
        .doesNotThrowAnyException();
    assertThatCode(() -> ProjectFormatterCheck.check("shop", Map.of("python", List.of()), KNOWN))
        .doesNotThrowAnyException();
  }

  @Test
  void rejectsAnUnknownFormatterWithTheAcceptedNames() {
    assertThatThrownBy(
            () -> ProjectFormatterCheck.check("shop", Map.of("python", List.of("blakc")), KNOWN))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("pawl.projects.shop.formatters")
        .hasMessageContaining("blakc")
        .hasMessageContaining(
            "/formatters/python/0 is not a formatter of the language; its formatters are black,"
                + " ruff");
  }

  @Test
  void rejectsAnUnknownLanguageWithTheAcceptedNames() {
    assertThatThrownBy(
            () -> ProjectFormatterCheck.check("shop", Map.of("pyhton", List.of("black")), KNOWN))
        .hasMessageContaining("pawl.projects.shop.formatters")
        .hasMessageContaining(
            "/formatters/pyhton is not a language with formatters; the languages are python");
  }
}
