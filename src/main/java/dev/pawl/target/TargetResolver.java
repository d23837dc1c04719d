package dev.pawl.target;

import dev.pawl.archive.ArchiveService;
import dev.pawl.network.GitUrl;
import dev.pawl.project.Project;
import dev.pawl.project.ProjectService;
import dev.pawl.target.TargetConfig.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;
import org.springframework.validation.MapBindingResult;

/** Validates the target of a request and resolves it to a real path, a commit or an existing archive. */
@Component
public class TargetResolver {

  private static final String PATH_FIELD = "path";
  private static final String URL_FIELD = "git.url";
  private static final List<String> COMMAND_FOLDERS = List.of(".pawl/commands", ".claude/commands");

  private final WorkspaceProperties properties;
  private final GitRemoteFactory remotes;
  private final ArchiveService archives;
  private final ProjectService projects;

  public TargetResolver(
      WorkspaceProperties properties,
      GitRemoteFactory remotes,
      ArchiveService archives,
      ProjectService projects) {
    this.properties = properties;
    this.remotes = remotes;
    this.archives = archives;
    this.projects = projects;
  }

  /** Returns the resolved target; empty if there are errors, which are then in {@code errors}. */
  public Optional<Target> resolve(@Nullable Target requested, Errors errors) {
    if (requested == null) {
      errors.rejectValue(
          "",
          "missing",
          "is missing; set {\"path\": ...}, {\"git\": {\"url\": ...}} or {\"archive\": ...}");
      return Optional.empty();
    }
    long kinds =
        Stream.of(requested.path(), requested.git(), requested.archive())
            .filter(Objects::nonNull)
            .count();
    if (kinds > 1) {
      errors.rejectValue("", "ambiguous", "must have exactly one of path, git and archive");
      return Optional.empty();
    }
    if (requested.path() != null) {
      return resolveDirectory(requested.path(), errors)
          .map(path -> Target.directory(path.toString()));
    }
    if (requested.git() != null) {
      return resolveRepository(requested.git(), errors).map(Target::repository);
    }
    if (requested.archive() != null) {
      return resolveArchive(requested.archive(), errors).map(Target::uploaded);
    }
    errors.rejectValue("", "missing", "must have path, git or archive");
    return Optional.empty();
  }

  /**
   * Returns the directory that a query parameter names.
   *
   * @param parameter the name of the parameter
   * @throws InvalidTargetException if it is not a directory below an allowed root
   */
  Target requireDirectory(String requested, String parameter) {
    Errors errors = new MapBindingResult(new TreeMap<>(), "request");
    return resolve(Target.directory(requested), errors)
        .orElseThrow(() ->
            new InvalidTargetException(
                errors.getFieldErrors().stream()
                    .map(error -> new Fault(parameter, String.valueOf(error.getDefaultMessage())))
                    .toList()));
  }

  /** Returns the folder in which a target can be inspected before a run; empty for a repository. */
  public Optional<Path> findFolder(Target target) {
    if (target.archive() != null) {
      return archives.findFolder(target.archive());
    }
    return Optional.ofNullable(target.path()).map(Path::of);
  }

  /**
   * Opens the folder of a directory or an archive. Whether it is below the roots is checked again, because a folder may
   * have been replaced by a link since the target was resolved.
   *
   * @throws IOException if it is not below the roots, if its path contains a link, or if it does not exist
   */
  public FolderHandle open(Target target) throws IOException {
    return open(target, null);
  }

  /** Opens the folder of the target of a workflow, which must also be below the roots of its project. */
  public FolderHandle open(Target target, @Nullable String workflow) throws IOException {
    if (target.path() == null) {
      Path folder =
          findFolder(target)
              .orElseThrow(() ->
                  new IOException(
                      target.name()
                          + " has expired or was deleted; upload it and submit it again"));
      return FolderHandle.openOwn(folder);
    }
    Path path = Path.of(target.path());
    requireBelowRoots(path, workflow);
    return FolderHandle.open(path);
  }

  /**
   * Opens the repository of a directory target; empty if neither the target nor an allowed folder above it contains one.
   *
   * @param workflow the workflow whose project may limit the roots of targets; null for the current request
   */
  Optional<GitWorkTree> openWorkTree(Target target, @Nullable String workflow) throws IOException {
    Path path = Path.of(target.name());
    for (Path folder = path; folder != null; folder = folder.getParent()) {
      if (!folder.equals(path) && !isAllowed(folder, workflow)) {
        return Optional.empty();
      }
      try (FolderHandle handle = open(Target.directory(folder.toString()), workflow)) {
        if (GitWorkTree.isWorkTree(handle)) {
          return Optional.of(GitWorkTree.open(handle, folder.relativize(path).toString()));
        }
      }
    }
    return Optional.empty();
  }

