package dev.pawl.builtin;

import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.cache.CacheValueSerializer;
import dev.pawl.command.Finding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cached fix result of one file, without its path, which is part of the cache key. */
record CachedFixResult(
    @Nullable String text, List<String> fixers, List<Finding> findings, @Nullable String left) {

  /** The cached value of a file without a change and without findings. */
  static final String UNCHANGED = "";

  static String serialize(FileResult result) {
    return result.isEmpty()
        ? UNCHANGED
        : CacheValueSerializer.serialize(
            new CachedFixResult(result.text(), result.fixers(), result.findings(), result.left()));
  }

  static Optional<FileResult> deserialize(String cached, String path) {
    return cached.equals(UNCHANGED)
        ? Optional.of(new FileResult(path, null, List.of(), List.of(), null))
        : CacheValueSerializer.deserialize(cached, CachedFixResult.class)
            .map(file ->
                new FileResult(path, file.text(), file.fixers(), file.findings(), file.left()));
  }
}
