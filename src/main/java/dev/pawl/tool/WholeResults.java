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
 * What came of many files at once (2-behaviour, 8.1): so that a run on files that are all known asks for one thing, and not
 * for one a file. It holds for all files of a workspace as they are, for what comes of one may depend on the others.
 *
 * @param kind of results, for hit rates
 */
record WholeResults(Cache cache, String kind) {

  /**
   * The key of what comes of some files.
   *
   * @param how all that decides beside the files
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
