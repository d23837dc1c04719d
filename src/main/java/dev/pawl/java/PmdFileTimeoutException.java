package dev.pawl.java;

import net.sourceforge.pmd.lang.document.FileId;

/** Thrown when PMD takes too long for one file. */
final class PmdFileTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient FileId file;

  PmdFileTimeoutException(FileId file, String reason) {
    super(reason);
    this.file = file;
  }

  FileId file() {
    return file;
  }
}
