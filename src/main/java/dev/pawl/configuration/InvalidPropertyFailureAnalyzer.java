package dev.pawl.configuration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Lists the configuration properties whose value is not accepted, with their values and the accepted range. It replaces the
 * analyzer of Spring Boot, which shows the values of secrets.
 */
@Order(0)
class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

  private static final Pattern SECRET = Pattern.compile("secret|token|password|passphrase|key\\b");

  @Override
  protected FailureAnalysis analyze(Throwable failure, BindValidationException cause) {
    return new FailureAnalysis(
        InvalidPropertiesException.describe(describe(cause)),
        InvalidPropertiesException.ACTION,
        cause);
  }

  /** Returns each invalid property with its value, the accepted values and its origin. */
  static List<String> describe(BindValidationException exception) {
    ValidationErrors errors = exception.getValidationErrors();
    return errors.getAllErrors().stream()
        .map(error -> describe(errors.getName(), errors.getBoundProperties(), error))
        .distinct()
        .sorted()
        .toList();
  }

  private static String describe(
      ConfigurationPropertyName prefix, Set<ConfigurationProperty> bound, ObjectError error) {
    if (!(error instanceof FieldError field)) {
      return "%s %s".formatted(prefix, error.getDefaultMessage());
    }
    String name = prefix + "." + DataObjectPropertyName.toDashedForm(field.getField());
    Optional<ConfigurationProperty> property =
        bound.stream()
            .filter(
                candidate -> candidate.getName().equals(ConfigurationPropertyName.adapt(name, '.')))
            .findFirst();
    Object value = property.isPresent() ? property.get().getValue() : field.getRejectedValue();
    Origin origin = property.isPresent() ? property.get().getOrigin() : null;
    return "%s%s %s%s"
        .formatted(
            name,
            describeValue(name, value),
            error.getDefaultMessage(),
            origin == null ? "" : " (%s)".formatted(origin));
  }

  private static String describeValue(String name, @Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (SECRET.matcher(name).find()) {
      return " = ***:";
    }
    return " = %s:"
        .formatted(
            value instanceof Duration duration ? SelfValidatingProperties.print(duration) : value);
  }
}
