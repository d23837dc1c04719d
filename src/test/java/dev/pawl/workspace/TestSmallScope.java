package dev.pawl.workspace;

import dev.pawl.target.TargetConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A small scope for tests of rules.
 *
 * @param files the contents of the files in scope, by path
 */
public record TestSmallScope(Map<String, String> files, boolean isTrusted, boolean changesFiles)
    implements WholeTargetRule.SmallScope {

  @Override
  public Set<String> paths() {
    return files.keySet();
  }

  @Override
  public byte[] readStart(String path) {
    return Objects.requireNonNull(files.get(path)).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public TargetConfig config() {
    return TargetConfig.defaultConfig();
  }
}
