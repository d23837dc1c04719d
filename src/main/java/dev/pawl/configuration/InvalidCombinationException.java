package dev.pawl.configuration;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Thrown at startup if properties of different modules are impossible in combination. */
public final class InvalidCombinationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param property the property that can be corrected
   * @param value its value
   * @param requirement what the value must be, compared with another property
   * @param other the value of the other property
   */
  public InvalidCombinationException(
      String property, Duration value, String requirement, Duration other) {
    super(
        "%s = %s: %s (%s)"
            .formatted(
                property,
                SelfValidatingProperties.print(value),
                requirement,
                SelfValidatingProperties.print(other)));
  }

  /** Reports the combination like the values of single properties. */
  static final class InvalidCombinationFailureAnalyzer
      extends AbstractFailureAnalyzer<InvalidCombinationException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, InvalidCombinationException cause) {
      return new FailureAnalysis(
          InvalidPropertiesException.describe(List.of(cause.getMessage())),
          InvalidPropertiesException.ACTION,
          cause);
    }
  }
}
