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
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Requires a duration between two bounds, which are inclusive and written as in a configuration, such as {@code 90d}. */
@Documented
@Constraint(validatedBy = DurationRange.Bounds.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface DurationRange {

  /** The shortest duration that is accepted. */
  String min();

  /** The longest duration that is accepted. */
  String max();

  /** The message of a violation. */
  String message() default "must be between {min} and {max}";

  /** The validation groups; unused. */
  Class<?>[] groups() default {};

  /** The payload of the constraint; unused. */
  Class<? extends Payload>[] payload() default {};

  /** Compares a duration with the bounds; an absent one is valid. */
  final class Bounds implements ConstraintValidator<DurationRange, Duration> {

    private Duration min = Duration.ZERO;
    private Duration max = Duration.ZERO;

    @Override
    public void initialize(DurationRange range) {
      min = DurationStyle.detectAndParse(range.min());
      max = DurationStyle.detectAndParse(range.max());
    }

    @Override
    public boolean isValid(@Nullable Duration value, ConstraintValidatorContext context) {
      return value == null || value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    }
  }
}
