package dev.pawl.tool;

import dev.pawl.cache.Cache;
import dev.pawl.cache.Key;
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
record WholeResults(Cache cache, String kind) {

  /**
   * Returns the cache key of a run over some files.
   *
   * @param how everything except the files that determines the result
   */
  Key key(String how, List<WorkspaceFile> files, Settings workspace) {
    return Key.of(kind, how, digest(files), digest(workspace.files()));
  }

  private static String digest(List<WorkspaceFile> files) {
    var parts = new ArrayList<String>();
    for (WorkspaceFile file : files) {
      parts.add(file.path());
      parts.add(file.content());
    }
    return Key.of(parts.toArray(String[]::new)).digest();
  }

  Optional<String> find(Key key) {
    return Optional.ofNullable(cache.find(kind, Set.of(key)).get(key));
  }

  void keep(Key key, String result) {
    cache.keep(kind, Map.of(key, result));
  }
}
