package dev.pawl.archive;

import java.util.Arrays;
import org.springframework.http.HttpStatus;

/** What was sent is none of the formats that are read. */
class UnknownFormat extends RefusedArchive {

  private static final long serialVersionUID = 1;

  UnknownFormat() {
    super(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "By its first bytes, this is neither a tar.gz nor a zip. tar -czf project.tar.gz . makes"
            + " one, zip -ry project.zip . the other.");
    getBody().setProperty("accepted", Arrays.stream(Format.values()).map(Format::word).toList());
  }
}
