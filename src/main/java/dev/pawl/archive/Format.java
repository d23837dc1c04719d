package dev.pawl.archive;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The supported archive formats, detected by their first bytes. */
enum Format {
  TAR_GZ("tar.gz", 0x1f, 0x8b) {
    @Override
    Items open(Path archive, Budget budget) throws IOException {
      return new TarItems(archive, budget);
    }
  },
  ZIP("zip", 'P', 'K', 3, 4) {
    @Override
    Items open(Path archive, Budget budget) throws IOException {
      return new ZipItems(archive, budget);
    }
  };

  private final String word;
  private final byte[] magic;

  Format(String word, int... magic) {
    this.word = word;
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /**
   * Detects the format of a file by its first bytes, regardless of its name.
   *
   * @throws RefusedArchive if the file is empty or in no supported format
   */
  static Format of(Path archive) throws IOException {
    byte[] begin;
    try (InputStream in = Files.newInputStream(archive)) {
      begin = in.readNBytes(4);
    }
    if (begin.length == 0) {
      throw new RefusedArchive(
          "The request body is empty; send the archive as the body, for example with curl"
              + " --data-binary @project.tar.gz.");
    }
    return Arrays.stream(values())
        .filter(format -> format.begins(begin))
        .findFirst()
        .orElseThrow(UnknownFormat::new);
  }

  private boolean begins(byte[] begin) {
    return begin.length >= magic.length
        && Arrays.equals(begin, 0, magic.length, magic, 0, magic.length);
  }

  /** Opens a reader of the entries. */
  abstract Items open(Path archive, Budget budget) throws IOException;

  @JsonValue
  String word() {
    return word;
  }
}
