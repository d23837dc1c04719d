package dev.pawl.tool;

import dev.pawl.cache.Kept;
import dev.pawl.command.Finding;
import dev.pawl.tool.Fixing.Result;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cached fix result of one file, without its path, which is part of the cache key. */
record FixedFile(@Nullable String text, List<String> fixers, List<Finding> findings) {

  /** The cached value of a file without a change and without findings. */
  static final String NOTHING = "";

  static String text(Result result) {
    return result.isNothing()
        ? NOTHING
        : Kept.write(new FixedFile(result.text(), result.fixers(), result.findings()));
  }

  static Optional<Result> read(String kept, String path) {
    return kept.equals(NOTHING)
        ? Optional.of(new Result(path, null, List.of(), List.of()))
        : Kept.read(kept, FixedFile.class)
            .map(file -> new Result(path, file.text(), file.fixers(), file.findings()));
  }
}
