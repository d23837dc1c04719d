package dev.pawl.workspace;

import dev.pawl.archive.TarGz;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;

/** Writes the files of a snapshot as a tar.gz, in path order, so that the same snapshot gives the same bytes. */
record TreePacking(SnapshotStore store) {

  void pack(ObjectId tree, OutputStream out) throws IOException {
    var entries = store.entries(tree);
    try (var packed = new TarGz(out);
        var reader = store.repository().newObjectReader()) {
      for (Change entry : entries) {
        if (entry.newMode() == FileMode.GITLINK) {
          // The content of a submodule is not in the repository.
          packed.folder(entry.path());
          continue;
        }
        ObjectLoader content = reader.open(entry.newId(), Constants.OBJ_BLOB);
        if (entry.newMode() == FileMode.SYMLINK) {
          packed.link(entry.path(), new String(content.getBytes(), StandardCharsets.UTF_8));
        } else {
          boolean executable = entry.newMode() == FileMode.EXECUTABLE_FILE;
          packed.file(entry.path(), executable, content.getSize(), content::copyTo);
        }
      }
    }
  }
}
