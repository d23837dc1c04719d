package dev.pawl.configuration;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requires an absolute URL with the scheme http or https. */
@Documented
@Constraint(validatedBy = WebUrl.Check.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface WebUrl {

  /** The message of a violation. */
  String message() default "must be an absolute http or https URL";

  /** The validation groups; unused. */
  Class<?>[] groups() default {};

  /** The payload of the constraint; unused. */
  Class<? extends Payload>[] payload() default {};

  /** Checks a URL; an absent one is valid. */
  final class Check implements ConstraintValidator<WebUrl, URI> {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Override
    public boolean isValid(@Nullable URI value, ConstraintValidatorContext context) {
      return value == null
          || SCHEMES.contains(String.valueOf(value.getScheme())) && value.getHost() != null;
    }
  }
}
