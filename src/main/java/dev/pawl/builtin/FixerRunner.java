package dev.pawl.builtin;

import dev.pawl.builtin.FixpointLoop.FileProgress;
import dev.pawl.builtin.FixpointLoop.Rejection;
import dev.pawl.cache.Cache;
import dev.pawl.cache.CacheKey;
import dev.pawl.cache.CacheValueSerializer;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.language.Language;
import dev.pawl.proof.RewriteVerifier;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
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
public class FixerRunner {

  private static final String KIND = "fix";

  /** The version of cached results; must be incremented when their format, messages, or protected files change. */
  private static final String RESULT_FORMAT = "results 4\0\0\0";

  /** The maximum number of files held in memory at once. */
  private static final int SLICE_SIZE = 2000;

  private final FixerChainFactory chainFactory;
  private final RewriteVerifier verifier;
  private final Cache cache;
  private final RunResultCache runResults;

  FixerRunner(FixerChainFactory chainFactory, RewriteVerifier verifier, Cache cache) {
    this.chainFactory = chainFactory;
    this.verifier = verifier;
    this.cache = cache;
    this.runResults = new RunResultCache(cache, "fix-all");
  }

  /**
   * The scope of a fix command.
   *
   * @param purposes what the fixers may change
   * @param allFormatters whether all available formatters of a language run, in order, instead of only the first one
   * @param named the formatters that the request names for their languages
   * @param withheld the tools that must not change files of a language, such as {@code black python}
   */
  public record FixRequest(
      Set<Purpose> purposes, boolean allFormatters, List<String> named, Set<String> withheld) {

    private static final String NAMED = "with";
    private static final String WITHHELD = "withheld";

    /** Creates a request that names no formatters. */
    FixRequest(Set<Purpose> purposes, boolean allFormatters) {
      this(purposes, allFormatters, List.of(), Set.of());
    }

    /** Returns this request without some tools for some languages. */
    FixRequest withholding(Set<String> keys) {
      return new FixRequest(purposes, allFormatters, named, Set.copyOf(keys));
    }

    private static final String ALL_FORMATTERS = "comprehensive";
    private static final String SELECTED = "named";

    /** Returns the result with this request recorded as facts, for the integrity check. */
    CommandResult recordIn(CommandResult result, FileSelection selection) {
      return result
          .withFact(
              CommandResult.FIXER_PURPOSES,
              purposes.stream().map(Purpose::value).collect(Collectors.joining(" ")))
          .withFact(ALL_FORMATTERS, Boolean.toString(allFormatters))
          .withFact(NAMED, String.join(" ", named))
          .withFact(WITHHELD, withheld.stream().sorted().collect(Collectors.joining(",")))
          .withFact(SELECTED, String.join("\n", selection.globs()));
    }

    /**
     * Returns the request that is recorded in a result; empty if a command without fixers returned it. Unknown purposes
     * are omitted, so that they allow no changes.
     */
    public static Optional<FixRequest> of(CommandResult result) {
      if (!result.facts().containsKey(CommandResult.FIXER_PURPOSES)) {
        return Optional.empty();
      }
      var purposes = EnumSet.noneOf(Purpose.class);
      result.wordsOf(CommandResult.FIXER_PURPOSES).stream()
          .flatMap(word -> Purpose.of(word).stream())
          .forEach(purposes::add);
      return Optional.of(
          new FixRequest(
              purposes,
              Boolean.parseBoolean(result.facts().get(ALL_FORMATTERS)),
              split(result.facts().getOrDefault(NAMED, ""), " "),
              Set.copyOf(split(result.facts().getOrDefault(WITHHELD, ""), ","))));
    }

    private static List<String> split(String text, String separator) {
      return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }

    /** Returns the paths and globs of the request; a path that is listed in full was selected by name. */
    public static List<String> selectedPaths(CommandResult result) {
      return result.facts().getOrDefault(SELECTED, "").lines().toList();
    }
  }

  /**
   * The fix result of one file.
   *
   * @param text the new text; null if the file does not change
   * @param fixers the names of the tools that changed the file
   * @param findings the reason why the file is left unchanged although a fixer handles it, if it is, or else the code
   *     that appears removable and must stay
   * @param left the kind of the file by its content, such as {@code minified}, because of which no fixer handles it
   */
  public record FileResult(
      String path,
      @Nullable String text,
      List<String> fixers,
      List<Finding> findings,
      @Nullable String left) {

    /** Returns whether there is a new text to write. */
    public boolean isChanged() {
      return text != null;
    }

    /** Returns whether the same file would give the same result again, which a crash does not guarantee. */
    boolean isCacheable() {
      return findings.stream()
          .noneMatch(finding ->
              finding.rule().equals(FixResult.CRASHED)
                  || finding.rule().equals(FixResult.UNUSABLE));
    }

    boolean isEmpty() {
      return text == null && findings.isEmpty() && left == null;
    }
  }

