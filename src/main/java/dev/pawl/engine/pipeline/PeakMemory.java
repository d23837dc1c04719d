package dev.pawl.engine.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Samples the resident memory of this process and its descendants, and records the maximum. */
final class PeakMemory {

  private static final String RESIDENT_PREFIX = "VmRSS:";

  private long maxBytes;

  PeakMemory() {
    sampleOwnProcess();
  }

  /** Samples only this process, which is cheap. */
  void sampleOwnProcess() {
    maxBytes = Math.max(maxBytes, residentBytes(ProcessHandle.current()));
  }

  /** Samples this process and its descendants, which scans all processes of the machine. */
  void sampleProcessTree() {
    ProcessHandle current = ProcessHandle.current();
    long total =
        Stream.concat(Stream.of(current), current.descendants())
            .mapToLong(PeakMemory::residentBytes)
            .sum();
    maxBytes = Math.max(maxBytes, total);
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Returns the resident memory in bytes; 0 if the process has ended or the system does not provide the value. */
  private static long residentBytes(ProcessHandle process) {
    Path status = Path.of("/proc/%d/status".formatted(process.pid()));
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(RESIDENT_PREFIX)) {
          return Long.parseLong(line.substring(RESIDENT_PREFIX.length()).replaceAll("\\D", ""))
              * 1024;
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
