package dev.pawl.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The policy for URLs that users supply: public addresses are allowed, and what the operator allows (SSRF protection).
 *
 * @param allowedPrefixes the URL prefixes that may resolve to private addresses
 * @param propertyName the name of the property that holds them
 */
public record OutboundUrlPolicy(List<String> allowedPrefixes, String propertyName) {

  private static final int MAX_LENGTH = 2000;

  /**
   * Matches dot segments and backslashes, because servers may decode them: plain or percent-encoded, even more than
   * once, and with path parameters ({@code ..;}), which servlet containers remove first.
   */
  private static final Pattern DOT_SEGMENT =
      Pattern.compile(
          "(?i)(^|[/\\\\]|%(25)*(2f|5c))(\\.|%(25)*2e){1,2}"
              + "($|[/\\\\?#;]|%(25)*(2f|5c|3b|3f|23))|[\\\\]|%(25)*5c");

  /**
   * Returns why a URL must not be requested; empty if it is allowed. Must be called again before each connection,
   * because DNS records may change.
   *
   * @param allowedSchemes the schemes that are allowed for every URL
   */
  public Optional<String> rejectionReason(String url, List<String> allowedSchemes) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.of("is not a valid URL");
    }
    String host = uri.getHost();
    if (host == null || uri.getScheme() == null || url.length() > MAX_LENGTH) {
      return Optional.of("must be a URL with a scheme and a host, of at most 2000 characters");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String userInfo = uri.getUserInfo();
    if (userInfo != null && (userInfo.contains(":") || !scheme.equals("ssh"))) {
      return Optional.of(
          "must not contain a password, or a user name unless it is an ssh URL, because URLs are"
              + " stored and displayed");
    }
    if (allowedPrefixes.stream().anyMatch(prefix -> matchesPrefix(url, prefix))) {
      return Optional.empty();
    }
    if (!allowedSchemes.contains(scheme)) {
      return Optional.of(
          "must begin with %s:// or with an entry of %s"
              .formatted(String.join(":// or ", allowedSchemes), propertyName));
    }
    return hostRejectionReason(host);
  }

  private Optional<String> hostRejectionReason(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!isPublic(address)) {
          return Optional.of(
              "resolves to a private address; the operator can allow it with " + propertyName);
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("has an unknown host");
    }
  }

  /**
   * Returns whether a URL starts with a prefix that ends at a component boundary: {@code http://ci} is no such prefix
   * of {@code http://ci.example}. A URL with dot segments ({@code ..}) or backslashes never matches.
   */
  public static boolean matchesPrefix(String url, String prefix) {
    return url.startsWith(prefix)
        && !DOT_SEGMENT.matcher(url).find()
        && (prefix.endsWith("/")
            || url.length() == prefix.length()
            || "/?:#".indexOf(url.charAt(prefix.length())) >= 0);
  }

  /** Returns whether an address is globally reachable, by the registries of special-purpose addresses (RFC 6890). */
  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = Byte.toUnsignedInt(bytes[0]);
    int second = Byte.toUnsignedInt(bytes[1]);
    boolean special =
        address instanceof Inet4Address
            ? first == 0
                || first >= 224
                || first == 100 && second >= 64 && second < 128
                || first == 192 && second == 0 && bytes[2] == 0
                || first == 198 && (second == 18 || second == 19)
            : first != 0x20 && (first & 0xe0) != 0x20
                || first == 0x20 && second == 0x02
                || first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
    return !special
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress();
  }
}
