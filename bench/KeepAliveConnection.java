import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A keep-alive HTTP/1.1 connection (RFC 9112) that repeats one GET request. It shares the processors with the node
 * under test, where a general-purpose client would use as much CPU time as the node itself.
 */
class KeepAliveConnection implements AutoCloseable {

  private static final String CONTENT_LENGTH = "content-length:";

  private final int port;
  private final byte[] request;
  private final int expectedStatus;
  private Socket socket;
  private InputStream in;

  /**
   * Opens the connection.
   *
   * @param header an additional header line; empty for none
   * @param expectedStatus the status that every response must have
   */
  KeepAliveConnection(int port, String path, String header, int expectedStatus) throws IOException {
    this.port = port;
    String headerLine = header.isEmpty() ? "" : header + "\r\n";
    this.request =
        "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept: application/json\r\n%s\r\n"
            .formatted(path, port, headerLine)
            .getBytes(StandardCharsets.US_ASCII);
    this.expectedStatus = expectedStatus;
    open();
  }

  private void open() throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /** Sends the request, and reads the whole response; reconnects after {@code Connection: close}. */
  void sendRequest() throws IOException {
    socket.getOutputStream().write(request);
    String statusLine = readLine();
    if (!statusLine.startsWith("HTTP/1.1 " + expectedStatus)) {
      throw new IllegalStateException(
          "Unexpected response: %s, expected status %d".formatted(statusLine, expectedStatus));
    }
    int length = expectedStatus == 304 ? 0 : -1;
    boolean chunked = false;
    boolean closing = false;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      String lowerCase = line.toLowerCase();
      if (lowerCase.startsWith(CONTENT_LENGTH)) {
        length = Integer.parseInt(line.substring(CONTENT_LENGTH.length()).strip());
      }
      closing |= lowerCase.equals("connection: close");
      chunked |= lowerCase.startsWith("transfer-encoding: chunked");
    }
    if (chunked) {
      for (int size = readChunkSize(); size > 0; size = readChunkSize()) {
        in.skipNBytes(size);
        readLine();
      }
      readLine();
    } else if (length < 0) {
      throw new IllegalStateException(
          "The response has neither Content-Length nor chunked transfer encoding");
    } else {
      in.skipNBytes(length);
    }
    if (closing) {
      socket.close();
      open();
    }
  }

  private int readChunkSize() throws IOException {
    return Integer.parseInt(readLine(), 16);
  }

  private String readLine() throws IOException {
    var line = new StringBuilder(80);
    for (int character = in.read(); character != '\n'; character = in.read()) {
      if (character < 0) {
        throw new EOFException(line.toString());
      }
      if (character != '\r') {
        line.append((char) character);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
