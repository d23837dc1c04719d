package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFileIndexTests {

  @TempDir Path folder;
  @TempDir Path outside;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource time = () -> now;

  private CommandFileIndex files() {
    return new CommandFileIndex(folder, Source.SERVER, clock());
  }

  private Clock clock() {
    return time.withZone(ZoneOffset.UTC);
  }

  private Path write(Path root, String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> names(CommandFileIndex files) {
    return files.all().stream().map(CommandFile::name).toList();
  }

  @Test
  void sortsFilesByPath() throws Exception {
    write(folder, "quality/verify.md", "x");
    write(folder, "deploy.md", "x");
    write(folder, "milestone.md", "x");
    write(folder, "milestone/status.md", "x");
    write(folder, "git/status.md", "x");

    assertThat(names(files()))
        .containsExactly("deploy", "git/status", "milestone", "milestone/status", "quality/verify");
  }

  @Test
  void excludesDocumentationAndSharedFiles() throws Exception {
    for (String name :
        List.of(
            "_shared/part.md",
            "a/_shared/part.md",
            "README.md",
            "a/readme.md",
            "CLAUDE.md",
            "old_backup.md",
            ".hidden.md",
            ".git/x.md",
            "notes.txt",
            ".md")) {
      write(folder, name, "x");
    }

    assertThat(names(files())).isEmpty();
  }

  @Test
  void returnsNothingForMissingFolder() {
    assertThat(new CommandFileIndex(folder.resolve("none"), Source.SERVER, clock()).all())
        .isEmpty();
  }

  @Test
  void listsTooLargeFileAsInvalid() throws Exception {
    write(folder, "big.md", "x".repeat((1 << 20) + 1));
    write(folder, "limit.md", "x".repeat(1 << 20));

    assertThat(files().all())
        .extracting(CommandFile::name, CommandFile::isValid)
        .containsExactly(tuple("big", false), tuple("limit", true));
  }

  @Test
  void doesNotFollowLinksOutOfTheFolder() throws Exception {
    Path secret = write(outside, "secret.md", "# Secret");
    Files.createSymbolicLink(folder.resolve("out.md"), secret);
    Files.createSymbolicLink(folder.resolve("away"), outside);
    Files.createSymbolicLink(folder.resolve("broken.md"), outside.resolve("none.md"));

    assertThat(files().all())
        .allSatisfy(file -> {
          assertThat(file.isValid()).isFalse();
          assertThat(file.body()).isEmpty();
        })
        .extracting(CommandFile::name)
        .containsExactly("away", "out");
  }

  @Test
  void followsLinksInsideTheFolderAndStopsAtLoops() throws Exception {
    write(folder, "a/real.md", "# Real");
    Files.createSymbolicLink(folder.resolve("alias.md"), folder.resolve("a/real.md"));
    Files.createSymbolicLink(folder.resolve("a/loop"), folder);

    assertThat(names(files())).containsExactly("a/real", "alias");
  }

  @Test
  void returnsSameListWhileNothingChanges() throws Exception {
    write(folder, "a.md", "x");
    CommandFileIndex files = files();
    List<CommandFile> before = files.all();
    now = now.plusSeconds(10);

    assertThat(files.all()).isSameAs(before);
  }

  @Test
  void detectsChangesWithinOneSecond() throws Exception {
    Path file = write(folder, "a.md", "# Old");
    CommandFileIndex files = files();
    files.all();

    Files.writeString(file, "# Newer");
    write(folder, "b/c.md", "# Added");
    now = now.plus(Duration.ofMillis(600));
    assertThat(files.all()).extracting(CommandFile::description).containsExactly("Newer", "Added");

    Files.delete(file);
    now = now.plus(Duration.ofMillis(600));
    assertThat(names(files)).containsExactly("b/c");
  }

  @Test
  void resolvesIncludedSharedFiles() throws Exception {
    write(folder, "_shared/rules.md", "Be kind.");
    write(
        folder, "a/b.md", "---\nrun: agent\n---\nRules: @_shared/rules.md and @_shared/../../x.md");
    CommandFileIndex files = files();
    assertThat(files.all().getFirst().body()).isEqualTo("Rules: Be kind. and @_shared/../../x.md");

    write(folder, "_shared/rules.md", "Be very kind.");
    now = now.plusSeconds(1);
    assertThat(files.all().getFirst().body()).startsWith("Rules: Be very kind.");
  }
}
