package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.tool.Fixing.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What came of one file, as the cache keeps it: without its path, which is part of the key. */
record FixedFile(@Nullable String text, List<String> fixers, List<Finding> findings) {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** Nothing is to be done. */
  static final String NOTHING = "";

  static String text(Result result) {
    return result.isNothing()
        ? NOTHING
        : MAPPER.writeValueAsString(
            new FixedFile(result.text(), result.fixers(), result.findings()));
  }

  static Result read(String kept, String path) {
    if (kept.equals(NOTHING)) {
      return new Result(path, null, List.of(), List.of());
    }
    FixedFile file = MAPPER.readValue(kept, FixedFile.class);
    return new Result(path, file.text(), file.fixers(), file.findings());
  }
}
