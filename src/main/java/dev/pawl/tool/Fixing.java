package dev.pawl.tool;

import dev.pawl.cache.Cache;
import dev.pawl.cache.Kept;
import dev.pawl.cache.Key;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.Settling.Progress;
import dev.pawl.tool.Settling.Refused;
import dev.pawl.tool.proof.Proofs;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs fixers on files and keeps only results that are verified to be safe (integrity checks I-08 to I-16). */
@Component
public class Fixing {

  private static final String KIND = "fix";

  /** The maximum number of files held in memory at once. */
  private static final int SLICE = 2000;

  private final Chains chains;
  private final Proofs proofs;
  private final Cache cache;
  private final WholeResults whole;

  Fixing(Chains chains, Proofs proofs, Cache cache) {
    this.chains = chains;
    this.proofs = proofs;
    this.cache = cache;
    this.whole = new WholeResults(cache, "fix-all");
  }

  /**
   * The scope of a fix command.
   *
   * @param purposes what the fixers may change
   * @param every whether all available formatters of a language run, in order, instead of only the first one
   */
  public record Request(Set<Purpose> purposes, boolean every) {

    private static final String PURPOSE = "purpose";
    private static final String EVERY = "comprehensive";
    private static final String NAMED = "named";

    /** Returns the result with this request recorded as facts, for the integrity check. */
    Outcome noted(Outcome outcome, Selection selection) {
      return outcome
          .with(PURPOSE, purposes.stream().map(Purpose::name).collect(Collectors.joining(" ")))
          .with(EVERY, Boolean.toString(every))
          .with(NAMED, String.join("\n", selection.globs()));
    }

    /** Returns the request that is recorded in a result; empty if a command without fixers returned it. */
    public static Optional<Request> of(Outcome outcome) {
      String names = outcome.facts().get(PURPOSE);
      if (names == null) {
        return Optional.empty();
      }
      var purposes = EnumSet.noneOf(Purpose.class);
      Arrays.stream(names.split(" ")).map(Purpose::valueOf).forEach(purposes::add);
      return Optional.of(new Request(purposes, Boolean.parseBoolean(outcome.facts().get(EVERY))));
    }

    /** Returns the paths and globs of the request; a path that is listed in full was selected by name. */
    public static List<String> named(Outcome outcome) {
      return outcome.facts().getOrDefault(NAMED, "").lines().toList();
    }
  }

  /**
   * The fix result of one file.
   *
   * @param text the new text; null if the file does not change
   * @param fixers the names of the tools that changed the file
   * @param findings the reason why the file is left unchanged although a fixer handles it, if it is
   */
  public record Result(
      String path, @Nullable String text, List<String> fixers, List<Finding> findings) {

    /** Returns whether there is a new text to write. */
    public boolean isChanged() {
      return text != null;
    }

    /** Returns whether the same file would give the same result again, which a crash does not guarantee. */
    boolean isLasting() {
      return findings.stream().noneMatch(finding -> finding.rule().equals(Rewrite.CRASHED));
    }

    boolean isNothing() {
      return text == null && findings.isEmpty();
    }
  }

  /** Returns the fixer chain of a workspace with these files, without the tools that the attempt excludes. */
  public Chain chain(Workspace workspace, Settings settings, Request request, Invocation invocation)
      throws IOException {
    return chains.of(workspace, settings, request.every(), invocation.conditions().avoided());
  }

  /**
   * Runs the fixers of some purposes on files. Files that were formatted before a cleanup are formatted after it.
   *
   * @return the results with a change or findings; the files on disk are unchanged
   */
  public List<Result> fix(
      List<WorkspaceFile> files, Chain chain, Set<Purpose> purposes, Invocation invocation)
      throws IOException, InterruptedException {
    boolean cached = invocation.conditions().remembers();
    String how = how(chain, purposes) + "\0\0\0" + Selection.of(invocation).globs();
    Key key = whole.key(how, files, chain.settings());
    Optional<Result[]> known =
        cached
            ? whole.find(key).flatMap(text -> Kept.read(text, Result[].class))
            : Optional.empty();
    if (known.isPresent()) {
      return List.of(known.get());
    }
    var results = new ArrayList<Result>();
    for (int from = 0; from < files.size(); from += SLICE) {
      var slice = files.subList(from, Math.min(from + SLICE, files.size()));
      results.addAll(fixSlice(slice, chain, purposes, invocation));
    }
    results.removeIf(Result::isNothing);
    if (cached && results.stream().allMatch(result -> !result.isChanged() && result.isLasting())) {
      whole.keep(key, Kept.write(results));
    }
    return results;
  }

  /** Returns the part of the cache key that covers everything except the files. */
  private static String how(Chain chain, Set<Purpose> purposes) {
    return chain.of(purposes).key() + "\0\0\0" + chain.of(layout()).key();
  }

