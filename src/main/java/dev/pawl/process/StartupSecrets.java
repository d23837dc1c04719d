package dev.pawl.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases the secrets that the process was started with from what other processes of the same user can read about it:
 * {@code /proc/<pid>/environ} and {@code /proc/<pid>/cmdline} show the memory in which the kernel placed them.
 */
public final class StartupSecrets {

  private static final Logger log = LoggerFactory.getLogger(StartupSecrets.class);

  /** The variables that native code and child processes may need; the values of all others are erased. */
  private static final Pattern KEPT_VARIABLE =
      Pattern.compile(
          "PATH|HOME|USER|LOGNAME|SHELL|SHLVL|PWD|OLDPWD|TERM|TZ|LANG|LANGUAGE|LC_\\w+|HOSTNAME|TMPDIR"
              + "|JAVA_HOME|JAVA_VERSION|LD_\\w+|MALLOC_\\w+|GLIBC_TUNABLES|RUSTUP_HOME|CARGO_HOME|_");

  /** The arguments with a value that are not properties. */
  private static final Pattern KEPT_ARGUMENT =
      Pattern.compile(
          "-XX:\\w+|-Xlog:.*"
              + "|--(add-(exports|opens|modules|reads)|enable-native-access|limit-modules|patch-module"
              + "|module-path|class-path|sun-misc-unsafe-memory-access)");

  /** The positions of the addresses in {@code /proc/self/stat}, after the name of the program (proc(5)). */
  private static final int ARGUMENTS_START = 45;

  private StartupSecrets() {}

  /**
   * Erases the values of environment variables and arguments; only a few that contain no secret are kept. The
   * application still sees all of them, because the virtual machine has copied them.
   */
  public static void erase() {
    // Copies the variables before they are erased.
    System.getenv();
    Path stat = Path.of("/proc/self/stat");
    if (!Files.isReadable(stat)) {
      return;
    }
    try {
      String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      erase(
          memory(fields, ARGUMENTS_START),
          (byte) '*',
          name -> KEPT_ARGUMENT.matcher(name).matches());
      erase(
          memory(fields, ARGUMENTS_START + 2),
          (byte) 0,
          name -> KEPT_VARIABLE.matcher(name).matches());
    } catch (IOException | RuntimeException e) {
      log.warn(
          "Secrets in the environment or the command line of this process could not be erased, and"
              + " can be read by other processes of its user: {}",
          e.toString());
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment memory(String[] fields, int index) {
    long start = Long.parseUnsignedLong(fields[index]);
    long end = Long.parseUnsignedLong(fields[index + 1]);
    return start == 0
        ? MemorySegment.NULL
        : MemorySegment.ofAddress(start).reinterpret(Math.max(0, end - start));
  }

  /** Overwrites the values of all texts {@code name=value} in a sequence of texts that end with a zero byte. */
  static void erase(MemorySegment texts, byte replacement, Predicate<String> isKept) {
    long size = texts.byteSize();
    for (long start = 0; start < size; start++) {
      long end = start;
      long equals = -1;
      for (; end < size && at(texts, end) != 0; end++) {
        if (equals < 0 && at(texts, end) == '=') {
          equals = end;
        }
      }
      if (equals >= 0) {
        byte[] name = texts.asSlice(start, equals - start).toArray(ValueLayout.JAVA_BYTE);
        if (!isKept.test(new String(name, StandardCharsets.ISO_8859_1))) {
          texts.asSlice(equals + 1, end - equals - 1).fill(replacement);
        }
      }
      start = end;
    }
  }

  private static byte at(MemorySegment texts, long position) {
    return texts.get(ValueLayout.JAVA_BYTE, position);
  }
}
