package dev.pawl.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.pawl.web.DatabaseFailed;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Drops the errors that an outage of the database causes in every job, request and library: the log states the start
 * and the end of the outage instead. So it does for a few seconds after it, because an action may report late that it has
 * failed. Other errors, and errors of a database that answers, are logged as always.
 */
@Component
final class OutageLogFilter extends TurboFilter {

  /** Its warnings about missed heartbeats state no exception. */
  private static final String SCHEDULER = "com.github.kagkarlsson.scheduler.";

  /** The longest time between the failure of an action and its report. */
  private static final Duration REPORT_DELAY = Duration.ofSeconds(5);

  private final DatabaseWriteHealthIndicator databaseHealth;
  private final LongSupplier nanoTime;

  @Autowired
  OutageLogFilter(DatabaseWriteHealthIndicator databaseHealth) {
    this(databaseHealth, System::nanoTime);
  }

  OutageLogFilter(DatabaseWriteHealthIndicator databaseHealth, LongSupplier nanoTime) {
    this.databaseHealth = databaseHealth;
    this.nanoTime = nanoTime;
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.addTurboFilter(this);
    }
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable throwable) {
    if (!level.isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    boolean isDatabaseFailure =
        throwable != null && DatabaseFailed.findIn(throwable).isPresent()
            || parameters != null && Arrays.stream(parameters).anyMatch(OutageLogFilter::isFailure)
            || throwable == null && level == Level.WARN && logger.getName().startsWith(SCHEDULER);
    return isDatabaseFailure && isDueToOutage() ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private boolean isDueToOutage() {
    return databaseHealth.isUnavailable()
        || nanoTime.getAsLong() - databaseHealth.lastFailureAt() < REPORT_DELAY.toNanos();
  }

  private static boolean isFailure(@Nullable Object parameter) {
    return parameter instanceof Throwable cause && DatabaseFailed.findIn(cause).isPresent();
  }

  @PreDestroy
  void remove() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getTurboFilterList().remove(this);
    }
  }
}
