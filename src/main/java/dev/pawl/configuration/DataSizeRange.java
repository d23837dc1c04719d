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
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Requires a data size between two bounds, which are inclusive and written as in a configuration, such as {@code 4GB}. */
@Documented
@Constraint(validatedBy = DataSizeRange.Bounds.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface DataSizeRange {

  /** The smallest size that is accepted. */
  String min();

  /** The largest size that is accepted. */
  String max();

  /** The message of a violation. */
  String message() default "must be between {min} and {max}";

  /** The validation groups; unused. */
  Class<?>[] groups() default {};

  /** The payload of the constraint; unused. */
  Class<? extends Payload>[] payload() default {};

  /** Compares a data size with the bounds; an absent one is valid. */
  final class Bounds implements ConstraintValidator<DataSizeRange, DataSize> {

    private DataSize min = DataSize.ofBytes(0);
    private DataSize max = DataSize.ofBytes(0);

    @Override
    public void initialize(DataSizeRange range) {
      min = DataSize.parse(range.min());
      max = DataSize.parse(range.max());
    }

    @Override
    public boolean isValid(@Nullable DataSize value, ConstraintValidatorContext context) {
      return value == null || value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    }
  }
}
