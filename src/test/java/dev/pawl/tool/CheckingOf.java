package dev.pawl.tool;

import dev.pawl.cache.Cache;
import java.util.List;

/** Creates checker runners without a cache, for tests. */
public final class CheckingOf {

  private CheckingOf() {}

  public static Checking one(Checker checker) {
    return new Checking(List.of(checker), Cache.NONE);
  }
}
