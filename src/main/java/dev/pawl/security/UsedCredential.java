package dev.pawl.security;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * The API token, and perhaps the session, with which a caller was authenticated.
 *
 * @param identity what limits are counted for; not the name, which several tokens can have
 * @param tokenHash the hash of the token, in hexadecimal digits
 * @param sessionId the id of the session, in hexadecimal digits; null without one
 */
record UsedCredential(String identity, String tokenHash, @Nullable String sessionId) {

  UsedCredential(String identity, byte[] tokenHash, byte @Nullable [] sessionId) {
    this(
        identity,
        HexFormat.of().formatHex(tokenHash),
        sessionId == null ? null : HexFormat.of().formatHex(sessionId));
  }

  /** Adds the session to the credential of a caller. */
  static Authentication ofSession(Authentication caller, byte[] sessionId) {
    if (caller instanceof AbstractAuthenticationToken token
        && token.getDetails() instanceof UsedCredential used) {
      token.setDetails(
          new UsedCredential(
              used.identity(), used.tokenHash(), HexFormat.of().formatHex(sessionId)));
    }
    return caller;
  }
}
