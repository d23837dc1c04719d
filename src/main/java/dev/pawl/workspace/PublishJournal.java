package dev.pawl.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The journal of a publication, which exists from before its first change of the target until after its last.
 *
 * @param from the tree before the publication
 * @param to the tree after the publication
 * @param undoing whether the changes are being undone
 * @param conflicts the files that were changed by others, which is why the changes are being undone
 * @param files the files that differ between the two trees
 * @param createdFolders the folders that did not exist before, parents first
 */
record PublishJournal(
    String from,
    String to,
    boolean undoing,
    List<String> conflicts,
    List<String> files,
    List<String> createdFolders) {

  private static final String UNDOING = "undoing";

  /** Returns the journal of a workflow; empty if there is no interrupted publication. */
  static Optional<PublishJournal> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!text.startsWith("{")) {
      return Optional.of(parseLines(file, text));
    }
    try {
      return Optional.of(JsonMapper.shared().readValue(text, PublishJournal.class));
    } catch (JacksonException e) {
      throw new IOException("the journal %s is damaged".formatted(file), e);
    }
  }

  /**
   * Parses the format of earlier versions: a line with both trees, then the path of a conflict, which may contain
   * newlines, and a last line, if the changes are being undone.
   */
  private static PublishJournal parseLines(Path file, String text) throws IOException {
    int start = text.indexOf('\n') + 1;
    String[] trees = text.substring(0, Math.max(0, start - 1)).split(" ", -1);
    if (trees.length != 2 || !ObjectId.isId(trees[0]) || !ObjectId.isId(trees[1])) {
      throw new IOException("the journal %s is damaged".formatted(file));
    }
    boolean undoing = text.endsWith(UNDOING);
    int end = text.length() - UNDOING.length() - 1;
    List<String> conflicts =
        undoing && start < end ? List.of(text.substring(start, end)) : List.of();
    return new PublishJournal(trees[0], trees[1], undoing, conflicts, List.of(), List.of());
  }

  /** Returns the journal for undoing the changes. */
  PublishJournal undoing(List<String> conflictingFiles) {
    return new PublishJournal(from, to, true, conflictingFiles, files, createdFolders);
  }

  boolean isBetween(ObjectId otherFrom, ObjectId otherTo) {
    return from.equals(otherFrom.name()) && to.equals(otherTo.name());
  }

  ObjectId fromTree() {
    return ObjectId.fromString(from);
  }

  ObjectId toTree() {
    return ObjectId.fromString(to);
  }

  /** Writes the journal atomically, and forces it to disk. */
  void write(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    Files.createDirectories(folder);
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(JsonMapper.shared().writeValueAsBytes(this));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
