package dev.pawl.recovery;

import dev.pawl.command.RetrySettings;
import dev.pawl.recovery.RecoveryAction.GiveUp;
import dev.pawl.recovery.RecoveryAction.RestartWorkflow;
import dev.pawl.recovery.RecoveryAction.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Selects the recovery action after a failure, by its stage, its type and its command. */
@Service
@EnableConfigurationProperties(RecoveryProperties.class)
public class RecoveryPolicy {

  private final RecoveryProperties properties;
  private final RandomGenerator random = RandomGenerator.getDefault();

  RecoveryPolicy(RecoveryProperties properties) {
    this.properties = properties;
  }

  /** Returns the recovery action for a failure. */
  public RecoveryAction actionFor(FailureReport failure, FailureContext context) {
    if (context.notRetryable()) {
      return new GiveUp();
    }
    RecoveryStrategy strategy = strategy(failure, context);
    RetrySettings settings = context.settings();
    boolean exhausted = context.attempts() >= properties.maxAttempts();
    return switch (strategy) {
      case MANUAL_INTERVENTION -> new GiveUp();
      case ROLLBACK_AND_RESTART -> context.restarted() ? new GiveUp() : new RestartWorkflow();
      case PARTIAL_RECOVERY -> partialRecovery(failure, context);
      case RETRY -> exhausted ? new GiveUp() : retry(strategy, context, settings);
      case RETRY_WITH_DIFFERENT_PARAMS ->
          exhausted ? new GiveUp() : retry(strategy, context, settings.withReducedLoad());
      case FALLBACK_TO_SIMPLER_APPROACH ->
          exhausted
              ? new GiveUp()
              : retry(strategy, context, settings.simplified().excludingTools(failedTool(failure)));
    };
  }

  private static List<String> failedTool(FailureReport failure) {
    return failure.tool() == null ? List.of() : List.of(failure.tool());
  }

  private static RecoveryStrategy strategy(FailureReport failure, FailureContext context) {
    RecoveryStrategy required = failure.strategy();
    if (required != null) {
      return required;
    }
    return switch (failure.stage()) {
      case DEPENDENCIES -> RecoveryStrategy.RETRY;
      case EXECUTION -> executionStrategy(failure.type(), context);
      case VALIDATION -> RecoveryStrategy.PARTIAL_RECOVERY;
      case RESOLUTION, METADATA, TRIAGE, PRE_GATES, AGENTS, QUALITY_GATES, PERSISTENCE ->
          RecoveryStrategy.MANUAL_INTERVENTION;
    };
  }

  private static RecoveryStrategy executionStrategy(FailureType type, FailureContext context) {
    return switch (type) {
      case TIMEOUT ->
          context.parallel()
              ? RecoveryStrategy.FALLBACK_TO_SIMPLER_APPROACH
              : RecoveryStrategy.RETRY_WITH_DIFFERENT_PARAMS;
      case MEMORY -> RecoveryStrategy.FALLBACK_TO_SIMPLER_APPROACH;
      case DISK_SPACE -> RecoveryStrategy.ROLLBACK_AND_RESTART;
      case NETWORK -> RecoveryStrategy.RETRY;
      case PERMISSION, SYNTAX -> RecoveryStrategy.PARTIAL_RECOVERY;
      case UNKNOWN -> commandStrategy(context.command());
    };
  }

  /** Returns the strategy for failures of unknown type, which depends on the command. */
  private static RecoveryStrategy commandStrategy(String command) {
    return switch (command) {
      case "quality/format", "quality/cleanup" -> RecoveryStrategy.FALLBACK_TO_SIMPLER_APPROACH;
      case "quality/verify", "safety/check" -> RecoveryStrategy.MANUAL_INTERVENTION;
      default -> RecoveryStrategy.RETRY_WITH_DIFFERENT_PARAMS;
    };
  }

  /** Only a step that modifies files may exclude some: the result of a check with excluded files would be worthless. */
  private RecoveryAction partialRecovery(FailureReport failure, FailureContext context) {
    Set<String> excluded = context.settings().without();
    boolean hasNewFiles = failure.files().stream().anyMatch(file -> !excluded.contains(file));
    return context.modifies() && hasNewFiles
        ? new Retry(
            RecoveryStrategy.PARTIAL_RECOVERY,
            Duration.ZERO,
            context.settings().excludingFiles(failure.files()))
        : new GiveUp();
  }

  private Retry retry(RecoveryStrategy strategy, FailureContext context, RetrySettings settings) {
    double jitter = random.nextDouble(0.8, 1.2);
    long backoffMillis = Math.round(backoff(context.attempts()).toMillis() * jitter);
    return new Retry(strategy, Duration.ofMillis(backoffMillis), settings);
  }

  /** Returns the back-off after a number of attempts, before jitter. */
  private Duration backoff(int attempts) {
    Duration backoff = properties.initialBackoff();
    for (int i = 1; i < attempts && backoff.compareTo(properties.maxBackoff()) < 0; i++) {
      backoff = backoff.multipliedBy(2);
    }
    return backoff.compareTo(properties.maxBackoff()) < 0 ? backoff : properties.maxBackoff();
  }
}
