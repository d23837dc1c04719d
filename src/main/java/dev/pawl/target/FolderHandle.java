package dev.pawl.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open folder. Whatever is read, written or created through it happens in this very folder, even if its path leads
 * elsewhere by now: no link is followed, neither on the way to the folder nor below it.
 */
public final class FolderHandle implements AutoCloseable {

  /** An operation on a file of a folder. */
  @FunctionalInterface
  public interface FileOperation<T, X extends Exception> {

    /**
     * Performs the operation.
     *
     * @param file a path of the file that is valid during the operation; its last name may be a link
     */
    T apply(Path file) throws IOException, X;
  }

  private final Path shownPath;
  private final OpenDirectory directory;

  private FolderHandle(Path shownPath, OpenDirectory directory) {
    this.shownPath = shownPath;
    this.directory = directory;
  }

  /**
   * Opens a folder.
   *
   * @param folder an absolute path without links
   * @throws LinkNotFollowedException if a part of the path is a link or not a folder
   * @throws NoSuchFileException if it does not exist
   */
  public static FolderHandle open(Path folder) throws IOException {
    if (!folder.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute path: " + folder);
    }
    Path root = folder.getRoot();
    try (var handle = new FolderHandle(root, OpenDirectory.openRoot(root))) {
      return handle.openFolder(root.relativize(folder).toString());
    }
  }

  /** Opens a folder of Pawl itself, whose path may contain links that the operator has created. */
  public static FolderHandle openOwn(Path folder) throws IOException {
    return open(folder.toRealPath());
  }

  /** Returns the path with which the folder was opened, for messages. */
  public Path shownPath() {
    return shownPath;
  }

  /** Returns a path that leads to this folder as long as it is open. */
  public Path path() {
    return directory.path();
  }

  /**
   * Returns a path of an entry of this folder, which is valid as long as the folder is open; the entry may be a link.
   */
  public Path resolve(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a file: " + name);
    }
    return directory.path().resolve(name);
  }

  /**
   * Opens a folder below this one.
   *
   * @param path the relative path, with forward slashes; this folder again if empty
   */
  public FolderHandle openFolder(String path) throws IOException {
    return descend(path, false);
  }

  private FolderHandle descend(String path, boolean create) throws IOException {
    String[] names = path.isEmpty() ? new String[0] : path.split("/", -1);
    for (String name : names) {
      if (!isName(name)) {
        throw new FileSystemException(
            shownPath.resolve(path).toString(), null, "is not a path below the folder");
      }
    }
    if (names.length > 1) {
      Optional<OpenDirectory> found = directory.findBelow(path);
      if (found.isPresent()) {
        return new FolderHandle(shownPath.resolve(path), found.get());
      }
    }
    // Folder by folder, to create the missing ones or to find out why it fails.
    OpenDirectory current = directory.reopen();
    Path shown = shownPath;
    try {
      for (String name : names) {
        shown = shown.resolve(name);
        OpenDirectory next = open(current, name, shown, create);
        current.close();
        current = next;
      }
    } catch (IOException | RuntimeException e) {
      current.close();
      throw e;
    }
    return new FolderHandle(shown, current);
  }

  private static OpenDirectory open(OpenDirectory parent, String name, Path shown, boolean create)
      throws IOException {
    try {
      return parent.openDirectory(name, shown);
    } catch (NoSuchFileException e) {
      if (!create) {
        throw e;
      }
      withShownPath(parent.path().resolve(name), shown, Files::createDirectory);
      return parent.openDirectory(name, shown);
    }
  }

  /** Performs an operation on an entry of this folder. */
  <T, X extends Exception> T inFolder(String name, FileOperation<T, X> operation)
      throws IOException, X {
    return withShownPath(resolve(name), shownPath.resolve(name), operation);
  }

  /** Returns the stamp of an entry of this folder; for a link, that of the link itself. */
  FileStamp stamp(String name) throws IOException {
    if (!isName(name)) {
      throw new IllegalArgumentException("not the name of a file: " + name);
    }
    Optional<FileStamp> stamp = directory.findStamp(name);
    // The other way tells why there is none.
    return stamp.isPresent() ? stamp.get() : inFolder(name, FileStamp::of);
  }

  /** Lists this folder. */
  DirectoryStream<Path> list() throws IOException {
    return withShownPath(path(), shownPath, Files::newDirectoryStream);
  }

  /**
   * Performs an operation on a file below this folder, in its parent folder.
   *
   * @param path the relative path, with forward slashes
   */
  public <T, X extends Exception> T inParent(String path, FileOperation<T, X> operation)
      throws IOException, X {
    return inParent(path, false, operation);
  }

  /** Performs an operation on a file below this folder, after the missing folders on the way to it were created. */
  public <T, X extends Exception> T inCreatedParent(String path, FileOperation<T, X> operation)
      throws IOException, X {
    return inParent(path, true, operation);
  }

  private <T, X extends Exception> T inParent(
      String path, boolean create, FileOperation<T, X> operation) throws IOException, X {
    int slash = path.lastIndexOf('/');
    try (FolderHandle parent = descend(slash < 0 ? "" : path.substring(0, slash), create)) {
      String name = path.substring(slash + 1);
      return withShownPath(parent.resolve(name), parent.shownPath.resolve(name), operation);
    }
  }

  /** Opens a regular file below this folder for reading. */
  public InputStream newInputStream(String path) throws IOException {
    return inParent(path, file -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** Opens a regular file below this folder for reading; returns an empty stream if there is none. */
  public InputStream newInputStreamIfPresent(String path) throws IOException {
    try {
      return inParent(
          path,
          file ->
              Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                  ? Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)
                  : new ByteArrayInputStream(new byte[0]));
    } catch (NoSuchFileException | LinkNotFollowedException e) {
      return new ByteArrayInputStream(new byte[0]);
    }
  }

  /** Performs an operation, and replaces the path of the handle in its errors by the path that people know. */
  private static <T, X extends Exception> T withShownPath(
      Path file, Path shown, FileOperation<T, X> operation) throws IOException, X {
    try {
      return operation.apply(file);
    } catch (FileSystemException e) {
      String failed = e.getFile();
      if (failed == null) {
        throw e;
      }
      // Either the file itself, or another one in its folder, such as a temporary one.
      Path path = Path.of(failed);
      Path parent = file.getParent();
      if (path.startsWith(file)) {
        path = shown.resolve(file.relativize(path).toString()).normalize();
      } else if (parent != null && path.startsWith(parent)) {
        path = shown.resolveSibling(parent.relativize(path).toString());
      } else {
        throw e;
      }
      FileSystemException renamed = rename(e, path.toString());
      renamed.initCause(e);
      throw renamed;
    }
  }

  private static FileSystemException rename(FileSystemException e, String shown) {
    String reason = e.getReason();
    return switch (e) {
      case NoSuchFileException _ -> new NoSuchFileException(shown, null, reason);
      case AccessDeniedException _ -> new AccessDeniedException(shown, null, reason);
      case FileAlreadyExistsException _ -> new FileAlreadyExistsException(shown, null, reason);
      case DirectoryNotEmptyException _ -> new DirectoryNotEmptyException(shown);
      default -> new FileSystemException(shown, null, reason);
    };
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0;
  }

  @Override
  public void close() {
    directory.close();
  }
}
