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
class BodyLimit extends OncePerRequestFilter {

  private static final long MOST = 1 << 20;
  private static final String UPLOADS = "/api/v1/archives";

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getMethod().equals("POST") && request.getRequestURI().equals(UPLOADS);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(new Limited(request), response);
  }

  private static final class Limited extends HttpServletRequestWrapper {

    Limited(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      if (getContentLengthLong() > MOST) {
        throw new TooLarge(MOST);
      }
      return new Counting(super.getInputStream());
    }
  }

  private static final class Counting extends ServletInputStream {

    private final ServletInputStream source;
    private long read;

    Counting(ServletInputStream source) {
      this.source = source;
    }

    private int count(int bytes) throws IOException {
      read += Math.max(0, bytes);
      if (read > MOST) {
        throw new TooLarge(MOST);
      }
      return bytes;
    }

    @Override
    public int read() throws IOException {
      int value = source.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return count(source.read(target, offset, length));
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
