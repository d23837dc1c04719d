package dev.pawl.recovery;

import dev.pawl.command.Conditions;
import dev.pawl.recovery.Remedy.Again;
import dev.pawl.recovery.Remedy.Manual;
import dev.pawl.recovery.Remedy.Restart;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Selects the recovery action after a failure, by its stage, its type and its command. */
@Service
@EnableConfigurationProperties(RecoveryProperties.class)
public class Recovery {

  private final RecoveryProperties properties;
  private final RandomGenerator random = RandomGenerator.getDefault();

  Recovery(RecoveryProperties properties) {
    this.properties = properties;
  }

  /** Returns the recovery action for a failure. */
  public Remedy remedy(FailureReport failure, Situation situation) {
    if (situation.hopeless()) {
      return new Manual();
    }
    Strategy strategy = strategy(failure, situation);
    Conditions before = situation.conditions();
    boolean spent = situation.tries() >= properties.attempts();
    return switch (strategy) {
      case MANUAL_INTERVENTION -> new Manual();
      case ROLLBACK_AND_RESTART -> situation.restarted() ? new Manual() : new Restart();
      case PARTIAL_RECOVERY -> partial(failure, situation);
      case RETRY -> spent ? new Manual() : again(strategy, situation, before);
      case RETRY_WITH_DIFFERENT_PARAMS ->
          spent ? new Manual() : again(strategy, situation, before.gentler());
      case FALLBACK_TO_SIMPLER_APPROACH ->
          spent
              ? new Manual()
              : again(strategy, situation, before.simpler().avoiding(tool(failure)));
    };
  }

  private static List<String> tool(FailureReport failure) {
    return failure.tool() == null ? List.of() : List.of(failure.tool());
  }

  private static Strategy strategy(FailureReport failure, Situation situation) {
    return switch (failure.stage()) {
      case DEPENDENCIES -> Strategy.RETRY;
      case EXECUTION -> ofExecution(failure.type(), situation);
      case VALIDATION -> Strategy.PARTIAL_RECOVERY;
      case RESOLUTION, METADATA, TRIAGE, PRE_GATES, AGENTS, QUALITY_GATES, PERSISTENCE ->
          Strategy.MANUAL_INTERVENTION;
    };
  }

  private static Strategy ofExecution(FailureType type, Situation situation) {
    return switch (type) {
      case TIMEOUT ->
          situation.parallel()
              ? Strategy.FALLBACK_TO_SIMPLER_APPROACH
              : Strategy.RETRY_WITH_DIFFERENT_PARAMS;
      case MEMORY -> Strategy.FALLBACK_TO_SIMPLER_APPROACH;
      case DISK_SPACE -> Strategy.ROLLBACK_AND_RESTART;
      case PERMISSION, SYNTAX -> Strategy.PARTIAL_RECOVERY;
      case UNKNOWN -> ofStep(situation.command());
    };
  }

  /** Returns the strategy for failures of unknown type, which depends on the command. */
  private static Strategy ofStep(String command) {
    return switch (command) {
      case "quality/format", "quality/cleanup" -> Strategy.FALLBACK_TO_SIMPLER_APPROACH;
      case "quality/verify", "safety/check" -> Strategy.MANUAL_INTERVENTION;
      default -> Strategy.RETRY_WITH_DIFFERENT_PARAMS;
    };
  }

  /** Only a step that modifies files may exclude some: the result of a check with excluded files would be worthless. */
  private Remedy partial(FailureReport failure, Situation situation) {
    Set<String> known = situation.conditions().without();
    boolean news = failure.files().stream().anyMatch(file -> !known.contains(file));
    return situation.modifies() && news
        ? new Again(
            Strategy.PARTIAL_RECOVERY,
            Duration.ZERO,
            situation.conditions().without(failure.files()))
        : new Manual();
  }

  private Again again(Strategy strategy, Situation situation, Conditions conditions) {
    Duration pause = properties.firstPause().multipliedBy(1L << (situation.tries() - 1));
    Duration most =
        pause.compareTo(properties.longestPause()) < 0 ? pause : properties.longestPause();
    double jitter = random.nextDouble(0.8, 1.2);
    return new Again(strategy, Duration.ofMillis(Math.round(most.toMillis() * jitter)), conditions);
  }
}
