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
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Requires a path that is not empty, as an empty one would silently be the working directory. */
@Documented
@Constraint(validatedBy = NonEmptyPath.Check.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NonEmptyPath {

  /** The message of a violation. */
  String message() default "must be a path, such as /srv/pawl or . for the working directory";

  /** The validation groups; unused. */
  Class<?>[] groups() default {};

  /** The payload of the constraint; unused. */
  Class<? extends Payload>[] payload() default {};

  /** Checks a path; an absent one is valid. */
  final class Check implements ConstraintValidator<NonEmptyPath, Path> {

    @Override
    public boolean isValid(@Nullable Path value, ConstraintValidatorContext context) {
      return value == null || !value.toString().isBlank();
    }
  }
}
