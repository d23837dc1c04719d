package dev.pawl.callback;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Where callbacks may go: to the public network over TLS, and to what the operator allows. */
record Addresses(List<String> allowed) {

  private static final int LONGEST = 2000;

  /** Why a callback cannot go there; empty when it can. Asked when it is submitted, and again before each attempt. */
  Optional<String> fault(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.of("is not a URL");
    }
    String host = uri.getHost();
    if (host == null || uri.getUserInfo() != null || url.length() > LONGEST) {
      return Optional.of("must be a URL with a host, without a user, of at most 2000 characters");
    }
    if (allowed.stream().anyMatch(start -> begins(url, start))) {
      return Optional.empty();
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      return Optional.of("must begin with https://, or with what pawl.callback.allowed names");
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!isPublic(address)) {
          return Optional.of(
              "is of a private address; the operator can allow it with pawl.callback.allowed");
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("is of a host that nobody knows");
    }
  }

  /** What is allowed ends where a part of the URL does: {@code http://ci} does not allow {@code http://ci.example}. */
  private static boolean begins(String url, String start) {
    return url.startsWith(start)
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
