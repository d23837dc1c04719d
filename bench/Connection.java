import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One connection that asks the same again and again (RFC 9112), and does nothing else: it shares the processors with the
 * node, and a client for all purposes takes as much of them as the answer does.
 */
class Connection implements AutoCloseable {

  private static final String LENGTH = "content-length:";

  private final int port;
  private final byte[] request;
  private final int status;
  private Socket socket;
  private InputStream in;

  /**
   * @param status that every answer has to have
   */
  Connection(int port, String path, String header, int status) throws IOException {
    this.port = port;
    String more = header.isEmpty() ? "" : header + "\r\n";
    this.request = "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept: application/json\r\n%s\r\n".formatted(path, port, more).getBytes(StandardCharsets.US_ASCII);
    this.status = status;
    open();
  }

  private void open() throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /** Asks once, and reads the whole answer; opens another connection when the node wants no more of this one. */
  void ask() throws IOException {
    socket.getOutputStream().write(request);
    String first = line();
    if (!first.startsWith("HTTP/1.1 " + status)) {
      throw new IllegalStateException(first);
    }
    int length = status == 304 ? 0 : -1;
    boolean chunked = false;
    boolean last = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase();
      if (lower.startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
      last |= lower.equals("connection: close");
      chunked |= lower.startsWith("transfer-encoding: chunked");
    }
    if (chunked) {
      for (int size = chunk(); size > 0; size = chunk()) {
        in.skipNBytes(size);
        line();
      }
      line();
    } else if (length < 0) {
      throw new IllegalStateException("an answer without its length");
    } else {
      in.skipNBytes(length);
    }
    if (last) {
      socket.close();
      open();
    }
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    var line = new StringBuilder(80);
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new EOFException(line.toString());
      }
      if (one != '\r') {
        line.append((char) one);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
