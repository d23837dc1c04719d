package dev.pawl.archive;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The kinds of archives that are read, known by their first bytes alone. */
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

  /** What the file is, whatever it is called. */
  static Format of(Path archive) throws IOException {
    byte[] begin;
    try (InputStream in = Files.newInputStream(archive)) {
      begin = in.readNBytes(4);
    }
    if (begin.length == 0) {
      throw new RefusedArchive(
          "The body is empty; send the archive itself, as curl --data-binary @project.tar.gz does.");
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

  /** Its entries. */
  abstract Items open(Path archive, Budget budget) throws IOException;

  @JsonValue
  String word() {
    return word;
  }
}
