package dev.pawl.objectstore;

import java.io.IOException;

/**
 * Indicates that the object store does not answer, although it was asked repeatedly for some time, or that the thread was
 * interrupted meanwhile; its interrupt flag is set then. What waiting cannot mend, such as a missing right, is another error.
 */
public class ObjectStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  ObjectStoreException(String message, Exception cause) {
    super(message, cause);
  }
}
