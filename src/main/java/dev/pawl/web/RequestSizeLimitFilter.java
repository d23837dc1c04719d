package dev.pawl.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Rejects request bodies over 1 MiB, or 5 MiB from forges, with or without a Content-Length header; uploads have a separate limit. */
@Component
class RequestSizeLimitFilter extends OncePerRequestFilter {

  private static final long MAX_BYTES = 1 << 20;

  /** The event of a large push lists all its files. */
  private static final long MAX_HOOK_BYTES = 5 << 20;

  private static final String HOOK_PATH = "/api/v1/hooks/";
  private static final String UPLOAD_PATH = "/api/v1/archives";

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getMethod().equals("POST") && RequestPath.of(request).equals(UPLOAD_PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean hook = RequestPath.of(request).startsWith(HOOK_PATH);
    chain.doFilter(new LimitedRequest(request, hook ? MAX_HOOK_BYTES : MAX_BYTES), response);
  }

  private static final class LimitedRequest extends HttpServletRequestWrapper {

    private final long maxBytes;

    LimitedRequest(HttpServletRequest request, long maxBytes) {
      super(request);
      this.maxBytes = maxBytes;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      if (getContentLengthLong() > maxBytes) {
        throw new RequestTooLargeException(maxBytes);
      }
      return new CountingInputStream(super.getInputStream(), maxBytes);
    }
  }

  private static final class CountingInputStream extends ServletInputStream {

    private final ServletInputStream source;
    private final long maxBytes;
    private long bytesRead;

    CountingInputStream(ServletInputStream source, long maxBytes) {
      this.source = source;
      this.maxBytes = maxBytes;
    }

    private int addAndCheck(int bytes) throws IOException {
      bytesRead += Math.max(0, bytes);
      if (bytesRead > maxBytes) {
        throw new RequestTooLargeException(maxBytes);
      }
      return bytes;
    }

    @Override
    public int read() throws IOException {
      int value = source.read();
      addAndCheck(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return addAndCheck(source.read(target, offset, length));
    }

    @Override
    public boolean isFinished() {
      return source.isFinished();
    }

    @Override
    public boolean isReady() {
      return source.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      source.setReadListener(listener);
    }
  }
}
