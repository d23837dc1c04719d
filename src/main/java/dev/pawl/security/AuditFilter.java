package dev.pawl.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Records every state-changing request, and every request rejected with 401 or 403, in the audit log. */
final class AuditFilter extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(AuditFilter.class);
  private static final int LONGEST = 500;

  private final AuditLog audit;
  private final Callers callers;

  AuditFilter(AuditLog audit, Callers callers) {
    this.audit = audit;
    this.callers = callers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int status = HttpStatus.INTERNAL_SERVER_ERROR.value();
    try {
      chain.doFilter(request, response);
      status = response.getStatus();
    } finally {
      boolean refused =
          status == HttpStatus.UNAUTHORIZED.value() || status == HttpStatus.FORBIDDEN.value();
      if (refused || !Rules.isSafe(request)) {
        note(request, status);
      }
    }
  }

  private void note(HttpServletRequest request, int status) {
    String path = request.getRequestURI();
    String shown = path.substring(0, Math.min(LONGEST, path.length()));
    try {
      audit.note(callers.current(), request.getRemoteAddr(), request.getMethod(), shown, status);
    } catch (DataAccessException | TransactionException e) {
      log.error(
          "Audit log entry could not be written: {} {} by {} from {}, status {}",
          request.getMethod(),
          shown,
          callers.current(),
          request.getRemoteAddr(),
          status,
          e);
    }
  }
}
