package dev.pawl.network;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a git repository, also in the short form of ssh: {@code git@host:path}.
 *
 * @param text the URL as it was written, which the server receives
 * @param uri the URL with a scheme, by which policies and credentials are compared
 */
public record GitUrl(String text, URI uri) {

  /** Matches {@code user@host:path}. */
  private static final Pattern SHORT_FORM =
      Pattern.compile("([^@/:\\s]+)@([^@/:\\s\\[\\]]+|\\[[0-9a-fA-F:.]+]):(?!//)(\\S.*)");

  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("ssh", 22, "http", 80, "https", 443);

  /** Matches a prefix that is a repository and not a folder of repositories. */
  private static final Pattern REPOSITORY = Pattern.compile("\\.git/*$");

  /** Matches what makes no difference at the end of a path. */
  private static final Pattern PATH_SUFFIX = Pattern.compile("/*(\\.git)?/*$");

  /**
   * Parses a URL.
   *
   * @throws URISyntaxException if the text is neither a URL with a scheme nor {@code git@host:path}
   */
  public static GitUrl parse(String text) throws URISyntaxException {
    Matcher shortForm = SHORT_FORM.matcher(text);
    if (text.contains("://") || !shortForm.matches()) {
      return new GitUrl(text, new URI(text));
    }
    String path = shortForm.group(3);
    return new GitUrl(
        text,
        new URI(
            "ssh",
            shortForm.group(1),
            shortForm.group(2),
            -1,
            path.startsWith("/") ? path : "/" + path,
            null,
            null));
  }

  /** Returns whether a text has one of the two forms, and is no path. */
  public static boolean isRemote(String text) {
    return text.contains("://") || SHORT_FORM.matcher(text).matches();
  }

  /**
   * Returns the name of the repository, which is the same for all ways to write its URL: without a default port, a
   * slash or {@code .git} at the end, and with the scheme and the host in lower case. A text that is no URL is its own
   * name.
   */
  public static String nameOf(String text) {
    try {
      return parse(text).name();
    } catch (URISyntaxException e) {
      return text;
    }
  }

  private String name() {
    return name(uri.getRawUserInfo());
  }

  private String name(@Nullable String userInfo) {
    if (uri.getScheme() == null || uri.isOpaque()) {
      return text;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String path = PATH_SUFFIX.matcher(uri.getRawPath()).replaceFirst("");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return scheme + "://" + authority(scheme, userInfo) + path + query;
  }

  private String authority(String scheme, @Nullable String userInfo) {
    if (uri.getHost() == null) {
      return Objects.requireNonNullElse(uri.getRawAuthority(), "");
    }
    Integer port = uri.getPort();
    boolean isDefault = port == -1 || port.equals(DEFAULT_PORTS.get(scheme));
    return (userInfo == null ? "" : userInfo + "@")
        + uri.getHost().toLowerCase(Locale.ROOT)
        + (isDefault ? "" : ":" + port);
  }

  /**
   * Returns whether a prefix contains this repository. A prefix is a folder of repositories, or a repository if it ends
   * with {@code .git}. It has the same scheme, host and port, and without a user name it applies to all users.
   */
  public boolean isBelow(String prefix) {
    URI start;
    try {
      start = parse(prefix).uri();
    } catch (URISyntaxException e) {
      return false;
    }
    if (start.getHost() != null && !isSameOrigin(start)) {
      return false;
    }
    String candidate = start.getRawUserInfo() == null ? name(null) : name();
    String expected = nameOf(prefix);
    return REPOSITORY.matcher(prefix).find()
        ? candidate.equals(expected)
        : OutboundUrlPolicy.matchesPrefix(candidate, expected);
  }

  /** Returns whether another URL has the same scheme, host and port. */
  public boolean isSameOrigin(URI other) {
    return uri.getScheme() != null
        && uri.getHost() != null
        && uri.getScheme().equalsIgnoreCase(other.getScheme())
        && uri.getHost().equalsIgnoreCase(other.getHost())
        && port(uri) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() != -1
        ? uri.getPort()
        : DEFAULT_PORTS.getOrDefault(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT), -1);
  }

  /** Returns the URL as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
