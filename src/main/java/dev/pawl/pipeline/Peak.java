package dev.pawl.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The most memory that this process and all that it has started have had at one time, as far as somebody looked. */
final class Peak {

  private static final String RESIDENT = "VmRSS:";

  private long bytes;

  Peak() {
    lookAtOwn();
  }

  /** Looks at this process alone, which costs next to nothing. */
  void lookAtOwn() {
    bytes = Math.max(bytes, resident(ProcessHandle.current()));
  }

  /** Looks at all; for the descendants every process of the machine is looked at. */
  void look() {
    ProcessHandle own = ProcessHandle.current();
    long now = Stream.concat(Stream.of(own), own.descendants()).mapToLong(Peak::resident).sum();
    bytes = Math.max(bytes, now);
  }

  long bytes() {
    return bytes;
  }

  /** In bytes; 0 of a process that has ended meanwhile, or where the system does not say. */
  private static long resident(ProcessHandle process) {
    Path status = Path.of("/proc/%d/status".formatted(process.pid()));
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.substring(RESIDENT.length()).replaceAll("\\D", "")) * 1024;
        }
      }
      return 0;
    } catch (IOException | NumberFormatException gone) {
      return 0;
    }
  }
}
