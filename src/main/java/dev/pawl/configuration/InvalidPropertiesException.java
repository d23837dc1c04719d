package dev.pawl.configuration;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Thrown at startup if properties have values that are not accepted; lists all of them. */
final class InvalidPropertiesException extends RuntimeException {

  private static final long serialVersionUID = 1;

  static final String ACTION =
      "Correct these properties. docs/reference/configuration.md describes all of them.";

  /** Reports the invalid properties. */
  static final class InvalidPropertiesFailureAnalyzer
      extends AbstractFailureAnalyzer<InvalidPropertiesException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, InvalidPropertiesException cause) {
      return new FailureAnalysis(cause.getMessage(), ACTION, cause);
    }
  }

  InvalidPropertiesException(List<BindValidationException> invalid) {
    super(
        describe(
            invalid.stream()
                .flatMap(part -> InvalidPropertyFailureAnalyzer.describe(part).stream())
                .toList()));
  }

  /** Returns the description of faults. */
  static String describe(List<String> faults) {
    return faults.stream()
        .map(fault -> "    " + fault)
        .collect(Collectors.joining("\n", "The configuration is not valid:\n\n", ""));
  }
}
