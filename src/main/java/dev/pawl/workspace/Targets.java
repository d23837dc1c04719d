package dev.pawl.workspace;

import dev.pawl.archive.Archives;
import dev.pawl.project.Project;
import dev.pawl.project.Projects;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;

/** Checks what a request calls its target, and makes it definite: a real path, a commit, or an archive that is there. */
@Component
class Targets {

  private static final String PATH = "path";
  private static final String URL = "git.url";
  private static final List<String> COMMAND_FOLDERS = List.of(".pawl/commands", ".claude/commands");

  private final WorkspaceProperties properties;
  private final GitRemotes remotes;
  private final Archives archives;
  private final Projects projects;

  Targets(
      WorkspaceProperties properties, GitRemotes remotes, Archives archives, Projects projects) {
    this.properties = properties;
    this.remotes = remotes;
    this.archives = archives;
    this.projects = projects;
  }

  /** The definite target; empty when there are faults, which are then in {@code errors}. */
  Optional<Target> resolve(@Nullable Target requested, Errors errors) {
    if (requested == null) {
      errors.rejectValue(
          "",
          "missing",
          "is missing; give {\"path\": ...}, {\"git\": {\"url\": ...}} or {\"archive\": ...}");
      return Optional.empty();
    }
    long kinds =
        Stream.of(requested.path(), requested.git(), requested.archive())
            .filter(Objects::nonNull)
            .count();
    if (kinds > 1) {
      errors.rejectValue("", "ambiguous", "must have only one of path, git and archive");
      return Optional.empty();
    }
    if (requested.path() != null) {
      return directory(requested.path(), errors).map(path -> Target.directory(path.toString()));
    }
    if (requested.git() != null) {
      return repository(requested.git(), errors).map(Target::repository);
    }
    if (requested.archive() != null) {
      return upload(requested.archive(), errors).map(Target::uploaded);
    }
    errors.rejectValue("", "missing", "must have path, git or archive");
    return Optional.empty();
  }

  /** The folder that a target can be looked at in, before anything is run on it; none for a repository. */
  Optional<Path> folder(Target target) {
    if (target.archive() != null) {
      return archives.folder(target.archive());
    }
    return Optional.ofNullable(target.path()).map(Path::of);
  }

  private Optional<String> upload(String id, Errors errors) {
    if (archives.isOpen(id)) {
      return Optional.of(id);
    }
    errors.rejectValue(
        "archive",
        "unknown_archive",
        "is no archive that is there, or it has expired; POST /api/v1/archives uploads one");
    return Optional.empty();
  }

  /** A path of a request, made absolute: relative ones begin at the first root. */
  Path absolute(String requested) {
    List<Path> roots = roots().isEmpty() ? properties.allowedRoots() : roots();
    return roots.getFirst().resolve(requested).normalize();
  }

  /** Of the project that somebody asks for, or those of all. */
  private List<Path> roots() {
    return projects.current().map(Project::roots).orElseGet(properties::allowedRoots);
  }

  private Optional<Path> directory(String requested, Errors errors) {
    Path path;
    try {
      path = absolute(requested);
    } catch (InvalidPathException e) {
      errors.rejectValue(PATH, "invalid", "is not a path: " + e.getReason());
      return Optional.empty();
    }
    Optional<Path> real = below(path);
    if (real.isEmpty()) {
      errors.rejectValue(
          PATH,
          "outside_roots",
          "is not a directory below an allowed root; the roots are " + roots());
      return real;
    }
    if (!Files.isDirectory(real.get())) {
      errors.rejectValue(PATH, "not_a_directory", "is not a directory");
      return Optional.empty();
    }
    if (real.get().startsWith(properties.home())) {
      errors.rejectValue(PATH, "reserved", "is where Pawl keeps its own files");
      return Optional.empty();
    }
    return real;
  }

  /** The real path, links resolved, when it exists below a root; the same answer when it lies outside or is missing. */
  private Optional<Path> below(Path path) {
    try {
      Path real = path.toRealPath();
      return isBelow(properties.allowedRoots(), real) && isBelow(roots(), real)
          ? Optional.of(real)
          : Optional.empty();
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  private static boolean isBelow(List<Path> roots, Path real) throws IOException {
    for (Path root : roots) {
      if (Files.exists(root) && real.startsWith(root.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  private Optional<Target.Git> repository(Target.Git git, Errors errors) {
    Optional<URI> uri = url(git.url(), errors);
    if (git.depth() != null && git.depth() < 1) {
      errors.rejectValue("git.depth", "too_small", "must be at least 1");
    }
    if (uri.isEmpty() || errors.hasFieldErrors("git.depth")) {
      return Optional.empty();
    }
    try {
      Optional<String> commit = remotes.of(git).resolve();
      if (commit.isEmpty()) {
        errors.rejectValue(
            "git.ref",
            "unknown_ref",
            "is neither a branch, a tag nor a full commit id of " + git.url());
      }
      return commit.map(id -> new Target.Git(git.url(), git.ref(), git.depth(), id));
    } catch (IOException e) {
      errors.rejectValue(URL, "unreachable", "cannot be reached: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<URI> url(@Nullable String text, Errors errors) {
    List<String> schemes = properties.git().schemes();
    URI uri;
    try {
      uri = new URI(text == null ? "" : text);
    } catch (URISyntaxException e) {
      errors.rejectValue(URL, "invalid", "is not a URL: " + e.getReason());
      return Optional.empty();
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme)) {
      errors.rejectValue(
          URL, "scheme_not_allowed", "must start with one of " + schemes + " and ://");
      return Optional.empty();
    }
    // A repository on this machine has to be below a root of the project, as any folder.
    Optional<String> fault =
        projects
            .current()
            .filter(project -> !scheme.equals("file"))
            .flatMap(project -> project.repositoryFault(uri.toString()))
            .or(() -> properties.git().fault(uri.toString()));
    if (fault.isPresent()) {
      errors.rejectValue(URL, "not_allowed", fault.get());
      return Optional.empty();
    }
    if (scheme.equals("file")
        && (uri.getPath() == null || below(Path.of(uri.getPath()).normalize()).isEmpty())) {
      errors.rejectValue(
          URL,
          "outside_roots",
          "is not a repository below an allowed root; the roots are " + roots());
      return Optional.empty();
    }
    return Optional.of(uri);
  }

  /** The folders of command files that a target may bring: none unless the operator trusts it (2-behaviour, 5.10). */
  List<Path> commandFolders(Target target) {
    if (target.path() == null || !trusted(target)) {
      return List.of();
    }
    Path root = Path.of(target.path());
    return COMMAND_FOLDERS.stream().map(root::resolve).filter(f -> isBelow(root, f)).toList();
  }

  private static boolean isBelow(Path root, Path folder) {
    try {
      return Files.isDirectory(folder) && folder.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the operator vouches for the target (2-behaviour, 5.10); never for what somebody uploaded. */
  boolean trusted(Target target) {
    if (target.archive() != null) {
      return false;
    }
    String name = target.name();
    return properties.trusted().stream()
        .anyMatch(prefix ->
            target.git() != null
                ? name.equals(prefix)
                    || name.startsWith(prefix.endsWith("/") ? prefix : prefix + "/")
                : Path.of(name).startsWith(Path.of(prefix).toAbsolutePath().normalize()));
  }
}
