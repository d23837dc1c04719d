package dev.pawl.target;

import dev.pawl.target.GitRemote.ResolvedRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Resolves the ref or the commit id of a target without fetching its content.
 *
 * @param settings the maximum duration of each exchange with the remote, and the names of the branches that Pawl pushes
 */
record GitRefResolver(GitRemote remote, Target.Git target, WorkspaceProperties.Git settings) {

  private static final String REF_FIELD = "git.ref";
  private static final String COMMIT_FIELD = "git.commit";
  private static final String URL_FIELD = "git.url";
  private static final int MAX_LISTED = 5;

  /** Matches full and short commit ids; git gives at least seven digits. */
  private static final Pattern COMMIT_ID = Pattern.compile("(?i)[0-9a-f]{7,40}");

  private static final Pattern SHA256_ID = Pattern.compile("\\b[0-9a-f]{64}\\b");

  /** Returns whether a text is a full commit id, or at least 7 digits of one. */
  static boolean isCommitId(String text) {
    return COMMIT_ID.matcher(text).matches();
  }

  ResolvedRef resolve() throws IOException, UnresolvableTargetException {
    Map<String, Ref> refs;
    try {
      refs = remote.listRefs();
    } catch (GitRemoteException e) {
      if (usesSha256(e)) {
        throw new UnresolvableTargetException(
            URL_FIELD,
            "unsupported_object_format",
            "is a repository with sha256 object ids, which are not supported");
      }
      throw e;
    }
    if (refs.isEmpty()) {
      throw new UnresolvableTargetException(
          URL_FIELD, "empty_repository", "is an empty repository, without a commit");
    }
    String name = target.ref();
    Optional<Ref> ref = GitRemote.findRef(refs, name == null ? Constants.HEAD : name);
    String commit = target.commit();
    if (commit != null) {
      if (name != null && ref.isEmpty() && !isCommitId(name)) {
        throw unknownRef(name, refs);
      }
      return resolved(
          resolveId(commit, COMMIT_FIELD, refs),
          name == null ? null : ref.map(GitRefResolver::nameOf).orElse(null),
          refs);
    }
    if (ref.isPresent()) {
      ObjectId id = commitOf(ref.get()).orElseThrow(() -> unknownRef(String.valueOf(name), refs));
      return resolved(id.name(), nameOf(ref.get()), refs);
    }
    if (name == null) {
      throw new UnresolvableTargetException(
          REF_FIELD,
          "missing_head",
          "is required, because HEAD of %s points to a branch that does not exist; %s"
              .formatted(target.url(), branches(refs)));
    }
    if (isCommitId(name)) {
      return resolved(resolveId(name, REF_FIELD, refs), null, refs);
    }
    throw unknownRef(name, refs);
  }

  private ResolvedRef resolved(String commit, @Nullable String name, Map<String, Ref> refs) {
    return new ResolvedRef(
        commit, name, mergedTips(refs.values()).anyMatch(tip -> tip.name().equals(commit)));
  }

  /** Returns the commits of the branches and tags that others than Pawl have pushed. */
  private Stream<ObjectId> mergedTips(Collection<Ref> refs) {
    return refs.stream()
        .filter(ref -> isPushedByOthers(ref.getName()))
        .flatMap(ref -> commitOf(ref).stream());
  }

  private boolean isPushedByOthers(String ref) {
    if (ref.startsWith(Constants.R_TAGS)) {
      return true;
    }
    String branch =
        ref.startsWith(Constants.R_HEADS) ? ref.substring(Constants.R_HEADS.length()) : "";
    return !branch.isEmpty()
        && !settings.branchTemplate(false).matches(branch)
        && !settings.branchTemplate(true).matches(branch);
  }

