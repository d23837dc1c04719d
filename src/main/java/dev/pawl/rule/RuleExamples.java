package dev.pawl.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The examples of rules, from {@code examples.yaml}. */
final class RuleExamples {

  private final Map<?, ?> examples;

  RuleExamples() {
    try (InputStream in = RuleExamples.class.getResourceAsStream("examples.yaml")) {
      this.examples =
          (Map<?, ?>)
              new Load(LoadSettings.builder().build())
                  .loadFromInputStream(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the rule with its examples, if it has any. */
  Rule addTo(Rule rule) {
    return examples.get(rule.id()) instanceof Map<?, ?> example
        ? rule.withExamples(
            String.valueOf(example.get("language")),
            String.valueOf(example.get("reported")),
            String.valueOf(example.get("accepted")))
        : rule;
  }
}
