package dev.pawl.snapshot;

import dev.pawl.archive.TarGzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;

/** Writes the files of a snapshot as a tar.gz, in path order, so that the same snapshot gives the same bytes. */
record SnapshotArchiver(SnapshotStore store) {

  void write(ObjectId tree, OutputStream out) throws IOException {
    var entries = store.entries(tree);
    try (var tar = new TarGzWriter(out);
        var reader = store.repository().newObjectReader()) {
      for (TreeChange entry : entries) {
        if (entry.newMode() == FileMode.GITLINK) {
          // The content of a submodule is not in the repository.
          tar.addFolder(entry.path());
          continue;
        }
        ObjectLoader content = reader.open(entry.newId(), Constants.OBJ_BLOB);
        if (entry.newMode() == FileMode.SYMLINK) {
          tar.addLink(entry.path(), new String(content.getBytes(), StandardCharsets.UTF_8));
        } else {
          boolean executable = entry.newMode() == FileMode.EXECUTABLE_FILE;
          tar.addFile(entry.path(), executable, content.getSize(), content::copyTo);
        }
      }
    }
  }
}
