package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.cache.Cache;
import dev.pawl.cache.InMemoryCache;
import dev.pawl.command.Finding;
import dev.pawl.proof.TestRewriteVerifiers;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.ToolUnusableException;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixerRunnerTests {

  private static final Set<Purpose> LAYOUT = EnumSet.of(Purpose.LAYOUT);
  private static final Set<Purpose> IMPORTS = EnumSet.of(Purpose.IMPORTS);

  /** A syntax checker that rejects each text with {@code !}. */
  private static final SyntaxChecker NO_EXCLAMATION_MARKS =
      new SyntaxChecker() {
        @Override
        public String name() {
          return "calm";
        }

        @Override
        public String version() {
          return "1";
        }

        @Override
        public boolean handles(String path) {
          return path.endsWith(".txt");
        }

        @Override
        public List<Finding> parse(SourceFile source) {
          return source.text().contains("!")
              ? List.of(syntaxError(source, 1, 1, "shouts"))
              : List.of();
        }
      };

  @TempDir Path target;
  private final AtomicInteger calls = new AtomicInteger();
  private Cache cache = Cache.NONE;

  private Fixer fixer(Purpose purpose, UnaryOperator<String> function) {
    return new TextFixer() {
      @Override
      public String name() {
        return "fixer";
      }

      @Override
      public String version() {
        return "1";
      }

      @Override
      public Purpose purpose() {
        return purpose;
      }

      @Override
      public boolean handles(SourceFile source) {
        return source.path().endsWith(".txt") || source.path().endsWith(".java");
      }

      @Override
      public String fix(SourceFile source) throws UnfixableException {
        calls.incrementAndGet();
        if (source.text().startsWith("broken")) {
          throw new UnfixableException("cannot read it");
        }
        return function.apply(source.text());
      }
    };
  }

  private List<FileResult> fix(Set<Purpose> purposes, Fixer... fixers) throws Exception {
    return fix("", purposes, fixers);
  }

  private List<FileResult> fix(String arguments, Set<Purpose> purposes, Fixer... fixers)
      throws Exception {
    var open = TestWorkspace.of(target);
    open.folder();
    var fixing =
        new FixerRunner(
            new FixerChainFactory(List.of(fixers), source -> Optional.empty()),
            TestRewriteVerifiers.withSyntaxCheckers(NO_EXCLAMATION_MARKS),
            cache);
    var context = CommandContexts.withArguments(open.key(), arguments, new ArrayList<>());
    var settings = new ToolConfigFiles(open.workspace().files());
    FixerChain chain =
        fixing.chain(open.workspace(), settings, new FixRequest(purposes, false), context);
    return fixing.fix(settings.files(), chain, purposes, context);
  }

  private FileResult layout(String text, UnaryOperator<String> function) throws Exception {
    TestFiles.write(target, "a.txt", text);
    return fix(LAYOUT, fixer(Purpose.LAYOUT, function)).getFirst();
  }

  private static String reason(FileResult result) {
    assertThat(result.isChanged()).isFalse();
    return result.findings().getFirst().message();
  }

  @Test
  void repeatsUntilStable() throws Exception {
    FileResult result =
        layout("a    b", text -> text.contains("  ") ? text.replaceFirst("  ", " ") : text);

    assertThat(result.text()).isEqualTo("a b");
    assertThat(result.fixers()).containsExactly("fixer");
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void rejectsCyclicResults() throws Exception {
    FileResult result = layout("a b", text -> text.equals("a b") ? "a  b" : "a b");

    assertThat(result.findings().getFirst().rule()).isEqualTo("unstable-format");
    assertThat(reason(result)).contains("cycle");
  }

  @Test
  void rejectsUnstableResults() throws Exception {
    assertThat(reason(layout("a b", text -> text + " "))).contains("still changes");
  }

  @Test
  void keepsFileThatToolCannotProcess() throws Exception {
    assertThat(reason(layout("broken", text -> "never"))).contains("cannot read it");
  }

  @Test
  void keepsFileWhenToolCrashes() throws Exception {
    FileResult result =
        layout(
            "a",
            text -> {
              throw new IllegalStateException("oops");
            });

    assertThat(result.findings().getFirst().rule()).isEqualTo("crashed");
  }

  @Test
  void keepsFileWithMixedLineEndings() throws Exception {
    assertThat(reason(layout("a\r\nb\n", String::toUpperCase))).contains("mixed line endings");
  }

  @Test
  void rejectsChangedLineEndings() throws Exception {
    assertThat(reason(layout("a\r\nb\r\n", text -> text.replace("\r\n", "\n")))).contains("I-10");
  }

  @Test
  void rejectsUnparsableResult() throws Exception {
    assertThat(reason(layout("a", text -> "a!"))).contains("I-11");
  }

  @Test
  void rejectsChangedContent() throws Exception {
    assertThat(reason(layout("a b", text -> "a c"))).contains("I-12");
  }

  @Test
  void acceptsUnparsableFileWithoutNewErrors() throws Exception {
    assertThat(layout("a   !", text -> "a !").text()).isEqualTo("a !");
  }

  @Test
  void rejectsUnencodableResult() throws Exception {
    TestFiles.write(target, "a.txt", new byte[] {(byte) 0xe4});

    assertThat(reason(fix(LAYOUT, fixer(Purpose.LAYOUT, text -> "日")).getFirst())).contains("I-08");
  }

  @Test
  void ignoresUnhandledFiles() throws Exception {
    TestFiles.write(target, "a.md", "x");
    TestFiles.write(target, "b.txt", "x");

    assertThat(fix(IMPORTS, fixer(Purpose.LAYOUT, text -> "x "))).isEmpty();
  }

  @Test
  void ignoresGeneratedFiles() throws Exception {
    TestFiles.write(target, "a.txt", "@generated by hand\n");
    TestFiles.write(target, "b.txt", "// Code generated by protoc. DO NOT EDIT.\n");
    TestFiles.write(target, "c.txt", "version https://git-lfs.github.com/spec/v1\n");

    assertThat(fix(LAYOUT, fixer(Purpose.LAYOUT, String::strip))).isEmpty();
  }

  @Test
  void reformatsAfterCleanup() throws Exception {
    TestFiles.write(target, "A.java", "class A { private int dead; }");
    TestFiles.write(target, "B.java", " class B { private int dead; }");
    UnaryOperator<String> cleaned = text -> text.replace("private int dead;", "");

    var results =
        fix(
            EnumSet.of(Purpose.DEAD_CODE),
            fixer(Purpose.LAYOUT, text -> text.strip().replace("  ", " ")),
            fixer(Purpose.DEAD_CODE, cleaned));

    assertThat(results)
        .extracting(FileResult::text)
        .as("a file that was not formatted before stays unformatted")
        .containsExactly("class A { }", " class B {  }");
  }

  @Test
  void cachesResults() throws Exception {
    cache = new InMemoryCache();
    FileResult first = layout("a  b", text -> text.replace("  ", " "));
    int asked = calls.get();

    FileResult again = layout("a  b", text -> text.replace("  ", " "));
    TestFiles.write(target, "a.txt", "a b");
    var settled = fix(LAYOUT, fixer(Purpose.LAYOUT, text -> "never asked"));

    assertThat(again).isEqualTo(first);
    assertThat(settled).isEmpty();
    assertThat(calls.get()).isEqualTo(asked);
  }

  @Test
  void cachesRejections() throws Exception {
    cache = new InMemoryCache();
    FileResult first = layout("broken", text -> "never");
    int asked = calls.get();

    assertThat(layout("broken", text -> "never")).isEqualTo(first);
    assertThat(calls.get()).isEqualTo(asked);
  }

  @Test
  void processesCachedGeneratedFileWhenSelectedByName() throws Exception {
    cache = new InMemoryCache();
    TestFiles.write(target, "a.txt", "@generated \n");
    var fixer = fixer(Purpose.LAYOUT, text -> text.replace(" ", ""));

    assertThat(fix(LAYOUT, fixer)).isEmpty();
    assertThat(fix("a.txt", LAYOUT, fixer))
        .extracting(FileResult::text)
        .containsExactly("@generated\n");
  }

  @Test
  void recomputesWhenDependencyChanges() throws Exception {
    cache = new InMemoryCache();
    TestFiles.write(target, "A.java", "class A { private int b; }");
    TestFiles.write(target, "b.md", "b");
    Fixer dead = new UnmentionedFieldFixer();
    assertThat(fix(EnumSet.of(Purpose.DEAD_CODE), dead)).isEmpty();

    TestFiles.write(target, "b.md", "c");

    assertThat(fix(EnumSet.of(Purpose.DEAD_CODE), dead))
        .extracting(FileResult::text)
        .containsExactly("class A {  }");
  }

  /** Removes the field {@code b} from classes unless b.md contains it. */
  private static final class UnmentionedFieldFixer implements Fixer {

    @Override
    public String name() {
      return "fixer";
    }

    @Override
    public ToolDetection detect(Workspace workspace) {
      return ToolDetection.builtIn("1");
    }

    @Override
    public Purpose purpose() {
      return Purpose.DEAD_CODE;
    }

    @Override
    public boolean handles(SourceFile source) {
      return source.path().endsWith(".java");
    }

    @Override
    public List<FixResult> fix(List<SourceFile> sources, ToolContext job) {
      try {
        boolean mentioned =
            Files.readString(job.workspace().folder().resolve("b.md")).contains("b");
        return sources.stream()
            .map(source ->
                mentioned
                    ? FixResult.of(source).dependingOnOtherFiles()
                    : FixResult.of(source.withText(source.text().replace("private int b;", "")))
                        .dependingOnOtherFiles())
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A fixer that processes all files together, and fails if one of them is bad. */
  private Fixer fragileFixer(Consumer<SourceFile> work) {
    return new Fixer() {
      @Override
      public String name() {
        return "fragile";
      }

      @Override
      public ToolDetection detect(Workspace workspace) {
        return ToolDetection.builtIn("1");
      }

      @Override
      public Purpose purpose() {
        return Purpose.LAYOUT;
      }

      @Override
      public boolean handles(SourceFile source) {
        return source.path().endsWith(".txt");
      }

      @Override
      public List<FixResult> fix(List<SourceFile> sources, ToolContext context) {
        sources.forEach(work);
        return sources.stream()
            .map(source -> FixResult.of(source.withText(source.text().replace("  ", " "))))
            .toList();
      }
    };
  }

  @Test
  void leavesOnlyTheFileOnWhichAFixerFails() throws Exception {
    for (int i = 0; i < 10; i++) {
      TestFiles.write(target, "f" + i + ".txt", "a  b");
    }

    List<FileResult> results =
        fix(
            LAYOUT,
            fragileFixer(source -> {
              if (source.path().equals("f3.txt")) {
                throw new StackOverflowError();
              }
            }));

    assertThat(results).filteredOn(FileResult::isChanged).hasSize(9);
    assertThat(results)
        .filteredOn(result -> !result.isChanged())
        .singleElement()
        .satisfies(result -> {
          assertThat(result.path()).isEqualTo("f3.txt");
          assertThat(reason(result)).isEqualTo("left as it is: too deep");
        });
  }

  @Test
  void reportsOnceThatAFixerCannotBeUsed() throws Exception {
    TestFiles.write(target, "a.txt", "a  b");
    TestFiles.write(target, "b.txt", "a  b");

    List<FileResult> results =
        fix(
            LAYOUT,
            fragileFixer(source -> {
              throw new ToolUnusableException("unknown key 'x'");
            }));

    assertThat(results).noneMatch(FileResult::isChanged);
    assertThat(results.stream().flatMap(result -> result.findings().stream()))
        .extracting(Finding::rule, Finding::message)
        .containsExactly(tuple(FixResult.UNUSABLE, "not run on any file: unknown key 'x'"));
  }
}
