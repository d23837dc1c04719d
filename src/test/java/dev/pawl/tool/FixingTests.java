package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cache.Cache;
import dev.pawl.cache.KeptInMemory;
import dev.pawl.command.Finding;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.Fixing.Request;
import dev.pawl.tool.Fixing.Result;
import dev.pawl.tool.proof.ProofsOf;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixingTests {

  private static final Set<Purpose> LAYOUT = EnumSet.of(Purpose.LAYOUT);
  private static final Set<Purpose> IMPORTS = EnumSet.of(Purpose.IMPORTS);

  /** A syntax checker that rejects each text with {@code !}. */
  private static final SyntaxChecker NO_SHOUTING =
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

  private Fixer fixer(Purpose purpose, UnaryOperator<String> how) {
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
        return source.path().endsWith(".txt");
      }

      @Override
      public String fix(SourceFile source) throws Unfixable {
        calls.incrementAndGet();
        if (source.text().startsWith("broken")) {
          throw new Unfixable("cannot read it");
        }
        return how.apply(source.text());
      }
    };
  }

  private List<Result> fix(Set<Purpose> purposes, Fixer... fixers) throws Exception {
    return fix("", purposes, fixers);
  }

  private List<Result> fix(String arguments, Set<Purpose> purposes, Fixer... fixers)
      throws Exception {
    var open = OpenWorkspace.of(target);
    open.folder();
    var fixing = new Fixing(new Chains(List.of(fixers)), ProofsOf.syntax(NO_SHOUTING), cache);
    var invocation = Invocations.with(open.key(), arguments, new ArrayList<>());
    var settings = new Settings(open.workspace().files());
    Chain chain =
        fixing.chain(open.workspace(), settings, new Request(purposes, false), invocation);
    return fixing.fix(settings.files(), chain, purposes, invocation);
  }

  private Result layout(String text, UnaryOperator<String> how) throws Exception {
    Folders.write(target, "a.txt", text);
    return fix(LAYOUT, fixer(Purpose.LAYOUT, how)).getFirst();
  }

  private static String reason(Result result) {
    assertThat(result.isChanged()).isFalse();
    return result.findings().getFirst().message();
  }

  @Test
  void goesOnUntilNothingChanges() throws Exception {
    Result result =
        layout("a    b", text -> text.contains("  ") ? text.replaceFirst("  ", " ") : text);

    assertThat(result.text()).isEqualTo("a b");
    assertThat(result.fixers()).containsExactly("fixer");
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void leavesAFileThatGoesRoundInACircle() throws Exception {
    Result result = layout("a b", text -> text.equals("a b") ? "a  b" : "a b");

    assertThat(result.findings().getFirst().rule()).isEqualTo("unstable-format");
    assertThat(reason(result)).contains("cycle");
  }

  @Test
  void leavesAFileThatNeverSettles() throws Exception {
    assertThat(reason(layout("a b", text -> text + " "))).contains("still changes");
  }

  @Test
  void leavesAFileThatTheToolCannotRead() throws Exception {
    assertThat(reason(layout("broken", text -> "never"))).contains("cannot read it");
  }

  @Test
  void leavesAFileThatTheToolCrashesOn() throws Exception {
    Result result =
        layout(
            "a",
            text -> {
              throw new IllegalStateException("oops");
            });

    assertThat(result.findings().getFirst().rule()).isEqualTo("crashed");
  }

  @Test
  void leavesAFileWhoseLinesEndInDifferentWays() throws Exception {
    assertThat(reason(layout("a\r\nb\n", String::toUpperCase))).contains("mixed line endings");
  }

  @Test
  void takesBackAResultThatEndsLinesInAnotherWay() throws Exception {
    assertThat(reason(layout("a\r\nb\r\n", text -> text.replace("\r\n", "\n")))).contains("I-10");
  }

  @Test
  void takesBackAResultThatDoesNotParse() throws Exception {
    assertThat(reason(layout("a", text -> "a!"))).contains("I-11");
  }

  @Test
  void takesBackAResultThatSaysSomethingElse() throws Exception {
    assertThat(reason(layout("a b", text -> "a c"))).contains("I-12");
  }

  @Test
  void acceptsAResultThatParsesNoWorseThanBefore() throws Exception {
    assertThat(layout("a   !", text -> "a !").text()).isEqualTo("a !");
  }

  @Test
  void takesBackAResultThatDoesNotFitTheCharset() throws Exception {
    Folders.write(target, "a.txt", new byte[] {(byte) 0xe4});

    assertThat(reason(fix(LAYOUT, fixer(Purpose.LAYOUT, text -> "日")).getFirst())).contains("I-08");
  }

  @Test
  void leavesFilesAloneThatNobodySpeaksFor() throws Exception {
    Folders.write(target, "a.md", "x");
    Folders.write(target, "b.txt", "x");

    assertThat(fix(IMPORTS, fixer(Purpose.LAYOUT, text -> "x "))).isEmpty();
  }

  @Test
  void leavesFilesAloneThatAProgramWrote() throws Exception {
    Folders.write(target, "a.txt", "@generated by hand\n");
    Folders.write(target, "b.txt", "// Code generated by protoc. DO NOT EDIT.\n");
    Folders.write(target, "c.txt", "version https://git-lfs.github.com/spec/v1\n");

    assertThat(fix(LAYOUT, fixer(Purpose.LAYOUT, String::strip))).isEmpty();
  }

  @Test
  void laysOutAgainWhatACleanupLeavesBehind() throws Exception {
    Folders.write(target, "a.txt", "live dead");
    Folders.write(target, "b.txt", " live dead");
    UnaryOperator<String> cleaned = text -> text.replace("dead", "");

    var results =
        fix(
            EnumSet.of(Purpose.DEAD_CODE),
            fixer(Purpose.LAYOUT, String::strip),
            fixer(Purpose.DEAD_CODE, cleaned));

    assertThat(results)
        .extracting(Result::text)
        .as("a file that was not formatted before stays unformatted")
        .containsExactly("live", " live ");
  }

  @Test
  void asksNothingTwice() throws Exception {
    cache = new KeptInMemory();
    Result first = layout("a  b", text -> text.replace("  ", " "));
    int asked = calls.get();

    Result again = layout("a  b", text -> text.replace("  ", " "));
    Folders.write(target, "a.txt", "a b");
    var settled = fix(LAYOUT, fixer(Purpose.LAYOUT, text -> "never asked"));

    assertThat(again).isEqualTo(first);
    assertThat(settled).isEmpty();
    assertThat(calls.get()).isEqualTo(asked);
  }

  @Test
  void asksNothingTwiceOfWhatWasRefused() throws Exception {
    cache = new KeptInMemory();
    Result first = layout("broken", text -> "never");
    int asked = calls.get();

    assertThat(layout("broken", text -> "never")).isEqualTo(first);
    assertThat(calls.get()).isEqualTo(asked);
  }

  @Test
  void worksOnAFileThatIsAskedForByNameAlthoughItWasLeftAloneBefore() throws Exception {
    cache = new KeptInMemory();
    Folders.write(target, "a.txt", "@generated \n");
    var fixer = fixer(Purpose.LAYOUT, text -> text.replace(" ", ""));

    assertThat(fix(LAYOUT, fixer)).isEmpty();
    assertThat(fix("a.txt", LAYOUT, fixer))
        .extracting(Result::text)
        .containsExactly("@generated\n");
  }

  @Test
  void looksAgainWhenAFileThatAnotherDependsOnHasChanged() throws Exception {
    cache = new KeptInMemory();
    Folders.write(target, "a.txt", "a b");
    Folders.write(target, "b.md", "b");
    Fixer dead = new RemovesWhatNobodyMentions();
    assertThat(fix(EnumSet.of(Purpose.DEAD_CODE), dead)).isEmpty();

    Folders.write(target, "b.md", "c");

    assertThat(fix(EnumSet.of(Purpose.DEAD_CODE), dead))
        .extracting(Result::text)
        .containsExactly("a ");
  }

  /** Removes {@code b} from texts unless b.md contains it. */
  private static final class RemovesWhatNobodyMentions implements Fixer {

    @Override
    public String name() {
      return "fixer";
    }

    @Override
    public Detection detect(Workspace workspace) {
      return Detection.builtIn("1");
    }

    @Override
    public Purpose purpose() {
      return Purpose.DEAD_CODE;
    }

    @Override
    public boolean handles(SourceFile source) {
      return source.path().endsWith(".txt");
    }

    @Override
    public List<Rewrite> fix(List<SourceFile> sources, Job job) {
      try {
        boolean mentioned =
            Files.readString(job.workspace().folder().resolve("b.md")).contains("b");
        return sources.stream()
            .map(source ->
                mentioned
                    ? Rewrite.to(source).amongOthers()
                    : Rewrite.to(source.with(source.text().replace("b", ""))).amongOthers())
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
