package dev.pawl.builtin;

import dev.pawl.cache.Cache;
import dev.pawl.cache.CacheKey;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Caches the result of a run over many files, so that a run over unchanged files needs one cache lookup instead of one
 * per file. The key covers all files of the workspace, because the result of one file may depend on others.
 *
 * @param kind the kind of results, by which the cache reports hit rates
 */
record RunResultCache(Cache cache, String kind) {

  /**
   * Returns the cache key of a run over some files.
   *
   * @param keyPart everything except the files that determines the result
   */
  CacheKey key(String keyPart, List<WorkspaceFile> files, ToolConfigFiles workspaceFiles) {
    return CacheKey.of(kind, keyPart, digest(files), digest(workspaceFiles.files()));
  }

  private static String digest(List<WorkspaceFile> files) {
    var parts = new ArrayList<String>();
    for (WorkspaceFile file : files) {
      parts.add(file.path());
      parts.add(file.contentId());
    }
    return CacheKey.of(parts.toArray(String[]::new)).digest();
  }

  Optional<String> find(CacheKey key) {
    return Optional.ofNullable(cache.find(kind, Set.of(key)).get(key));
  }

  void store(CacheKey key, String result) {
    cache.put(kind, Map.of(key, result));
  }
}
