package dev.pawl.target;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of an open directory (openat(2), openat2(2), statx(2)). Java's SecureDirectoryStream neither creates folders nor reads links
 * and all attributes; the path of the descriptor in {@code /proc} does, with all methods of {@link
 * java.nio.file.Files}.
 */
@SuppressWarnings("restricted")
final class OpenDirectory implements AutoCloseable {

  private static final boolean IS_LINUX = "Linux".equals(System.getProperty("os.name"));
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static final int CURRENT_FOLDER = -100;
  private static final int PATH_ONLY = 0x20_0000;
  private static final int CLOSE_ON_EXEC = 0x8_0000;

  /** On these processors, Linux defines the two flags that follow with other values. */
  private static final boolean OTHER_FLAGS =
      Set.of("aarch64", "arm", "ppc64", "ppc64le").contains(System.getProperty("os.arch"));

  private static final int DIRECTORY = OTHER_FLAGS ? 0x4000 : 0x1_0000;
  private static final int NO_FOLLOW = OTHER_FLAGS ? 0x8000 : 0x2_0000;
  private static final int FLAGS = PATH_ONLY | CLOSE_ON_EXEC | DIRECTORY | NO_FOLLOW;

  private static final int MISSING = 2;
  private static final int DENIED = 13;
  private static final int NOT_A_DIRECTORY = 20;
  private static final int LINK = 40;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR_NUMBER = STATE.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle OPEN;
  private static final MethodHandle CLOSE;

  /** Null if the C library is too old to have it. */
  private static final @Nullable MethodHandle STATX;

  /**
   * Null without a C library, or on processors with 32 bits. The call has no function of its own, but the same number on
   * all processors with 64 bits for which there is a JVM.
   */
  private static final @Nullable MethodHandle OPEN_BELOW;

  private static final long OPEN_BELOW_CALL = 437;
  private static final long OPEN_BELOW_BYTES = 3 * Long.BYTES;

  /** {@code RESOLVE_NO_MAGICLINKS}, {@code RESOLVE_NO_SYMLINKS} and {@code RESOLVE_BENEATH}. */
  private static final long WITHOUT_LINKS = 0x02 | 0x04 | 0x08;

  private static final int FORBIDDEN_CALL = 1;
  private static final int UNKNOWN_CALL = 38;

  /** Whether kernel and container have the system call, which is known after it failed. */
  private static volatile boolean opensBelow = true;

  /** {@code AT_SYMLINK_NOFOLLOW} and {@code STATX_BASIC_STATS}. */
  private static final int OF_LINK_ITSELF = 0x100;

  private static final int BASIC_ATTRIBUTES = 0x7ff;

  static {
    Linker linker = Linker.nativeLinker();
    AddressLayout pointer = ValueLayout.ADDRESS;
    OPEN =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("openat"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, pointer, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(3),
            Linker.Option.captureCallState("errno"));
    CLOSE =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    STATX =
        linker
            .defaultLookup()
            .find("statx")
            .map(function ->
                linker.downcallHandle(
                    function,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        pointer,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        pointer)))
            .orElse(null);
    OPEN_BELOW =
        linker
            .defaultLookup()
            .find("syscall")
            .filter(function -> ValueLayout.ADDRESS.byteSize() == Long.BYTES)
            .map(function ->
                linker.downcallHandle(
                    function,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        pointer,
                        pointer,
                        ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno")))
            .orElse(null);
  }

  private final int descriptor;
  private final Path path;
  private boolean closed;

  private OpenDirectory(int descriptor, Path path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  /** Opens the root of the file system. */
  static OpenDirectory openRoot(Path root) throws IOException {
    return open(CURRENT_FOLDER, root.toString(), root);
  }

  /** Opens a second descriptor of this directory. */
  OpenDirectory reopen() throws IOException {
    return open(descriptor, ".", path);
  }

  /**
   * Opens an entry of this directory.
   *
   * @param shown the path for messages
   */
  OpenDirectory openDirectory(String name, Path shown) throws IOException {
    return open(descriptor, name, shown);
  }

  /**
   * Opens a folder below this directory with one system call, if no part of the path is a link.
   *
   * @param path the relative path, with forward slashes
   * @return empty if it cannot be opened this way, for whatever reason
   */
  Optional<OpenDirectory> findBelow(String path) {
    MethodHandle openBelow = OPEN_BELOW;
    if (openBelow == null || !IS_LINUX || !opensBelow || descriptor < 0) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment how = arena.allocate(OPEN_BELOW_BYTES, Long.BYTES);
      how.setAtIndex(ValueLayout.JAVA_LONG, 0, FLAGS);
      how.setAtIndex(ValueLayout.JAVA_LONG, 2, WITHOUT_LINKS);
      long opened =
          (long)
              openBelow.invokeExact(
                  state,
                  OPEN_BELOW_CALL,
                  (long) descriptor,
                  arena.allocateFrom(path),
                  how,
                  OPEN_BELOW_BYTES);
      if (opened >= 0) {
        return Optional.of(
            new OpenDirectory((int) opened, DESCRIPTORS.resolve(Long.toString(opened))));
      }
      int error = (int) ERROR_NUMBER.get(state, 0L);
      if (error == UNKNOWN_CALL || error == FORBIDDEN_CALL) {
        opensBelow = false;
      }
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static OpenDirectory open(int parent, String name, Path shown) throws IOException {
    if (!IS_LINUX) {
      return openByPath(shown);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int descriptor = (int) OPEN.invokeExact(state, parent, arena.allocateFrom(name), FLAGS);
      if (descriptor < 0) {
        throw error((int) ERROR_NUMBER.get(state, 0L), shown.toString());
      }
      return new OpenDirectory(descriptor, DESCRIPTORS.resolve(Integer.toString(descriptor)));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the stamp of an entry of this directory with one system call, which resolves no path; for a link, that of the
   * link itself.
   *
   * @return empty if the entry does not exist, or the system cannot tell this way
   */
  Optional<FileStamp> findStamp(String name) {
    if (STATX == null || descriptor < 0) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(FileStamp.STATX_BYTES, Long.BYTES);
      int result =
          (int)
              STATX.invokeExact(
                  descriptor,
                  arena.allocateFrom(name),
                  OF_LINK_ITSELF,
                  BASIC_ATTRIBUTES,
                  attributes);
      return result == 0 ? Optional.of(FileStamp.ofStatx(attributes)) : Optional.empty();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Checks a path on a system for developers, which does not provide the paths of descriptors. */
  private static OpenDirectory openByPath(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isDirectory()) {
      throw new LinkNotFollowedException(path.toString());
    }
    return new OpenDirectory(-1, path);
  }

  private static IOException error(int number, String path) {
    return switch (number) {
      case MISSING -> new NoSuchFileException(path);
      case DENIED -> new AccessDeniedException(path);
      case NOT_A_DIRECTORY, LINK -> new LinkNotFollowedException(path);
      default -> new FileSystemException(path, null, "cannot be opened, error " + number);
    };
  }

  /** Returns a path that leads to this directory as long as it is open. */
  Path path() {
    return path;
  }

  @Override
  public void close() {
    if (closed || descriptor < 0) {
      return;
    }
    closed = true;
    try {
      int _ = (int) CLOSE.invokeExact(descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
