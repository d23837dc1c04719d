package dev.pawl.archive;

import java.util.Arrays;
import org.springframework.http.HttpStatus;

/** Thrown when an upload is in no supported format. */
class UnsupportedArchiveFormatException extends ArchiveRejectedException {

  private static final long serialVersionUID = 1;

  UnsupportedArchiveFormatException() {
    super(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "According to its first bytes, the body is neither a tar.gz nor a zip. Create one with"
            + " tar -czf project.tar.gz . or zip -ry project.zip .");
    getBody()
        .setProperty(
            "accepted", Arrays.stream(ArchiveFormat.values()).map(ArchiveFormat::value).toList());
  }
}
