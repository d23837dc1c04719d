package dev.pawl.target;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Thrown when a remote repository cannot be read or written. */
public final class GitRemoteException extends IOException {

  private static final long serialVersionUID = 1;

  /** Matches what the transports report, only as text, when a connection is cut or a server is overloaded. */
  private static final Pattern NETWORK_MESSAGE =
      Pattern.compile(
          "(?i)short read|premature eof|unexpected end|end of (?:file|stream|io stream)|eof while|connection (?:reset|failed|closed|time out|timed out)"
              + "|session (?:is being )?closed|timed? ?out|cannot connect|broken pipe|remote hung up"
              + "|: (?:429|500|502|503|504)\\b|DefaultConnectFuture|channel is being closed");

  private static final Pattern LOCAL_MESSAGE =
      Pattern.compile("No space left on device|Disk quota exceeded|Read-only file system");

  private final boolean networkFailure;

  private GitRemoteException(String message, @Nullable Throwable cause, boolean networkFailure) {
    super(message, cause);
    this.networkFailure = networkFailure;
  }

  /** Creates the exception for a failure that another attempt may not have. */
  static GitRemoteException network(String message, @Nullable Throwable cause) {
    return new GitRemoteException(message, cause, true);
  }

  /** Creates the exception for a failure that every attempt would have. */
  static GitRemoteException permanent(String message, @Nullable Throwable cause) {
    return new GitRemoteException(message, cause, false);
  }

  /** Creates the exception for the failure of a transport. */
  static GitRemoteException of(String message, Throwable cause) {
    return new GitRemoteException(message, cause, isNetworkFailure(cause));
  }

  private static boolean isNetworkFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GitRemoteException remote) {
        return remote.networkFailure;
      }
      if (cause instanceof SSLHandshakeException) {
        return false;
      }
      if (cause instanceof SocketException
          || cause instanceof SSLException
          || cause instanceof InterruptedIOException
          || cause instanceof EOFException
          || cause instanceof ClosedChannelException
          || cause instanceof UnknownHostException
          || NETWORK_MESSAGE.matcher(String.valueOf(cause.getMessage())).find()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the files of this node are the reason of a failure. */
  static boolean isLocal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileSystemException
          || LOCAL_MESSAGE.matcher(String.valueOf(cause.getMessage())).find()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether there was no connection, or no answer in time. */
  boolean isUnreachable() {
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof UnknownHostException
          || cause instanceof InterruptedIOException
          || cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the network or the server was not available, so that another attempt may succeed. */
  public boolean isNetworkFailure() {
    return networkFailure;
  }
}
