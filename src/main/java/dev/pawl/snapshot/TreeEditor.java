package dev.pawl.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** Writes trees that differ from another one by a few entries; folders without a change are neither read nor written. */
record TreeEditor(ObjectReader reader, ObjectInserter inserter) {

  private record Entry(FileMode mode, ObjectId id) {}

  /** Returns the tree with these changes, of which each path occurs once. */
  ObjectId edit(ObjectId tree, Collection<TreeChange> changes) throws IOException {
    return edit(tree, "", changes);
  }

  private ObjectId edit(ObjectId tree, String folder, Collection<TreeChange> changes)
      throws IOException {
    Map<String, Entry> entries = read(tree);
    Map<String, List<TreeChange>> byName =
        changes.stream()
            .collect(Collectors.groupingBy(change -> nameOf(change.path(), folder.length())));
    for (var changed : byName.entrySet()) {
      String path = folder + changed.getKey();
      List<TreeChange> below =
          changed.getValue().stream().filter(change -> !change.path().equals(path)).toList();
      changed.getValue().stream()
          .filter(change -> change.path().equals(path))
          .forEach(change -> replace(entries, changed.getKey(), change));
      if (!below.isEmpty()) {
        editFolder(entries, changed.getKey(), path + "/", below);
      }
    }
    return write(entries);
  }

  private static void replace(Map<String, Entry> entries, String name, TreeChange change) {
    if (change.newMode() == FileMode.MISSING) {
      entries.remove(name);
    } else {
      entries.put(name, new Entry(change.newMode(), change.newId()));
    }
  }

  private void editFolder(
      Map<String, Entry> entries, String name, String folder, List<TreeChange> changes)
      throws IOException {
    Entry existing = entries.get(name);
    ObjectId before =
        existing != null && existing.mode() == FileMode.TREE ? existing.id() : ObjectId.zeroId();
    if (before.equals(ObjectId.zeroId())
        && changes.stream().allMatch(change -> change.newMode() == FileMode.MISSING)) {
      return;
    }
    ObjectId edited = edit(before, folder, changes);
    if (read(edited).isEmpty()) {
      entries.remove(name);
    } else {
      entries.put(name, new Entry(FileMode.TREE, edited));
    }
  }

  private static String nameOf(String path, int start) {
    int slash = path.indexOf('/', start);
    return path.substring(start, slash < 0 ? path.length() : slash);
  }

  private Map<String, Entry> read(ObjectId tree) throws IOException {
    var entries = new TreeMap<String, Entry>();
    if (!tree.equals(ObjectId.zeroId())) {
      var parser = new CanonicalTreeParser(null, reader, tree);
      for (; !parser.eof(); parser.next()) {
        entries.put(
            parser.getEntryPathString(),
            new Entry(parser.getEntryFileMode(), parser.getEntryObjectId()));
      }
    }
    return entries;
  }

  /** Writes entries in the order of git, which compares the names of folders as if they ended with a slash. */
  private ObjectId write(Map<String, Entry> entries) throws IOException {
    var sorted = new TreeMap<byte[], Map.Entry<String, Entry>>(Arrays::compareUnsigned);
    for (var entry : entries.entrySet()) {
      String key = entry.getValue().mode() == FileMode.TREE ? entry.getKey() + "/" : entry.getKey();
      sorted.put(key.getBytes(StandardCharsets.UTF_8), entry);
    }
    var formatter = new TreeFormatter();
    sorted
        .values()
        .forEach(entry ->
            formatter.append(entry.getKey(), entry.getValue().mode(), entry.getValue().id()));
    return inserter.insert(formatter);
  }
}
