package dev.pawl.objectstore;

import java.io.IOException;

/**
 * Indicates that the object store has not done what it was asked for, although this was repeated for some time, or that the
 * thread was interrupted meanwhile; its interrupt flag is set then.
 */
public class ObjectStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  ObjectStoreException(String message, Exception cause) {
    super(message, cause);
  }
}
