package dev.pawl.tool.program;

import dev.pawl.cache.Cache;
import dev.pawl.cache.Kept;
import dev.pawl.cache.Key;
import dev.pawl.command.CommandFile;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Caches the results of command files with {@code cache: true}. A result is reused for the same files and arguments for
 * at most one hour, because other inputs of the programs are unknown.
 */
@Component
class KnownResults {

  static final Duration VALID = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(KnownResults.class);
  private static final String KIND = "command";

  private final Cache cache;
  private final Clock clock;

  KnownResults(Cache cache, Clock clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /**
   * A cached result.
   *
   * @param tree the state of the workspace after the programs ran
   * @param at the time at which it was cached
   */
  record Known(Outcome outcome, String tree, Instant at) {}

  /** Returns whether cached results of a command file may be used under the settings of an attempt. */
  static boolean mayBeUsed(CommandFile file, Invocation invocation) {
    var conditions = invocation.conditions();
    return file.cache() && conditions.remembers() && conditions.without().isEmpty();
  }

  /** Returns the cache key of running these programs on a state of a workspace. */
  static Key key(
      CommandFile file,
      List<List<String>> programs,
      Workspace workspace,
      String before,
      Invocation invocation) {
    return Key.of(
        KIND,
        Kept.write(file),
        Kept.write(programs),
        invocation.arguments().typed(),
        workspace.target().name(),
        before);
  }

  /** Returns the cached result, if any, and restores the workspace to the state after the programs ran. */
  Optional<Known> use(Key key, Workspace workspace, String before) throws IOException {
    Optional<Known> known =
        Optional.ofNullable(cache.find(KIND, Set.of(key)).get(key))
            .flatMap(text -> Kept.read(text, Known.class))
            .filter(kept -> kept.at().plus(VALID).isAfter(clock.instant()));
    if (known.isPresent() && !known.get().tree().equals(before)) {
      try {
        workspace.restore(known.get().tree());
      } catch (IOException gone) {
        log.info("Cached result ignored, its state cannot be restored: {}", gone.getMessage());
        workspace.restore(before);
        return Optional.empty();
      }
    }
    return known;
  }

  /** Caches a successful result. */
  void keep(Key key, Outcome outcome, Workspace workspace) throws IOException {
    var known = new Known(outcome, workspace.checkpoint(), clock.instant());
    cache.keep(KIND, Map.of(key, Kept.write(known)));
  }
}