  /** Returns the fixer chain of a workspace with these files, without the tools that the attempt excludes. */
  public FixerChain chain(
      Workspace workspace, ToolConfigFiles configFiles, FixRequest request, CommandContext context)
      throws IOException {
    return chainFactory.create(
        workspace,
        configFiles,
        request,
        context.settings().avoided(),
        FileSelection.of(context),
        context.namedFormatters());
  }

  /** Returns the names of the tools that can be asked for, by language. */
  Map<String, Set<String>> formatterNamesByLanguage() {
    return chainFactory.formatterNamesByLanguage();
  }

  /** Returns the names of all tools that can be asked for. */
  Set<String> formatterNames() {
    return chainFactory.formatterNames();
  }

  /**
   * Runs the fixers of some purposes on files. Files that were formatted before a cleanup are formatted after it.
   *
   * @return the results with a change or findings; the files on disk are unchanged
   */
  public List<FileResult> fix(
      List<WorkspaceFile> files, FixerChain chain, Set<Purpose> purposes, CommandContext context)
      throws IOException, InterruptedException {
    boolean useCache = context.settings().usesCache();
    String keyPart = cacheKeyPart(chain, purposes) + "\0\0\0" + FileSelection.of(context).globs();
    CacheKey key = runResults.key(keyPart, files, chain.configFiles());
    Optional<FileResult[]> cachedResults =
        useCache
            ? runResults
                .find(key)
                .flatMap(text -> CacheValueSerializer.deserialize(text, FileResult[].class))
            : Optional.empty();
    if (cachedResults.isPresent()) {
      return List.of(cachedResults.get());
    }
    var results = new ArrayList<FileResult>();
    for (int from = 0; from < files.size(); from += SLICE_SIZE) {
      var slice = files.subList(from, Math.min(from + SLICE_SIZE, files.size()));
      results.addAll(fixSlice(slice, chain, purposes, context));
    }
    results.removeIf(FileResult::isEmpty);
    if (useCache
        && results.stream().allMatch(result -> !result.isChanged() && result.isCacheable())) {
      runResults.store(key, CacheValueSerializer.serialize(results));
    }
    return results;
  }

  /** Returns the part of the cache key that covers everything except the files. */
  private static String cacheKeyPart(FixerChain chain, Set<Purpose> purposes) {
    return RESULT_FORMAT
        + "proof "
        + RewriteVerifier.VERSION
        + "\0\0\0"
        + chain.withPurposes(purposes).cacheKeyPart()
        + "\0\0\0"
        + chain.withPurposes(formattingPurposes()).cacheKeyPart();
  }

  private List<FileResult> fixSlice(
      List<WorkspaceFile> files, FixerChain chain, Set<Purpose> purposes, CommandContext context)
      throws IOException, InterruptedException {
    FixerChain requested = chain.withPurposes(purposes);
    FixerChain layout = chain.withPurposes(formattingPurposes());
    var selection = FileSelection.of(context);
    var resultCache =
        new ResultCache(
            cacheKeyPart(chain, purposes), chain, selection, context.settings().usesCache());
    Map<WorkspaceFile, FileResult> cachedResults = resultCache.find(files);
    var results = new ArrayList<>(cachedResults.values());
    var pending = new ArrayList<FileProgress>();
    for (WorkspaceFile file : files) {
      if (!cachedResults.containsKey(file)) {
        Optional<SourceFile> text = SourceFile.read(file);
        Optional<SourceFile> source =
            text.filter(requested::handles)
                .filter(candidate ->
                    selection.containsFullPath(candidate.path()) || !candidate.isGenerated());
        source.ifPresent(candidate -> pending.add(new FileProgress(candidate)));
        if (source.isEmpty()) {
          String left = kindByContent(file.path(), text);
          var result = new FileResult(file.path(), null, List.of(), List.of(), left);
          results.add(result);
          resultCache.addUnhandled(file, result);
        }
      }
    }
    runAndVerify(pending, requested, layout, purposes, context);
    for (FileProgress file : pending) {
      FileResult result = toResult(file);
      results.add(result);
      resultCache.add(file, result);
    }
    resultCache.store();
    return results;
  }

  /** Cached results of files, and new results to be cached. */
  private final class ResultCache {

    private final String chainKey;
    private final FixerChain chain;
    private final FileSelection selection;
    private final boolean enabled;
    private final Map<CacheKey, String> newEntries = new HashMap<>();

    ResultCache(String chainKey, FixerChain chain, FileSelection selection, boolean enabled) {
      this.chainKey = chainKey;
      this.chain = chain;
      this.selection = selection;
      this.enabled = enabled;
    }

    private CacheKey key(String path, String content) {
      String selected =
          selection.containsFullPath(path)
              + " "
              + selection.names(path)
              + " "
              + chain.leavingKey(path);
      return CacheKey.of(KIND, chainKey, selected, path, content);
    }

