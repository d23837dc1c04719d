package dev.pawl.commandfile;

import dev.pawl.cache.Cache;
import dev.pawl.cache.CacheKey;
import dev.pawl.cache.CacheValueSerializer;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Caches the results of command files with {@code cache: true}. A result is reused for the same files and arguments for
 * at most one hour, because other inputs of the programs are unknown.
 */
@Component
class ProgramResultCache {

  static final Duration TIME_TO_LIVE = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(ProgramResultCache.class);
  private static final String KIND = "command";

  private final Cache cache;
  private final Clock clock;

  ProgramResultCache(Cache cache, Clock clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /**
   * A cached result.
   *
   * @param tree the state of the workspace after the programs ran
   * @param at the time at which it was cached
   */
  record CachedResult(CommandResult outcome, String tree, Instant at) {}

  /** Returns whether cached results of a command file may be used under the settings of an attempt. */
  static boolean isCacheable(CommandFile file, CommandContext invocation) {
    var settings = invocation.settings();
    return file.cache() && settings.usesCache() && settings.without().isEmpty();
  }

  /** Returns the cache key of running these programs on a state of a workspace. */
  static CacheKey key(
      CommandFile file,
      List<List<String>> programs,
      Workspace workspace,
      String before,
      CommandContext invocation)
      throws IOException {
    return CacheKey.of(
        KIND,
        scopeKey(workspace),
        CacheValueSerializer.serialize(file),
        CacheValueSerializer.serialize(programs),
        invocation.arguments().raw(),
        workspace.target().name(),
        before);
  }

  /** Returns the files that the programs are told to process, if these are not all files. */
  private static String scopeKey(Workspace workspace) throws IOException {
    return workspace.scope().isWholeTarget()
        ? ""
        : workspace.scope().filter(workspace.files()).stream()
            .map(WorkspaceFile::path)
            .collect(Collectors.joining("\n"));
  }

  /** Returns the cached result, if any, and restores the workspace to the state after the programs ran. */
  Optional<CachedResult> findAndRestore(CacheKey key, Workspace workspace, String before)
      throws IOException {
    Optional<CachedResult> cached =
        Optional.ofNullable(cache.find(KIND, Set.of(key)).get(key))
            .flatMap(text -> CacheValueSerializer.deserialize(text, CachedResult.class))
            .filter(result -> result.at().plus(TIME_TO_LIVE).isAfter(clock.instant()));
    if (cached.isPresent() && !cached.get().tree().equals(before)) {
      try {
        workspace.restore(cached.get().tree());
      } catch (IOException e) {
        log.info("Ignoring a cached result that cannot be restored: {}", e.getMessage());
        workspace.restore(before);
        return Optional.empty();
      }
    }
    return cached;
  }

  /** Caches a successful result. */
  void store(CacheKey key, CommandResult outcome, Workspace workspace) throws IOException {
    var result = new CachedResult(outcome, workspace.checkpoint(), clock.instant());
    cache.put(KIND, Map.of(key, CacheValueSerializer.serialize(result)));
  }
}
