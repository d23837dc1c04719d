package dev.pawl.web;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose request headers do not arrive in time. The timeout of Tomcat starts again with each byte, so that
 * a client can keep a connection open for hours with a request that it never completes. Tomcat instantiates this class by
 * its name.
 */
public final class SlowRequestProtocol extends Http11NioProtocol {

  private volatile Duration headerTimeout = Duration.ofSeconds(30);
  private @Nullable ScheduledFuture<?> check;

  void setHeaderTimeout(Duration headerTimeout) {
    this.headerTimeout = headerTimeout;
  }

  @Override
  public void start() throws Exception {
    super.start();
    check =
        getUtilityExecutor()
            .scheduleWithFixedDelay(this::closeSlowConnections, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    if (check != null) {
      check.cancel(false);
    }
    super.stop();
  }

  private void closeSlowConnections() {
    long now = System.nanoTime();
    for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
      if (connection.getCurrentProcessor() instanceof Http11Processor processor
          && isSlow(processor, now)) {
        getLog().debug("Closing a connection whose request headers did not arrive in time");
        connection.close();
      }
    }
  }

  /** Returns whether the first bytes of a request have arrived, but not its headers, although the time is over. */
  private boolean isSlow(Http11Processor processor, long now) {
    Request request = processor.getRequest();
    long startedAt = request.getStartTimeNanos();
    return startedAt >= 0
        && now - startedAt > headerTimeout.toNanos()
        && !processor.isAsync()
        && isIncomplete(request.getRequestProcessor().getStage());
  }

  /** While Tomcat waits for the rest of the headers, it reports that it has ended its work on the request. */
  private static boolean isIncomplete(int stage) {
    return stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED;
  }
}