  /** Returns whether a commit is in the history of a branch or tag that others than Pawl have pushed. */
  boolean isInHistory(String commit) throws IOException {
    return inTemporaryRepository(repository -> {
      fetchHistory(repository);
      ObjectId id = ObjectId.fromString(commit);
      if (!repository.getObjectDatabase().has(id)) {
        return false;
      }
      try (var walk = new RevWalk(repository)) {
        RevCommit sought = walk.parseCommit(id);
        List<Ref> merged =
            repository
                .getRefDatabase()
                .getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)
                .stream()
                .filter(ref -> isPushedByOthers(ref.getName()))
                .toList();
        return walk.isMergedIntoAny(sought, merged);
      }
    });
  }

  /**
   * Returns whether the reason of a failure is that the repository uses sha256. A server that is asked with the current
   * protocol only closes the connection then; with the first version, it sends the ids.
   */
  private boolean usesSha256(GitRemoteException failure) throws IOException {
    if (failure.isUnreachable() || failure.getCause() == null) {
      return false;
    }
    try {
      inTemporaryRepository(repository -> {
        repository.getConfig().setInt("protocol", null, "version", 0);
        return remote.withTransport(repository, settings.timeout(), GitRemote::refsOf);
      });
      return false;
    } catch (GitRemoteException e) {
      return SHA256_ID.matcher(String.valueOf(e.getMessage())).find();
    }
  }

  private UnresolvableTargetException unknownRef(String name, Map<String, Ref> refs) {
    return new UnresolvableTargetException(
        REF_FIELD,
        "unknown_ref",
        "is neither a branch, a tag nor a commit id of %s: %s; %s"
            .formatted(target.url(), name, branches(refs)));
  }

  private static String branches(Map<String, Ref> refs) {
    List<String> branches =
        refs.keySet().stream()
            .filter(name -> name.startsWith(Constants.R_HEADS))
            .map(Repository::shortenRefName)
            .toList();
    String listed = String.join(", ", branches.subList(0, Math.min(MAX_LISTED, branches.size())));
    int others = branches.size() - MAX_LISTED;
    return branches.isEmpty()
        ? "it has no branches"
        : "its branches are " + listed + (others > 0 ? " and %d more".formatted(others) : "");
  }

  /** Returns the name of the branch or tag; null if HEAD points to none. */
  private static @Nullable String nameOf(Ref ref) {
    String name = ref.getLeaf().getName();
    return name.equals(Constants.HEAD) ? null : name;
  }

  private static Optional<ObjectId> commitOf(Ref ref) {
    ObjectId peeled = ref.getPeeledObjectId();
    return Optional.ofNullable(peeled == null ? ref.getObjectId() : peeled);
  }

  /** Resolves a full or short commit id: the tips of the refs are known; others are looked up in the history. */
  private String resolveId(String text, String field, Map<String, Ref> refs)
      throws IOException, UnresolvableTargetException {
    AbbreviatedObjectId id = AbbreviatedObjectId.fromString(text);
    if (id.isComplete()) {
      ObjectId commit = id.toObjectId();
      boolean isTip =
          refs.values().stream().anyMatch(ref -> commitOf(ref).filter(commit::equals).isPresent());
      if (isTip || isOffered(commit)) {
        return commit.name();
      }
    }
    Set<String> matches;
    try {
      matches = findInHistory(id);
    } catch (GitRemoteException e) {
      if (e.isNetworkFailure() && id.isComplete()) {
        // Whether the commit exists is known when the workflow fetches it.
        return id.toObjectId().name();
      }
      if (e.isNetworkFailure()) {
        throw new UnresolvableTargetException(
            field,
            "unresolved_commit",
            "is a short commit id, which could not be looked up within %d s; use the full id of 40 digits"
                .formatted(settings.timeout().toSeconds()));
      }
      throw e;
    }
    if (matches.size() > 1) {
      throw new UnresolvableTargetException(
          field,
          "ambiguous_commit",
          "is the beginning of several commit ids of %s: %s"
              .formatted(
                  target.url(), String.join(", ", matches.stream().limit(MAX_LISTED).toList())));
    }
    if (matches.isEmpty()) {
      throw new UnresolvableTargetException(
          field,
          "unknown_commit",
          "does not exist in %s, or the server does not offer it: %s"
              .formatted(target.url(), text));
    }
    return matches.iterator().next();
  }

  /** Returns whether the server sends a commit that no ref points to; the transfer is cancelled as soon as it begins. */
  private boolean isOffered(ObjectId commit) throws IOException {
    var transfer = new TransferDetector();
    try {
      inTemporaryRepository(repository -> {
        remote.withTransport(
            repository,
            settings.timeout(),
            transport -> {
              prepare(transport);
              transport.setDepth(1);
              return transport.fetch(transfer, List.of(new RefSpec(commit.name())));
            });
        return true;
      });
      return true;
    } catch (GitRemoteException e) {
      if (transfer.isCancelled()) {
        return true;
      }
      // The transport to a repository on this machine only closes the stream if a commit does not
      // exist.
      if (e.isNetworkFailure() && !isLocal()) {
        throw e;
      }
      return false;
    }
  }

  private boolean isLocal() {
    return target.url().toLowerCase(Locale.ROOT).startsWith("file:");
  }

  /** Returns the commits of all branches and tags, and of the ref of the target, whose id begins with another one. */
  private Set<String> findInHistory(AbbreviatedObjectId id) throws IOException {
    return inTemporaryRepository(repository -> {
      fetchHistory(repository);
      try (ObjectReader reader = repository.newObjectReader()) {
        var commits = new TreeSet<String>();
        Collection<ObjectId> candidates = reader.resolve(id);
        for (ObjectId candidate : candidates) {
          if (reader.has(candidate) && reader.open(candidate).getType() == Constants.OBJ_COMMIT) {
            commits.add(candidate.name());
          }
        }
        return commits;
      }
    });
  }

  private void fetchHistory(Repository repository) throws IOException {
    var specs = new ArrayList<RefSpec>();
    specs.add(new RefSpec("+refs/heads/*:refs/heads/*"));
    specs.add(new RefSpec("+refs/tags/*:refs/tags/*"));
    Optional.ofNullable(target.ref())
        .filter(name -> name.startsWith(Constants.R_REFS) || name.startsWith("pull/"))
        .map(name -> name.startsWith(Constants.R_REFS) ? name : Constants.R_REFS + name)
        .ifPresent(name -> specs.add(new RefSpec(name)));
    try {
      fetchHistory(repository, specs, FilterSpec.fromFilterLine("tree:0"));
    } catch (GitRemoteException e) {
      if (e.isNetworkFailure()) {
        throw e;
      }
      // The server cannot leave out the content.
      fetchHistory(repository, specs, FilterSpec.NO_FILTER);
    }
  }

  private void fetchHistory(Repository repository, List<RefSpec> specs, FilterSpec filter)
      throws IOException {
    remote.withTransport(
        repository,
        settings.timeout(),
        transport -> {
          prepare(transport);
          transport.setFilterSpec(filter);
          return transport.fetch(NullProgressMonitor.INSTANCE, specs);
        });
  }

  private static void prepare(Transport transport) {
    transport.setTagOpt(TagOpt.NO_TAGS);
    transport.setCheckFetchedObjects(false);
  }

  @FunctionalInterface
  private interface RepositoryAction<T> {
    T perform(Repository repository) throws IOException;
  }

  private static <T> T inTemporaryRepository(RepositoryAction<T> action) throws IOException {
    Path folder = Files.createTempDirectory("pawl-refs");
    try (var repository = new FileRepository(folder.resolve("refs.git").toFile())) {
      repository.create(true);
      // A collection in the background would use files while they are deleted.
      repository.getConfig().setInt("gc", null, "auto", 0);
      repository.getConfig().setBoolean("gc", null, "autoDetach", false);
      return Objects.requireNonNull(action.perform(repository));
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  /** Detects that the server begins to send, and cancels the transfer then. */
  private static final class TransferDetector extends EmptyProgressMonitor {

    private volatile boolean begun;

    @Override
    public void beginTask(String title, int totalWork) {
      begun = true;
    }

    @Override
    public boolean isCancelled() {
      return begun;
    }
  }
}