    Map<WorkspaceFile, FileResult> find(List<WorkspaceFile> files) {
      var keys = new LinkedHashMap<CacheKey, WorkspaceFile>();
      files.forEach(file -> keys.put(key(file.path(), file.contentId()), file));
      var results = new LinkedHashMap<WorkspaceFile, FileResult>();
      if (enabled) {
        cache
            .find(KIND, keys.keySet())
            .forEach((key, text) -> {
              WorkspaceFile file = Objects.requireNonNull(keys.get(key));
              CachedFixResult.deserialize(text, file.path())
                  .ifPresent(result -> results.put(file, result));
            });
      }
      return results;
    }

    void addUnhandled(WorkspaceFile file, FileResult result) {
      newEntries.put(key(file.path(), file.contentId()), CachedFixResult.serialize(result));
    }

    void addUnchanged(String path, String content) {
      newEntries.put(key(path, content), CachedFixResult.UNCHANGED);
    }

    void add(FileProgress file, FileResult result) {
      if (!file.isIndependent() || !result.isCacheable()) {
        return;
      }
      newEntries.put(
          key(result.path(), file.original().contentHash()), CachedFixResult.serialize(result));
      if (result.isChanged() && result.findings().isEmpty()) {
        addUnchanged(result.path(), file.current().contentHash());
      }
    }

    void store() {
      if (enabled) {
        cache.put(KIND, newEntries);
      }
    }
  }

  private static Set<Purpose> formattingPurposes() {
    return EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT);
  }

  private void runAndVerify(
      List<FileProgress> files,
      FixerChain requested,
      FixerChain layout,
      Set<Purpose> purposes,
      CommandContext context)
      throws IOException, InterruptedException {
    var toolContext = ToolContext.of(requested.workspace(), ToolDetection.builtIn(""), context);
    var loop = new FixpointLoop(toolContext);
    loop.run(requested, files);
    var allowed = EnumSet.copyOf(purposes);
    if (!purposes.contains(Purpose.LAYOUT)) {
      allowed.addAll(formattingPurposes());
      loop.run(layout, previouslyFormatted(files, layout, loop));
    }
    context.ensureActive();
    ParallelFiles.flatMap(
        context.settings(),
        files,
        file -> {
          if (file.isChanged()) {
            verify(file, allowed);
          }
          return List.of();
        });
    for (FileProgress file : files) {
      if (file.isWrittenToDisk()) {
        Files.write(file.original().file(), file.original().encode());
      }
    }
  }

  /** Rejects the changes of a file that are not proven to be safe. */
  private void verify(FileProgress file, Set<Purpose> allowed) {
    String tools = String.join(", ", file.appliedTools());
    try {
      verifier
          .verify(file.original(), file.current(), allowed)
          .ifPresent(violation ->
              file.reject(
                  tools,
                  "unsafe-fix",
                  "%s: the file %s. The change cannot be proven to preserve the meaning, so it"
                          .formatted(violation.check(), violation.description())
                      + " is not made; if you want it, run the tool yourself"));
    } catch (RuntimeException | Error e) {
      FileFailure.rethrowIfFatal(e);
      file.reject(tools, "unsafe-fix", "it cannot be verified: " + FileFailure.reason(e));
    }
  }

  /** Returns the changed files that were formatted before the change. */
  private static List<FileProgress> previouslyFormatted(
      List<FileProgress> files, FixerChain layout, FixpointLoop loop)
      throws IOException, InterruptedException {
    var originals = new LinkedHashMap<FileProgress, FileProgress>();
    for (FileProgress file : files) {
      if (file.isChanged()) {
        originals.put(new FileProgress(file.original()), file);
      }
    }
    loop.run(layout, List.copyOf(originals.keySet()));
    originals.keySet().removeIf(original -> original.isChanged() || original.rejection() != null);
    return List.copyOf(originals.values());
  }

  private static FileResult toResult(FileProgress file) {
    String path = file.original().path();
    Rejection rejection = file.rejection();
    Rejection note = file.note();
    var findings = new ArrayList<Finding>();
    if (rejection == null) {
      findings.addAll(file.keptCode());
    }
    if (rejection != null) {
      findings.add(toFinding(path, rejection, "left as it is: " + rejection.reason()));
    }
    if (note != null) {
      findings.add(toFinding(path, note, "not run on any file: " + note.reason()));
    }
    return new FileResult(
        path, file.isChanged() ? file.current().text() : null, file.appliedTools(), findings, null);
  }

  /** Returns the kind of content that no fixer changes; null for other texts, and for files without a language. */
  private static @Nullable String kindByContent(String path, Optional<SourceFile> text) {
    if (Language.of(path).isEmpty()) {
      return null;
    }
    if (text.isEmpty()) {
      return "binary";
    }
    return text.get().isMinified() ? "minified" : text.get().isGenerated() ? "generated" : null;
  }

  private static Finding toFinding(String path, Rejection rejection, String message) {
    return FileFailure.note(path, 0, rejection.tool(), rejection.rule(), message);
  }
}
