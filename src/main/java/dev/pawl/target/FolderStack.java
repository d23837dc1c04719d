package dev.pawl.target;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The open folders of a walk, from the root down to the current one. Only the handles of the deepest folders are open at
 * a time, because folders can be nested arbitrarily deep, and the descriptors of a process are limited.
 */
final class FolderStack implements AutoCloseable {

  static final int MAX_HANDLES = 128;

  private final FolderHandle root;
  private final List<String> names = new ArrayList<>();

  /** The handles of the deepest folders, the current folder first; none if they were all left. */
  private final Deque<FolderHandle> handles = new ArrayDeque<>();

  /** Creates a stack whose current folder is the root, which stays open when the stack is closed. */
  FolderStack(FolderHandle root) {
    this.root = root;
  }

  /** Returns the current folder; valid until another one is entered or this one is left. */
  FolderHandle current() throws IOException {
    if (handles.isEmpty()) {
      FolderHandle folder = root;
      for (String name : names) {
        folder = open(folder, name);
      }
      return folder;
    }
    return handles.getFirst();
  }

  /** Makes a folder of the current one the current folder. */
  void enter(String name) throws IOException {
    open(current(), name);
    names.add(name);
  }

  private FolderHandle open(FolderHandle parent, String name) throws IOException {
    FolderHandle folder = parent.openFolder(name);
    handles.push(folder);
    if (handles.size() > MAX_HANDLES) {
      handles.removeLast().close();
    }
    return folder;
  }

  /** Makes the parent of the current folder the current folder. */
  void leave() {
    names.removeLast();
    if (!handles.isEmpty()) {
      handles.pop().close();
    }
  }

  @Override
  public void close() {
    handles.forEach(FolderHandle::close);
    handles.clear();
  }
}
