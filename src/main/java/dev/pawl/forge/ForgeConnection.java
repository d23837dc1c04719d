package dev.pawl.forge;

import dev.pawl.forge.ForgeProperties.Connection;
import dev.pawl.forge.ForgeProperties.Kind;
import dev.pawl.network.GitUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A configured connection to a forge. */
record ForgeConnection(String name, Connection settings) {

  private static final String PLACEHOLDER = "{repository}";
  private static final String GITHUB_HOST = "github.com";
  private static final String GITHUB_API = "https://api.github.com";
  private static final int SSH_PORT = 22;
  private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+");
  private static final Pattern DOT_SEGMENT = Pattern.compile("(^|/)\\.{1,2}(/|$)");
  private static final Pattern GIT_SUFFIX = Pattern.compile("/*(\\.git)?/*$");

  Kind kind() {
    return settings.kind();
  }

  /** Returns the base URL of the API, without a slash at its end. */
  String apiUrl() {
    if (settings.apiUrl() != null) {
      return withoutSlash(settings.apiUrl());
    }
    String base = withoutSlash(settings.url());
    return switch (kind()) {
      case GITHUB ->
          GITHUB_HOST.equalsIgnoreCase(settings.url().getHost()) ? GITHUB_API : base + "/api/v3";
      case GITLAB -> base + "/api/v4";
      case GITEA -> base + "/api/v1";
    };
  }

  private static String withoutSlash(URI uri) {
    return uri.toString().replaceFirst("/+$", "");
  }

  /** Returns the URL of a repository for git. */
  String cloneUrl(String repository) {
    String template =
        settings.cloneUrl() == null
            ? withoutSlash(settings.url()) + "/" + PLACEHOLDER + ".git"
            : settings.cloneUrl();
    return template.replace(PLACEHOLDER, repository);
  }

  /** Returns whether the operator allows the use of a repository. */
  boolean allows(String repository) {
    String name = repository.toLowerCase(Locale.ROOT);
    return REPOSITORY.matcher(repository).matches()
        && !DOT_SEGMENT.matcher(name).find()
        && settings.repositories().stream()
            .map(allowed -> allowed.toLowerCase(Locale.ROOT))
            .anyMatch(allowed ->
                allowed.endsWith("/*")
                    ? name.startsWith(allowed.substring(0, allowed.length() - 1))
                    : name.equals(allowed));
  }

  /**
   * Returns the full name of the repository that a git URL leads to; empty if it is no allowed repository of this forge.
   * Another port is another server.
   */
  Optional<String> repositoryOf(String gitUrl) {
    return repositoryOfTemplate(gitUrl)
        .or(() -> repositoryOfHost(gitUrl))
        .filter(this::allows)
        .filter(repository ->
            kind() == Kind.GITLAB || repository.indexOf('/') == repository.lastIndexOf('/'));
  }

  private Optional<String> repositoryOfTemplate(String gitUrl) {
    String marker = "REPOSITORY-MARKER";
    String template = GitUrl.nameOf(cloneUrl(marker));
    String name = GitUrl.nameOf(gitUrl);
    int start = template.indexOf(marker);
    String suffix = start < 0 ? "" : template.substring(start + marker.length());
    return start >= 0
            && name.length() > start + suffix.length()
            && name.startsWith(template.substring(0, start))
            && name.endsWith(suffix)
        ? Optional.of(name.substring(start, name.length() - suffix.length()))
        : Optional.empty();
  }

  private Optional<String> repositoryOfHost(String gitUrl) {
    GitUrl url;
    try {
      url = GitUrl.parse(gitUrl);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    URI uri = url.uri();
    boolean sameServer =
        url.isSameOrigin(settings.url())
            || "ssh".equalsIgnoreCase(uri.getScheme())
                && (uri.getPort() == -1 || uri.getPort() == SSH_PORT)
                && settings.url().getHost().equalsIgnoreCase(uri.getHost());
    if (!sameServer || uri.getPath() == null) {
      return Optional.empty();
    }
    String base = settings.url().getPath() == null ? "" : settings.url().getPath();
    String prefix = base.replaceFirst("/+$", "") + "/";
    String path = GIT_SUFFIX.matcher(uri.getPath()).replaceFirst("");
    return path.startsWith(prefix)
        ? Optional.of(path.substring(prefix.length()))
        : path.startsWith("/") && "ssh".equalsIgnoreCase(uri.getScheme())
            ? Optional.of(path.substring(1))
            : Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }
}
