package dev.pawl.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/** Whether somebody has to sign in: always, unless nothing is configured and only this machine can reach the service. */
@Component
class Openness {

  private static final Logger log = LoggerFactory.getLogger(Openness.class);

  private final boolean open;

  /** The service could be reached from elsewhere, and nobody would have to sign in. */
  static final class OpenToAll extends RuntimeException {

    private static final long serialVersionUID = 1;

    OpenToAll(String address) {
      super("Pawl would listen on %s, and nobody would have to sign in.".formatted(address));
    }
  }

  /** Says what to do about it. */
  static final class OpenToAllAnalyzer extends AbstractFailureAnalyzer<OpenToAll> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, OpenToAll cause) {
      return new FailureAnalysis(
          cause.getMessage(),
          "Give it a first token, PAWL_SECURITY_ADMIN_TOKEN=\"$(openssl rand -hex 32)\", or an issuer"
              + " of JWTs, SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI; or let it listen on"
              + " 127.0.0.1 only (server.address).",
          cause);
    }
  }

  Openness(
      SecurityProperties properties,
      ObjectProvider<JwtDecoder> jwts,
      ObjectProvider<ClientRegistrationRepository> people,
      @Value("${server.address:#{null}}") @Nullable String address) {
    this.open =
        properties.adminToken() == null
            && jwts.getIfAvailable() == null
            && people.getIfAvailable() == null;
    if (open && !isLoopback(address)) {
      throw new OpenToAll(address == null ? "all addresses" : address);
    }
    if (open) {
      log.warn(
          "Nobody has to sign in: everybody on this machine may do everything. Set"
              + " pawl.security.admin-token to change that.");
    }
  }

  private static boolean isLoopback(@Nullable String address) {
    try {
      return address != null && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether nobody has to sign in. */
  boolean isOpen() {
    return open;
  }
}