  /** Checks again that a repository with a file URL is below the roots, before it is read or written. */
  public void requireAllowed(Target.Git git, String workflow) throws IOException {
    if (git.url().regionMatches(true, 0, "file:", 0, 5)) {
      requireBelowRoots(Path.of(URI.create(git.url()).getPath()).toRealPath(), workflow);
    }
  }

  private void requireBelowRoots(Path real, @Nullable String workflow) throws IOException {
    if (!isAllowed(real, workflow)) {
      throw new AccessDeniedException(real.toString(), null, "is not below an allowed root");
    }
  }

  private boolean isAllowed(Path real, @Nullable String workflow) throws IOException {
    Optional<Project> project =
        projects.current().or(() -> projects.ofWorkflow(workflow == null ? "" : workflow));
    return isBelowAny(properties.allowedRoots(), real)
        && (project.isEmpty() || isBelowProjectRoot(project.get(), real));
  }

  /**
   * Returns whether a real path is below a root of a project. The root must not contain links below the allowed roots,
   * where others could replace it.
   */
  private boolean isBelowProjectRoot(Project project, Path real) throws IOException {
    for (Path root : project.roots()) {
      Path absolute = root.toAbsolutePath().normalize();
      for (Path allowed : properties.allowedRoots()) {
        if (!Files.exists(allowed)) {
          continue;
        }
        Path realAllowed = allowed.toRealPath();
        boolean below =
            absolute.startsWith(allowed)
                ? real.startsWith(realAllowed.resolve(allowed.relativize(absolute)))
                : absolute.startsWith(realAllowed) && real.startsWith(absolute);
        if (below) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<String> resolveArchive(String id, Errors errors) {
    if (archives.isAvailable(id)) {
      return Optional.of(id);
    }
    errors.rejectValue(
        "archive",
        "unknown_archive",
        "does not exist or has expired; upload an archive with POST /api/v1/archives");
    return Optional.empty();
  }

  /** Returns the absolute path of a path in a request; relative paths are resolved against the first root. */
  public Path toAbsolute(String requested) {
    List<Path> roots = roots().isEmpty() ? properties.allowedRoots() : roots();
    return roots.getFirst().resolve(requested).normalize();
  }

  /** Returns the roots of the current project; without a project, all allowed roots. */
  private List<Path> roots() {
    return projects.current().map(Project::roots).orElseGet(properties::allowedRoots);
  }

  private Optional<Path> resolveDirectory(String requested, Errors errors) {
    if (requested.isBlank()) {
      errors.rejectValue(PATH_FIELD, "empty", "must not be empty; . is the first root");
      return Optional.empty();
    }
    Path path;
    try {
      path = toAbsolute(requested);
    } catch (InvalidPathException e) {
      errors.rejectValue(PATH_FIELD, "invalid", "is not a path: " + e.getReason());
      return Optional.empty();
    }
    Optional<Path> realPath = resolveBelowRoots(path);
    if (realPath.isEmpty()) {
      errors.rejectValue(
          PATH_FIELD,
          "outside_roots",
          "is not a directory below an allowed root; the roots are " + roots());
      return realPath;
    }
    if (!Files.isDirectory(realPath.get())) {
      errors.rejectValue(PATH_FIELD, "not_a_directory", "is not a directory");
      return Optional.empty();
    }
    if (realPath.get().startsWith(properties.home())) {
      errors.rejectValue(PATH_FIELD, "reserved", "is reserved for Pawl's own files");
      return Optional.empty();
    }
    return realPath;
  }

  /** Returns the real path if it exists below a root; a path outside cannot be told apart from a missing one. */
  private Optional<Path> resolveBelowRoots(Path path) {
    try {
      Path real = path.toRealPath();
      Optional<Project> project = projects.current();
      return isBelowAny(properties.allowedRoots(), real)
              && (project.isEmpty() || isBelowProjectRoot(project.get(), real))
          ? Optional.of(real)
          : Optional.empty();
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  private static boolean isBelowAny(List<Path> roots, Path real) throws IOException {
    for (Path root : roots) {
      if (Files.exists(root) && real.startsWith(root.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  private Optional<Target.Git> resolveRepository(Target.Git git, Errors errors) {
    Optional<GitUrl> url = parseUrl(git.url(), errors);
    if (git.depth() != null && git.depth() < 1) {
      errors.rejectValue("git.depth", "too_small", "must be at least 1");
    }
    String requested = git.commit();
    if (requested != null && !GitRefResolver.isCommitId(requested)) {
      errors.rejectValue(
          "git.commit", "invalid", "is not a commit id of 7 to 40 hexadecimal digits");
    }
    if (url.isEmpty()
        || errors.hasFieldErrors("git.depth")
        || errors.hasFieldErrors("git.commit")) {
      return Optional.empty();
    }
    try {
      // A requested commit is honored even if the ref points to another one by now.
      GitRemote remote = remotes.create(git);
      GitRemote.ResolvedRef resolved = remote.resolve();
      if (git.resolvedRef() != null && !git.resolvedRef().equals(resolved.name())) {
        errors.rejectValue(
            "git.resolved_ref", "read_only", "is set by the service; leave it out and set ref");
        return Optional.empty();
      }
      Boolean unmerged = isTrustedUrl(git.url()) && !remote.isMerged(resolved) ? true : null;
      if (git.unmerged() != null && !git.unmerged().equals(unmerged)) {
        errors.rejectValue("git.unmerged", "read_only", "is set by the service; leave it out");
        return Optional.empty();
      }
      return Optional.of(
          new Target.Git(
              git.url(), git.ref(), git.depth(), resolved.commit(), resolved.name(), unmerged));
    } catch (UnresolvableTargetException e) {
      errors.rejectValue(e.field(), e.code(), String.valueOf(e.getMessage()));
      return Optional.empty();
    } catch (IOException e) {
      boolean isNetworkFailure =
          e instanceof GitRemoteException remote && remote.isNetworkFailure();
      errors.rejectValue(
          URL_FIELD,
          "unreachable",
          (isNetworkFailure ? "cannot be reached: " : "cannot be read: ") + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<GitUrl> parseUrl(@Nullable String text, Errors errors) {
    List<String> schemes = properties.git().allowedSchemes();
    GitUrl url;
    try {
      url = GitUrl.parse(text == null ? "" : text);
      GitRemoteCredentials.parse(url);
    } catch (URISyntaxException e) {
      errors.rejectValue(URL_FIELD, "invalid", "is not a URL: " + e.getReason());
      return Optional.empty();
    }
    URI uri = url.uri();
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme)) {
      errors.rejectValue(
          URL_FIELD,
          "scheme_not_allowed",
          "must start with one of "
              + schemes
              + " followed by ://"
              + (schemes.contains("ssh") ? ", or have the form git@host:path" : ""));
      return Optional.empty();
    }
    // The path of a file URL must be below a root of the project, like that of any directory.
    Optional<String> fault =
        projects
            .current()
            .filter(project -> !scheme.equals("file"))
            .flatMap(project -> project.repositoryRejectionReason(url.text()))
            .or(() -> properties.git().rejectionReason(uri));
    if (fault.isPresent()) {
      errors.rejectValue(URL_FIELD, "not_allowed", fault.get());
      return Optional.empty();
    }
    if (scheme.equals("file") && uri.getAuthority() != null && !uri.getAuthority().isEmpty()) {
      errors.rejectValue(
          URL_FIELD, "invalid", "must not name a host: file URLs start with file:///");
      return Optional.empty();
    }
    if (scheme.equals("file")
        && (uri.getPath() == null
            || resolveBelowRoots(Path.of(uri.getPath()).normalize()).isEmpty())) {
      errors.rejectValue(
          URL_FIELD,
          "outside_roots",
          "is not a repository below an allowed root; the roots are " + roots());
      return Optional.empty();
    }
    return Optional.of(url);
  }

  /** Returns the folders with command files of a target; empty unless the operator trusts the target. */
  public List<Path> commandFolders(Target target) {
    if (target.path() == null || !isTrusted(target)) {
      return List.of();
    }
    Path root = Path.of(target.path());
    return COMMAND_FOLDERS.stream()
        .map(root::resolve)
        .filter(folder -> isBelow(root, folder))
        .toList();
  }

  private static boolean isBelow(Path root, Path folder) {
    try {
      return Files.isDirectory(folder) && folder.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns whether the operator trusts the target; never true for uploads, and for commits of a repository that are in no
   * branch and no tag, because they can be those of strangers.
   */
  public boolean isTrusted(Target target) {
    if (target.archive() != null) {
      return false;
    }
    if (target.git() != null) {
      return !Boolean.TRUE.equals(target.git().unmerged()) && isTrustedUrl(target.git().url());
    }
    return properties.trustedTargets().stream()
        .anyMatch(prefix ->
            Path.of(target.name()).startsWith(Path.of(prefix).toAbsolutePath().normalize()));
  }

  private boolean isTrustedUrl(String url) {
    return properties.trustedTargets().stream().anyMatch(prefix -> isBelow(url, prefix));
  }

  private static boolean isBelow(String url, String prefix) {
    try {
      return GitUrl.parse(url).isBelow(prefix);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
