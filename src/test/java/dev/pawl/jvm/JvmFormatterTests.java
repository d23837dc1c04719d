package dev.pawl.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.language.Language;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.FormatterExecutor;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.ToolUnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class JvmFormatterTests {

  @TempDir Path folder;

  /** Ends the formatters that hang, so that they do not outlive the test. */
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void endHangingFormatters() {
    end.countDown();
  }

  /** Formats like a formatter that fails on some files. */
  private String format(String text, FormatterStyle style) throws UnfixableException {
    return switch (text) {
      case "throws" -> throw new IllegalStateException("a bug");
      case "misses" -> throw new NoSuchMethodError("a method of another JDK");
      case "hangs" -> hang();
      case "allocates" -> allocate();
      case "memory" -> throw new OutOfMemoryError();
      case "recurses" -> recurse(0);
      case "rejects" -> throw new UnfixableException("no Java");
      default -> style.name() + " " + text;
    };
  }

  private String hang() {
    boolean ended = false;
    while (!ended) {
      try {
        end.await();
        ended = true;
      } catch (InterruptedException e) {
        // A formatter that ignores interrupts.
        continue;
      }
    }
    return "late";
  }

  private String allocate() {
    var garbage = new ArrayList<byte[]>();
    while (end.getCount() > 0) {
      garbage.add(new byte[1 << 20]);
      if (garbage.size() > 10) {
        garbage.clear();
      }
    }
    return "late";
  }

  private static String recurse(int depth) {
    return recurse(depth + 1) + depth;
  }

  private JvmFormatter formatter(Duration timeout, FormatterEngine.Factory factory)
      throws IOException {
    Files.createDirectories(folder.resolve("1.0"));
    var executor = new FormatterExecutor("jvm-formatter", timeout, DataSize.ofMegabytes(200));
    return new JvmFormatter(
        "example",
        Language.JAVA,
        new InstalledVersions(folder, factory, executor),
        FormatterStyles.withDefault("PLAIN"));
  }

  private List<FixResult> fix(JvmFormatter formatter, String... texts) throws InterruptedException {
    var sources = new ArrayList<SourceFile>();
    for (String text : texts) {
      sources.add(SourceFiles.of("A%d.java".formatted(sources.size()), text));
    }
    return formatter.fix(sources, SourceFiles.context(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "throws, 1m, crashed, a bug",
    "misses, 1m, crashed, NoSuchMethodError",
    "hangs, 300ms, crashed, no result within 300 ms",
    "allocates, 1m, crashed, an allocation of more than 200 MB",
    "memory, 1m, crashed, OutOfMemoryError",
    "recurses, 1m, not-fixed, too deep",
    "rejects, 1m, not-fixed, no Java"
  })
  void leavesTheFileThatFailsOnly(String text, String timeout, String rule, String reason)
      throws Exception {
    var formatter =
        formatter(
            timeout.endsWith("ms") ? Duration.ofMillis(300) : Duration.ofMinutes(1),
            loader -> this::format);

    List<FixResult> results = fix(formatter, "one", text, "two");

    assertThat(results)
        .extracting(result -> result.source().text())
        .containsExactly("PLAIN one", text, "PLAIN two");
    assertThat(results.get(1).rule()).isEqualTo(rule);
    assertThat(results.get(1).reason()).contains(reason);
  }

  @Test
  void doesNotWaitForEverForFormattersThatHang() throws Exception {
    var formatter = formatter(Duration.ofMillis(300), loader -> this::format);
    int processors = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < processors; i++) {
      fix(formatter, "hangs");
    }

    assertThat(fix(formatter, "one").getFirst().reason())
        .contains("too many other files that take too long");
  }

  @Test
  void reportsAVersionThatCannotBeLoadedOnceForAllFiles() throws Exception {
    var formatter =
        formatter(
            Duration.ofMinutes(1),
            loader -> {
              throw new ClassNotFoundException("example.Formatter");
            });

    assertThatExceptionOfType(ToolUnusableException.class)
        .isThrownBy(() -> fix(formatter, "one", "two"))
        .withMessageContaining("cannot be loaded")
        .withMessageContaining("example.Formatter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"google-java-format", "palantir-java-format", "spring-javaformat", "ktfmt"})
  void reportsBrokenJars(String name) throws Exception {
    Path version = Files.createDirectories(folder.resolve(name).resolve("1.0"));
    Files.writeString(version.resolve("formatter.jar"), "no jar");
    JvmFormatter formatter = InstalledJvmFormatters.formatter(name, folder);

    assertThat(formatter.version()).isEqualTo("1.0");
    assertThatExceptionOfType(ToolUnusableException.class)
        .isThrownBy(() -> fix(formatter, "class A {}"))
        .withMessageContaining("cannot be loaded");
  }

  @Test
  void usesThePinnedVersionOrElseTheNewest() throws Exception {
    for (String version : List.of("1.9", "1.10.0", "1.10.0-rc1", ".fetch.abc", "latest")) {
      Files.createDirectories(folder.resolve(version));
    }
    Files.writeString(folder.resolve("2.0"), "a file");
    var formatter = formatter(Duration.ofMinutes(1), loader -> this::format);

    assertThat(formatter.version()).isEqualTo("1.10.0");
    for (String installed : List.of("1.9", "1.10.0-rc1")) {
      assertThat(((JvmFormatter) formatter.inVersion(installed)).version()).isEqualTo(installed);
    }
    for (String missing : List.of("1.1", "2.0", "latest", "../x", ".fetch.abc", "")) {
      assertThat(((JvmFormatter) formatter.inVersion(missing)).version())
          .as(missing)
          .isEqualTo("1.10.0");
    }
  }

  @Test
  void isUnavailableUntilAVersionIsInstalled() {
    JvmFormatter formatter = InstalledJvmFormatters.formatter("ktfmt", folder.resolve("missing"));
    var workspace = SourceFiles.context(folder).workspace();

    assertThat(formatter.detect(workspace).unavailableReason())
        .isEqualTo("is not installed (tools/jvm/fetch ktfmt and a version)");
    assertThat(formatter.inVersion("0.58").detect(workspace).unavailableReason())
        .isEqualTo("is not installed (tools/jvm/fetch ktfmt 0.58)");
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() -> formatter.fix(SourceFiles.of("A.kt", "val a = 1\n")))
        .withMessageContaining("not installed");
  }

  @Test
  void suggestsNoCommandThatAShellWouldInterpret() {
    JvmFormatter formatter = InstalledJvmFormatters.formatter("ktfmt", folder);

    assertThat(formatter.installation("0.58")).hasValue("tools/jvm/fetch ktfmt 0.58");
    for (String version : List.of("$(id)", "1; id", "1.0\nid", "../1", "")) {
      assertThat(formatter.installation(version)).as(version).isEmpty();
    }
  }

  @Test
  void keepsLineEndings() throws Exception {
    var formatter = formatter(Duration.ofMinutes(1), loader -> (text, style) -> text + "b\n");

    assertThat(formatter.fix(SourceFiles.of("A.java", "a\r\na\r\n"))).isEqualTo("a\r\na\r\nb\r\n");
  }

  @Test
  void rejectsStylesAndOptionsThatAVersionDoesNotHave() {
    for (String style : List.of("DROPBOX", "GOOGLE maxWidth=wide", "GOOGLE unknown=1")) {
      var formatter = (JvmFormatter) InstalledJvmFormatters.formatter("ktfmt").inStyle(style);

      assertThatExceptionOfType(UnfixableException.class)
          .as(style)
          .isThrownBy(() -> formatter.fix(SourceFiles.of("A.kt", "val a=1\n")));
    }
    var formatter =
        (JvmFormatter) InstalledJvmFormatters.formatter("google-java-format").inStyle("TABS");
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() -> formatter.fix(SourceFiles.of("A.java", "class A{}\n")))
        .withMessageContaining("has no style TABS");
  }

  @Test
  void rejectsTextThatDoesNotParse() {
    for (String name : List.of("google-java-format", "palantir-java-format", "ktfmt")) {
      String path = name.equals("ktfmt") ? "A.kt" : "A.java";

      assertThatExceptionOfType(UnfixableException.class)
          .as(name)
          .isThrownBy(
              () -> InstalledJvmFormatters.formatter(name).fix(SourceFiles.of(path, "class {")));
    }
  }

  @Test
  void keepsJavadocAndModifiersWithoutTheConfigurationOfABuild() throws Exception {
    String text = "/** One\n *  two */\nfinal public class A {}\n";

    assertThat(
            InstalledJvmFormatters.formatter("google-java-format")
                .fix(SourceFiles.of("A.java", text)))
        .contains("*  two", "final public class A");
  }
}
