package dev.pawl.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/**
 * Determines whether the connection of a browser is encrypted, also by a proxy in front of this node. A client can forge
 * the headers of a proxy, but only to its own disadvantage: a browser does not send a secure cookie without encryption.
 */
final class SecureConnection {

  private static final Pattern FORWARDED_HTTPS =
      Pattern.compile("(^|[;,\\s])proto=\"?https\\b", Pattern.CASE_INSENSITIVE);

  private SecureConnection() {}

  static boolean isSecure(HttpServletRequest request) {
    String protocol = request.getHeader("X-Forwarded-Proto");
    String forwarded = request.getHeader("Forwarded");
    return request.isSecure()
        || protocol != null && protocol.split(",")[0].strip().equalsIgnoreCase("https")
        || forwarded != null && FORWARDED_HTTPS.matcher(forwarded.split(",")[0]).find();
  }
}