  private List<Result> fixSlice(
      List<WorkspaceFile> files, Chain chain, Set<Purpose> purposes, Invocation invocation)
      throws IOException, InterruptedException {
    Chain wanted = chain.of(purposes);
    Chain layout = chain.of(layout());
    var named = Selection.of(invocation);
    var kept = new Memory(how(chain, purposes), named, invocation.conditions().remembers());
    Map<WorkspaceFile, Result> known = kept.find(files);
    var results = new ArrayList<>(known.values());
    var open = new ArrayList<Progress>();
    for (WorkspaceFile file : files) {
      if (!known.containsKey(file)) {
        Optional<SourceFile> source =
            SourceFile.read(file)
                .filter(wanted::handles)
                .filter(one -> named.names(one.path()) || !one.isMadeByPrograms());
        source.ifPresent(one -> open.add(new Progress(one)));
        if (source.isEmpty()) {
          kept.nothing(file.path(), file.content());
        }
      }
    }
    work(open, wanted, layout, purposes, invocation);
    for (Progress file : open) {
      Result result = result(file);
      results.add(result);
      kept.add(file, result);
    }
    kept.store();
    return results;
  }

  /** Cached results of files, and new results to be cached. */
  private final class Memory {

    private final String chain;
    private final Selection named;
    private final boolean cached;
    private final Map<Key, String> fresh = new HashMap<>();

    Memory(String chain, Selection named, boolean cached) {
      this.chain = chain;
      this.named = named;
      this.cached = cached;
    }

    private Key key(String path, String content) {
      return Key.of(KIND, chain, Boolean.toString(named.names(path)), path, content);
    }

    Map<WorkspaceFile, Result> find(List<WorkspaceFile> files) {
      var keys = new LinkedHashMap<Key, WorkspaceFile>();
      files.forEach(file -> keys.put(key(file.path(), file.content()), file));
      var known = new LinkedHashMap<WorkspaceFile, Result>();
      if (cached) {
        cache
            .find(KIND, keys.keySet())
            .forEach((key, text) -> {
              WorkspaceFile file = Objects.requireNonNull(keys.get(key));
              FixedFile.read(text, file.path()).ifPresent(result -> known.put(file, result));
            });
      }
      return known;
    }

    void nothing(String path, String content) {
      fresh.put(key(path, content), FixedFile.NOTHING);
    }

    void add(Progress file, Result result) {
      if (!file.alone() || !result.isLasting()) {
        return;
      }
      fresh.put(key(result.path(), file.before().content()), FixedFile.text(result));
      if (result.isChanged() && result.findings().isEmpty()) {
        nothing(result.path(), file.now().content());
      }
    }

    void store() {
      if (cached) {
        cache.keep(KIND, fresh);
      }
    }
  }

  private static Set<Purpose> layout() {
    return EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT);
  }

  private void work(
      List<Progress> files,
      Chain wanted,
      Chain layout,
      Set<Purpose> purposes,
      Invocation invocation)
      throws IOException, InterruptedException {
    var job = Job.of(wanted.workspace(), Detection.builtIn(""), invocation);
    var settling = new Settling(job);
    settling.settle(wanted, files);
    var allowed = EnumSet.copyOf(purposes);
    if (!purposes.contains(Purpose.LAYOUT)) {
      allowed.addAll(layout());
      settling.settle(layout, laidOut(files, layout, settling));
    }
    invocation.ensureActive();
    InParallel.flatMap(
        invocation.conditions(),
        files,
        file -> {
          if (file.isChanged()) {
            proofs
                .fault(file.before(), file.now(), allowed)
                .ifPresent(fault ->
                    file.refuse(
                        String.join(", ", file.used()),
                        "unsafe-fix",
                        "%s: it %s".formatted(fault.check(), fault.what())));
          }
          return List.of();
        });
    for (Progress file : files) {
      if (file.touched()) {
        Files.write(file.before().file(), file.before().encode());
      }
    }
  }

  /** Returns the changed files that were formatted before the change. */
  private static List<Progress> laidOut(List<Progress> files, Chain layout, Settling settling)
      throws IOException, InterruptedException {
    var before = new LinkedHashMap<Progress, Progress>();
    for (Progress file : files) {
      if (file.isChanged()) {
        before.put(new Progress(file.before()), file);
      }
    }
    settling.settle(layout, List.copyOf(before.keySet()));
    before.keySet().removeIf(old -> old.isChanged() || old.refused() != null);
    return List.copyOf(before.values());
  }

  private static Result result(Progress file) {
    String path = file.before().path();
    Refused refused = file.refused();
    List<Finding> findings =
        refused == null
            ? List.of()
            : List.of(
                Finding.at(
                    path,
                    0,
                    0,
                    Severity.INFO,
                    refused.tool(),
                    refused.rule(),
                    "left as it is: " + refused.why()));
    return new Result(path, file.isChanged() ? file.now().text() : null, file.used(), findings);
  }
}
