package dev.pawl.archive;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The supported archive formats, detected by their first bytes. */
@Schema(name = "ArchiveFormat")
enum ArchiveFormat {
  TAR_GZ("tar.gz", 0x1f, 0x8b) {
    @Override
    ArchiveEntryReader open(Path archive, ExtractionLimits limits) throws IOException {
      return new TarEntryReader(archive, limits);
    }
  },
  ZIP("zip", 'P', 'K', 3, 4) {
    @Override
    ArchiveEntryReader open(Path archive, ExtractionLimits limits) throws IOException {
      return new ZipEntryReader(archive, limits);
    }
  };

  private final String word;
  private final byte[] magic;

  ArchiveFormat(String value, int... magic) {
    this.word = value;
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /**
   * Detects the format of a file by its first bytes, regardless of its name.
   *
   * @throws ArchiveRejectedException if the file is empty or in no supported format
   */
  static ArchiveFormat detect(Path archive) throws IOException {
    byte[] firstBytes;
    try (InputStream in = Files.newInputStream(archive)) {
      firstBytes = in.readNBytes(4);
    }
    if (firstBytes.length == 0) {
      throw new ArchiveRejectedException(
          "The request body is empty; send the archive as the body, for example with curl"
              + " --data-binary @project.tar.gz.");
    }
    return Arrays.stream(values())
        .filter(format -> format.matches(firstBytes))
        .findFirst()
        .orElseThrow(UnsupportedArchiveFormatException::new);
  }

  private boolean matches(byte[] firstBytes) {
    return firstBytes.length >= magic.length
        && Arrays.equals(firstBytes, 0, magic.length, magic, 0, magic.length);
  }

  /** Opens a reader of the entries. */
  abstract ArchiveEntryReader open(Path archive, ExtractionLimits limits) throws IOException;

  @JsonValue
  String value() {
    return word;
  }
}
