package dev.pawl.recovery;

import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.SelfValidatingProperties;
import java.time.Duration;
import org.hibernate.validator.constraints.Range;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for retries of steps.
 *
 * @param maxAttempts the maximum number of attempts of one step before manual intervention is required
 * @param initialBackoff the back-off before the second attempt; it doubles with each further attempt, with 20 % jitter
 * @param maxBackoff the maximum back-off, before jitter
 */
@Validated
@ConfigurationProperties("pawl.recovery")
record RecoveryProperties(
    @DefaultValue("3") @Range(min = 1, max = 100) int maxAttempts,
    @DefaultValue("1s") @DurationRange(min = "1ms", max = "1h") Duration initialBackoff,
    @DefaultValue("30s") @DurationRange(min = "1ms", max = "1d") Duration maxBackoff)
    implements SelfValidatingProperties {

  @Override
  public void compare(Errors errors) {
    if (initialBackoff.compareTo(maxBackoff) > 0) {
      errors.rejectValue(
          "initialBackoff",
          "range",
          "must be at most pawl.recovery.max-backoff (%s)"
              .formatted(SelfValidatingProperties.print(maxBackoff)));
    }
  }
}
