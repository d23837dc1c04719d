package dev.pawl.builtin;

import dev.pawl.cache.Cache;
import dev.pawl.tool.Checker;
import java.util.List;

/** Creates checker runners without a cache, for tests. */
public final class TestCheckerRunners {

  private TestCheckerRunners() {}

  public static CheckerRunner uncached(Checker checker) {
    return new CheckerRunner(List.of(checker), Cache.NONE);
  }
}
