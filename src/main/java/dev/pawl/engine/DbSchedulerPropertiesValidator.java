package dev.pawl.engine;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import java.time.Duration;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/** Checks the properties of db-scheduler, which accepts values with which no workflow would ever run. */
class DbSchedulerPropertiesValidator implements Validator {

  private static final int MAX_THREADS = 1000;
  private static final int MIN_MISSED_HEARTBEATS = 4;
  private static final int MAX_MISSED_HEARTBEATS = 1000;
  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);
  private static final Duration MAX_INTERVAL = Duration.ofMinutes(10);

  @Override
  public boolean supports(Class<?> type) {
    return DbSchedulerProperties.class.isAssignableFrom(type);
  }

  @Override
  public void validate(Object target, Errors errors) {
    var properties = (DbSchedulerProperties) target;
    requireRange(errors, "threads", properties.getThreads(), 1, MAX_THREADS);
    requireRange(
        errors,
        "missedHeartbeatsLimit",
        properties.getMissedHeartbeatsLimit(),
        MIN_MISSED_HEARTBEATS,
        MAX_MISSED_HEARTBEATS);
    requireInterval(errors, "pollingInterval", properties.getPollingInterval());
    requireInterval(errors, "heartbeatInterval", properties.getHeartbeatInterval());
    Duration wait = properties.getShutdownMaxWait();
    if (wait.isNegative() || wait.compareTo(MAX_INTERVAL) > 0) {
      errors.rejectValue("shutdownMaxWait", "range", "must be between 0s and 10m");
    }
    double lower = properties.getPollingStrategyLowerLimitFractionOfThreads();
    double upper = properties.getPollingStrategyUpperLimitFractionOfThreads();
    if (!(lower > 0 && lower <= upper)) {
      errors.rejectValue(
          "pollingStrategyLowerLimitFractionOfThreads",
          "range",
          "must be more than 0, and at most"
              + " db-scheduler.polling-strategy-upper-limit-fraction-of-threads (%s)"
                  .formatted(upper));
    }
  }

  private static void requireRange(Errors errors, String field, int value, int min, int max) {
    if (value < min || value > max) {
      errors.rejectValue(field, "range", "must be between %d and %d".formatted(min, max));
    }
  }

  private static void requireInterval(Errors errors, String field, Duration value) {
    if (value.compareTo(MIN_INTERVAL) < 0 || value.compareTo(MAX_INTERVAL) > 0) {
      errors.rejectValue(field, "range", "must be between 100ms and 10m");
    }
  }
}
