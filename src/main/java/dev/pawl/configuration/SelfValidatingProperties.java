package dev.pawl.configuration;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/** A property record that also compares its properties with each other when they are bound. */
public interface SelfValidatingProperties extends Validator {

  /** Rejects the values that are impossible in combination; each property is within its own bounds already, or rejected. */
  void compare(Errors errors);

  /** Returns a duration as it is written in a configuration, with the largest unit that has no fraction, such as {@code 15s}. */
  static String print(Duration duration) {
    ChronoUnit largest =
        Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
            .filter(unit -> duration.toMillis() % unit.getDuration().toMillis() == 0)
            .filter(unit -> !duration.isZero())
            .findFirst()
            .orElse(ChronoUnit.MILLIS);
    return DurationStyle.SIMPLE.print(duration, largest);
  }

  @Override
  default boolean supports(Class<?> type) {
    return type.equals(getClass());
  }

  @Override
  default void validate(Object target, Errors errors) {
    ((SelfValidatingProperties) target).compare(errors);
  }
}
