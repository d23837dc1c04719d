package dev.pawl.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Forwards the connections of one node to the database. While it is cut, nothing passes in either direction and no
 * connection is closed, as when a network cable is unplugged.
 */
final class DatabaseProxy implements AutoCloseable {

  private static final int BUFFER_SIZE = 1 << 16;

  private final int databasePort;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch cable = new CountDownLatch(0);

  DatabaseProxy(int databasePort) throws IOException {
    this.databasePort = databasePort;
    this.server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /** Lets nothing pass until {@link #reconnect}. */
  void cut() {
    cable = new CountDownLatch(1);
  }

  /** Forwards what was held back, and everything that follows. */
  void reconnect() {
    cable.countDown();
  }

  private void accept() {
    try {
      while (server.isOpen()) {
        SocketChannel client = server.accept();
        channels.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException closed) {
      // The proxy was closed.
    }
  }

  private void connect(SocketChannel client) {
    try {
      cable.await();
      SocketChannel database =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), databasePort));
      channels.add(database);
      Thread.ofVirtual().start(() -> forward(client, database));
      forward(database, client);
    } catch (IOException e) {
      close(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
    try {
      while (from.read(buffer) >= 0) {
        cable.await();
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      cable.await();
    } catch (IOException closed) {
      // The other direction is closed too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(SocketChannel channel) {
    channels.remove(channel);
    try (Socket socket = channel.socket()) {
      socket.shutdownOutput();
    } catch (IOException alreadyClosed) {
      // Nothing is left to close.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cable.countDown();
    channels.forEach(this::close);
  }
}
