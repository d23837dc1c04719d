package dev.pawl.configuration;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Thrown at startup if there are {@code pawl.*} properties that do not exist. Values are not shown: they may be secret. */
final class UnknownPropertiesException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * A property that does not exist.
   *
   * @param name the name as it is written
   * @param origin the place where it is set
   * @param near the existing names that are spelt like it
   */
  record UnknownProperty(String name, String origin, List<String> near) {

    @Override
    public String toString() {
      String text = "%s (%s)".formatted(name, origin);
      return near.isEmpty()
          ? text
          : "%s: did you mean %s?".formatted(text, String.join(" or ", near));
    }
  }

  /** Lists the unknown properties with similar names. */
  static final class UnknownPropertiesFailureAnalyzer
      extends AbstractFailureAnalyzer<UnknownPropertiesException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, UnknownPropertiesException cause) {
      return new FailureAnalysis(
          cause.getMessage(),
          "Correct or remove them. docs/reference/configuration.md lists all properties.",
          cause);
    }
  }

  UnknownPropertiesException(List<UnknownProperty> unknown) {
    super(
        unknown.stream()
            .map(property -> "    " + property)
            .collect(
                Collectors.joining("\n", "These configuration properties do not exist:\n\n", "")));
  }
}
