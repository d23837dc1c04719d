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

/** Decides whether anonymous access is allowed: only without configured authentication and on a loopback address. */
@Component
class AnonymousAccess {

  private static final Logger log = LoggerFactory.getLogger(AnonymousAccess.class);

  private final boolean authenticationDisabled;

  /** Thrown at startup if the service would be reachable from other machines without authentication. */
  static final class UnauthenticatedExposureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnauthenticatedExposureException(String address) {
      super("Pawl would listen on %s without authentication.".formatted(address));
    }
  }

  /** Reports how to configure authentication. */
  static final class UnauthenticatedExposureFailureAnalyzer
      extends AbstractFailureAnalyzer<UnauthenticatedExposureException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, UnauthenticatedExposureException cause) {
      return new FailureAnalysis(
          cause.getMessage(),
          "Set an initial administrator token (PAWL_SECURITY_ADMIN_TOKEN=\"$(openssl rand -hex"
              + " 32)\") or a JWT issuer (SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI and ..._JWT_AUDIENCES), or"
              + " listen on 127.0.0.1 only (server.address).",
          cause);
    }
  }

  AnonymousAccess(
      SecurityProperties properties,
      ObjectProvider<JwtDecoder> jwtDecoders,
      ObjectProvider<ClientRegistrationRepository> clientRegistrations,
      @Value("${server.address:#{null}}") @Nullable String address) {
    this.authenticationDisabled =
        properties.adminToken() == null
            && jwtDecoders.getIfAvailable() == null
            && clientRegistrations.getIfAvailable() == null;
    if (authenticationDisabled && !isLoopback(address)) {
      throw new UnauthenticatedExposureException(address == null ? "all addresses" : address);
    }
    if (authenticationDisabled) {
      log.warn(
          "Authentication is disabled: every local caller can do anything. Set"
              + " pawl.security.admin-token to enable it.");
    }
  }

  /** Returns whether an address or host name is one of the loopback interface; false for none. */
  static boolean isLoopback(@Nullable String address) {
    try {
      return address != null
          && !address.isBlank()
          && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Returns whether authentication is disabled. */
  boolean isAuthenticationDisabled() {
    return authenticationDisabled;
  }
}
