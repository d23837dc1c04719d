package dev.pawl.target;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Selects files by their paths, so that a walk over a target leaves out everything else without reading it. */
public interface PathFilter {

  /** Selects all files. */
  PathFilter ALL =
      new PathFilter() {
        @Override
        public boolean includes(String path) {
          return true;
        }

        @Override
        public boolean mayContain(String folder) {
          return true;
        }
      };

  /** Returns whether a file is selected. */
  boolean includes(String path);

  /** Returns whether selected files may exist in a folder or below it. */
  boolean mayContain(String folder);

  /** Selects exactly the files with these paths. */
  static PathFilter of(Collection<String> paths) {
    Set<String> files = Set.copyOf(paths);
    Set<String> folders = foldersOf(paths);
    return new PathFilter() {
      @Override
      public boolean includes(String path) {
        return files.contains(path);
      }

      @Override
      public boolean mayContain(String folder) {
        return folders.contains(folder);
      }
    };
  }

  /** Returns the folders of files and all folders above them; the root is the empty text. */
  static Set<String> foldersOf(Collection<String> paths) {
    var folders = new HashSet<String>();
    for (String path : paths) {
      String folder = folderOf(path);
      while (folders.add(folder) && !folder.isEmpty()) {
        folder = folderOf(folder);
      }
    }
    return folders;
  }

  /** Returns the folder of a file or folder; the root is the empty text. */
  static String folderOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
