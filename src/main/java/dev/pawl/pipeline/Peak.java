package dev.pawl.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Samples the resident memory of this process and its descendants, and records the maximum. */
final class Peak {

  private static final String RESIDENT = "VmRSS:";

  private long bytes;

  Peak() {
    lookAtOwn();
  }

  /** Samples only this process, which is cheap. */
  void lookAtOwn() {
    bytes = Math.max(bytes, resident(ProcessHandle.current()));
  }

  /** Samples this process and its descendants, which scans all processes of the machine. */
  void look() {
    ProcessHandle own = ProcessHandle.current();
    long now = Stream.concat(Stream.of(own), own.descendants()).mapToLong(Peak::resident).sum();
    bytes = Math.max(bytes, now);
  }

  long bytes() {
    return bytes;
  }

  /** Returns the resident memory in bytes; 0 if the process has ended or the system does not provide the value. */
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
