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
 * Where this service may go because somebody asked for it: to the public network, and to what the operator allows.
 *
 * @param allowed beginnings of URLs that may be of a private address
 * @param setting under which the operator allows them
 */
public record Addresses(List<String> allowed, String setting) {

  private static final int LONGEST = 2000;

  /** Whoever reads it takes a dot for a dot, however it is written. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("(?i)(^|[/\\\\]|%2f|%5c)(\\.|%2e){1,2}($|[/\\\\?#]|%2f|%5c)|[\\\\]|%5c");

  /**
   * Why a URL cannot be gone to; empty when it can. To be asked again before each connection, for names change.
   *
   * @param schemes that are good enough without leave
   */
  public Optional<String> fault(String url, List<String> schemes) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.of("is not a URL");
    }
    String host = uri.getHost();
    if (host == null || uri.getScheme() == null || url.length() > LONGEST) {
      return Optional.of("must be a URL with a host, of at most 2000 characters");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String user = uri.getUserInfo();
    if (user != null && (user.contains(":") || !scheme.equals("ssh"))) {
      return Optional.of("must name no user and no password: URLs are kept and shown");
    }
    if (allowed.stream().anyMatch(start -> begins(url, start))) {
      return Optional.empty();
    }
    if (!schemes.contains(scheme)) {
      return Optional.of(
          "must begin with %s://, or with what %s names"
              .formatted(String.join(":// or ", schemes), setting));
    }
    return hostFault(host);
  }

  private Optional<String> hostFault(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!isPublic(address)) {
          return Optional.of("is of a private address; the operator can allow it with " + setting);
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("is of a host that nobody knows");
    }
  }

  /**
   * Whether a URL begins so, up to the end of a part: {@code http://ci} does not begin {@code http://ci.example}. One that
   * leads elsewhere on its way ({@code ..}) begins nothing.
   */
  public static boolean begins(String url, String start) {
    return url.startsWith(start)
        && !ELSEWHERE.matcher(url).find()
        && (start.endsWith("/")
            || url.length() == start.length()
            || "/?:#".indexOf(url.charAt(start.length())) >= 0);
  }

  /** By the registries of special addresses (RFC 6890): only what the world can reach. */
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
