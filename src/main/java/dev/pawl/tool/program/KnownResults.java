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
 * What came of programs whose command file says {@code cache: true}: used again for the same files and arguments, but not
 * for longer than an hour, for what else programs look at is not known (2-behaviour, 8.1).
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
   * A result that is kept.
   *
   * @param tree the state that the programs left behind
   */
  record Known(Outcome outcome, String tree, Instant at) {}

  /** Whether results of a command file may be used again, under the conditions of an attempt. */
  static boolean mayBeUsed(CommandFile file, Invocation invocation) {
    var conditions = invocation.conditions();
    return file.cache() && conditions.remembers() && conditions.without().isEmpty();
  }

  /** The key of what these programs make of a state of a workspace. */
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

  /** The result that is known; the workspace is then what the programs would leave behind. */
  Optional<Known> use(Key key, Workspace workspace, String before) throws IOException {
    Optional<Known> known =
        Optional.ofNullable(cache.find(KIND, Set.of(key)).get(key))
            .flatMap(text -> Kept.read(text, Known.class))
            .filter(kept -> kept.at().plus(VALID).isAfter(clock.instant()));
    if (known.isPresent() && !known.get().tree().equals(before)) {
      try {
        workspace.restore(known.get().tree());
      } catch (IOException gone) {
        log.info("A known result is not used: {}", gone.getMessage());
        workspace.restore(before);
        return Optional.empty();
      }
    }
    return known;
  }

  /** Keeps a success. */
  void keep(Key key, Outcome outcome, Workspace workspace) throws IOException {
    var known = new Known(outcome, workspace.checkpoint(), clock.instant());
    cache.keep(KIND, Map.of(key, Kept.write(known)));
  }
}
