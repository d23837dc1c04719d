package dev.pawl.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.pawl.web.DatabaseFailed;
import jakarta.annotation.PreDestroy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.springframework.stereotype.Component;

/**
 * Drops the errors that an outage of the database causes in every job, request and library: the log states the start
 * and the end of the outage instead. Other errors, and errors of a database that answers, are logged as always.
 */
@Component
final class OutageLogFilter extends TurboFilter {

  /** Its warnings about missed heartbeats state no exception. */
  private static final String SCHEDULER = "com.github.kagkarlsson.scheduler.";

  private final DatabaseWriteHealthIndicator databaseHealth;

  OutageLogFilter(DatabaseWriteHealthIndicator databaseHealth) {
    this.databaseHealth = databaseHealth;
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
    return isDatabaseFailure && databaseHealth.isUnavailable()
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
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
