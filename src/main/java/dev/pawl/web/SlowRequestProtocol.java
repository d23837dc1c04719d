package dev.pawl.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which a request does not arrive in time, and those that wait if nearly all connections are used.
 * The timeout of Tomcat starts again with each byte, so that a client can keep a connection open for hours with a request
 * that it never completes. Tomcat instantiates this class by its name.
 */
public final class SlowRequestProtocol extends Http11NioProtocol {

  /** A connection is not closed before, even if nearly all are used: its client has just connected, or will go on. */
  private static final long MIN_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The processors of the connections on which a thread works. */
  private final Map<SocketWrapperBase<?>, Http11Processor> working = new ConcurrentHashMap<>();

  /** The connections on which only empty lines have arrived since their last request, and since when. */
  private final Map<SocketWrapperBase<?>, Long> emptySince = new ConcurrentHashMap<>();

  /** The connections without work, and since when. */
  private final Map<SocketWrapperBase<?>, Long> idleSince = new ConcurrentHashMap<>();

  /** The connections on which Tomcat reads the rest of a body that nobody wanted, and since when. */
  private Map<SocketWrapperBase<?>, Long> restSince = Map.of();

  private volatile Duration requestTimeout = Duration.ofSeconds(30);
  private @Nullable ScheduledFuture<?> check;

  /** A body that knows whether it arrives too slowly, also while a thread waits for it. */
  interface DelayedBody {
    boolean isTooSlow(long now);
  }

  /** A processor that makes its work known, which Tomcat does only for processors that wait. */
  private final class KnownProcessor extends Http11Processor {

    KnownProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
      super(protocol, adapter);
    }

    @Override
    public SocketState process(SocketWrapperBase<?> connection, SocketEvent event)
        throws IOException {
      long before = getRequest().getRequestProcessor().getRequestCount();
      working.put(connection, this);
      try {
        SocketState state = super.process(connection, event);
        if (getRequest().getRequestProcessor().getRequestCount() != before) {
          emptySince.remove(connection);
        } else if (state == SocketState.OPEN) {
          emptySince.putIfAbsent(connection, System.nanoTime());
        }
        return state;
      } finally {
        working.remove(connection);
        idleSince.put(connection, System.nanoTime());
      }
    }
  }

  @Override
  protected Processor createProcessor() {
    return new KnownProcessor(this, getAdapter());
  }

  void setRequestTimeout(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
  }

  @Override
  public void start() throws Exception {
    super.start();
    check =
        getUtilityExecutor().scheduleWithFixedDelay(this::closeConnections, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    if (check != null) {
      check.cancel(false);
    }
    super.stop();
  }

  private void closeConnections() {
    long now = System.nanoTime();
    var waiting = new HashMap<SocketWrapperBase<NioChannel>, Long>();
    var rest = new HashMap<SocketWrapperBase<?>, Long>();
    for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
      Http11Processor processor = working.get(connection);
      if (processor != null) {
        if (isReadingRest(processor)) {
          rest.put(connection, restSince.getOrDefault(connection, now));
        }
        if (isBodyTooSlow(processor, now) || isOver(rest.get(connection), now)) {
          close(connection);
        }
        continue;
      }
      Long since =
          connection.getCurrentProcessor() instanceof Http11Processor partial
              ? headersSince(partial)
              : emptySince.get(connection);
      if (isOver(since, now)) {
        close(connection);
      } else if (since != null) {
        waiting.put(connection, since);
      } else if (connection.getCurrentProcessor() == null) {
        waiting.put(connection, idleSince.computeIfAbsent(connection, key -> now));
      }
    }
    restSince = rest;
    emptySince.keySet().retainAll(getEndpoint().getConnections());
    idleSince.keySet().retainAll(getEndpoint().getConnections());
    closeLongestWaiting(waiting, now);
  }

  /**
   * Closes the connections that have waited longest for a request, if there could soon be no more for others. Clients
   * connect again, as they must whenever a connection was idle.
   */
  private void closeLongestWaiting(Map<SocketWrapperBase<NioChannel>, Long> waiting, long now) {
    int max = getEndpoint().getMaxConnections();
    long count = getEndpoint().getConnectionCount();
    if (max < 1 || count <= max / 4L * 3) {
      return;
    }
    var longest = new ArrayList<>(waiting.entrySet());
    longest.removeIf(entry -> now - entry.getValue() < MIN_IDLE_NANOS);
    longest.sort(Comparator.comparingLong(entry -> entry.getValue() - now));
    longest.stream().limit(count - max / 2).forEach(entry -> close(entry.getKey()));
  }

  private void close(SocketWrapperBase<NioChannel> connection) {
    getLog().debug("Closing a connection on which no request arrived in time");
    connection.close();
  }

  private boolean isOver(@Nullable Long since, long now) {
    return since != null && now - since > requestTimeout.toNanos();
  }

  /** Returns since when the first bytes of a request have arrived, but not its headers; null if it has its headers. */
  private static @Nullable Long headersSince(Http11Processor processor) {
    Request request = processor.getRequest();
    long startedAt = request.getStartTimeNanos();
    return startedAt >= 0
            && !processor.isAsync()
            && isIncomplete(request.getRequestProcessor().getStage())
        ? startedAt
        : null;
  }

  /** While Tomcat waits for the rest of the headers, it reports that it has ended its work on the request. */
  private static boolean isIncomplete(int stage) {
    return stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED;
  }

  /** Returns whether the response is complete and the rest of the body is read, to use the connection again. */
  private static boolean isReadingRest(Http11Processor processor) {
    int stage = processor.getRequest().getRequestProcessor().getStage();
    return stage == Constants.STAGE_ENDINPUT
        || stage == Constants.STAGE_ENDED && !processor.isAsync();
  }

  private static boolean isBodyTooSlow(Http11Processor processor, long now) {
    return processor.getRequest().getInputBuffer() instanceof DelayedBody body
        && body.isTooSlow(now);
  }
}
