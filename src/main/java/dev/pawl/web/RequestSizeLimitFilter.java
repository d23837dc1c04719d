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

/** Rejects request bodies over 1 MiB, with or without a Content-Length header; uploads have a separate limit. */
@Component
class RequestSizeLimitFilter extends OncePerRequestFilter {

  private static final long MAX_BYTES = 1 << 20;
  private static final String UPLOAD_PATH = "/api/v1/archives";

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getMethod().equals("POST") && request.getRequestURI().equals(UPLOAD_PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(new LimitedRequest(request), response);
  }

  private static final class LimitedRequest extends HttpServletRequestWrapper {

    LimitedRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      if (getContentLengthLong() > MAX_BYTES) {
        throw new RequestTooLargeException(MAX_BYTES);
      }
      return new CountingInputStream(super.getInputStream());
    }
  }

  private static final class CountingInputStream extends ServletInputStream {

    private final ServletInputStream source;
    private long bytesRead;

    CountingInputStream(ServletInputStream source) {
      this.source = source;
    }

    private int addAndCheck(int bytes) throws IOException {
      bytesRead += Math.max(0, bytes);
      if (bytesRead > MAX_BYTES) {
        throw new RequestTooLargeException(MAX_BYTES);
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
