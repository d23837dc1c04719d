package dev.pawl.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.project.ProjectsOf;
import dev.pawl.workspace.Folders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;

class ArchivesTests {

  private static final Instant NOW = Instant.parse("2026-01-10T10:00:00Z");

  @TempDir Path temp;
  private final List<String> users = new ArrayList<>();

  private Archives archives(Instant now) {
    return new Archives(
        ArchivesOf.limits(temp),
        ArchivesOf.usedBy(users),
        ProjectsOf.none(),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private Archive receive(byte[] body) throws IOException {
    return archives(NOW).receive(new ByteArrayInputStream(body), -1);
  }

  private Path tree(Archive archive) {
    return archives(NOW).folder(archive.archiveId()).orElseThrow();
  }

  private List<String> kept() throws IOException {
    try (var all = Files.list(temp)) {
      return all.map(one -> one.getFileName().toString()).toList();
    }
  }

  @Test
  void unpacksATar() throws IOException {
    var archive =
        receive(
            new Tars()
                .entry("./", '5', "", 0755, new byte[0])
                .file("./a.txt", "hello")
                .entry("src/", '5', "", 0755, new byte[0])
                .program("src/run.sh", "#!/bin/sh\n")
                .link("src/link", "../a.txt")
                .link("dangling", "src/nothing")
                .entry("src/again", '1', "a.txt", 0644, new byte[0])
                .gz());

    assertThat(archive)
        .returns(5, Archive::files)
        .returns(20L, Archive::bytes)
        .returns(Format.TAR_GZ, Archive::format)
        .returns(List.of(), Archive::leftOut)
        .returns(NOW, Archive::createdAt)
        .returns(NOW.plus(Duration.ofHours(24)), Archive::expiresAt);
    assertThat(Folders.read(tree(archive), "a.txt")).isEqualTo("hello");
    assertThat(Folders.read(tree(archive), "src/again")).isEqualTo("hello");
    assertThat(tree(archive).resolve("src/run.sh")).isExecutable();
    assertThat(Files.isExecutable(tree(archive).resolve("a.txt"))).isFalse();
    assertThat(Files.readSymbolicLink(tree(archive).resolve("src/link"))).hasToString("../a.txt");
    assertThat(Files.readSymbolicLink(tree(archive).resolve("dangling")))
        .hasToString("src/nothing");
    assertThat(kept()).containsExactly(archive.archiveId());
  }

  @Test
  void unpacksAZip() throws IOException {
    var archive =
        receive(
            new Zips()
                .entry("src/", 040755, "")
                .file("a.txt", "hello")
                .program("src/run.sh", "#!/bin/sh\n")
                .link("src/link", "../a.txt")
                .entry("plain.txt", "made elsewhere", entry -> {})
                .bytes());

    assertThat(archive)
        .returns(4, Archive::files)
        .returns(29L, Archive::bytes)
        .returns(Format.ZIP, Archive::format);
    assertThat(Folders.read(tree(archive), "a.txt")).isEqualTo("hello");
    assertThat(tree(archive).resolve("src/run.sh")).isExecutable();
    assertThat(Files.isExecutable(tree(archive).resolve("plain.txt"))).isFalse();
    assertThat(Files.readSymbolicLink(tree(archive).resolve("src/link"))).hasToString("../a.txt");
  }

  @Test
  void readsLongNamesInAllTheirForms() throws IOException {
    String name = "ä".repeat(80) + "/" + "b".repeat(120);
    var archive =
        receive(
            new Tars()
                .longName('L', name.getBytes(StandardCharsets.UTF_8))
                .file(name.substring(0, 50), "gnu")
                .pax("path", name + ".pax")
                .file("ignored", "pax")
                .pax("mtime", "1700000000.5")
                .file("ümlaut", "header")
                .gz());

    assertThat(Folders.read(tree(archive), name)).isEqualTo("gnu");
    assertThat(Folders.read(tree(archive), name + ".pax")).isEqualTo("pax");
    assertThat(Folders.read(tree(archive), "ümlaut")).isEqualTo("header");
  }

  @Test
  void readsWhatGitArchiveWrites() throws IOException {
    var archive =
        receive(
            new Tars()
                .entry("pax_global_header", 'g', "", 0666, Tars.record("comment", "4e91cd2"))
                .entry("src/", '5', "", 0775, new byte[0])
                .file("src/a.txt", "a")
                .gz());

    assertThat(archive.files()).isEqualTo(1);
    assertThat(Folders.read(tree(archive), "src/a.txt")).isEqualTo("a");
  }

  @Test
  void leavesOutWhatIsOfGitAndSaysSo() throws IOException {
    var archive =
        receive(
            new Tars()
                .file(".git/config", "[core]")
                .file(".git/hooks/pre-commit", "rm -rf")
                .file("sub/.git", "gitdir: elsewhere")
                .file("sub/a.txt", "a")
                .file(".gitignore", "x")
                .gz());

    assertThat(archive.leftOut()).containsExactly(".git", "sub/.git");
    assertThat(archive.files()).isEqualTo(2);
    assertThat(Folders.manifest(tree(archive)).keySet())
        .containsExactlyInAnyOrder("/", ".gitignore", "sub/", "sub/a.txt");
  }

  @Test
  void saysAllThatIsWrongAtOnce() throws IOException {
    var refused =
        catchThrowableOfType(
            RefusedArchive.class,
            () ->
                receive(
                    new Tars()
                        .file("../a", "a")
                        .file("good", "b")
                        .file("/b", "c")
                        .file("c\\d", "d")
                        .gz()));

    assertThat(refused.getBody().getProperties())
        .isEqualTo(
            Map.of(
                "errors",
                List.of(
                    new RefusedArchive.Fault("../a", "has a .. segment in its path"),
                    new RefusedArchive.Fault("/b", "has an absolute path"),
                    new RefusedArchive.Fault(
                        "c\\d", "has a backslash in its name; use / as the separator"))));
    assertThat(refused.getBody().getDetail()).contains("\"../a\"", "2 more");
    assertThat(kept()).isEmpty();
  }

  @Test
  void findsListsAndForgets() throws IOException {
    var first = receive(new Tars().file("a", "a").gz());
    var second =
        archives(NOW.plusSeconds(1))
            .receive(new ByteArrayInputStream(new Zips().file("b", "b").bytes()), -1);

    assertThat(archives(NOW).find(first.archiveId())).contains(first);
    assertThat(archives(NOW).list()).containsExactly(second, first);
    assertThat(archives(NOW).isOpen(first.archiveId())).isTrue();

    archives(NOW).forget(first.archiveId());

    assertThat(archives(NOW).find(first.archiveId())).isEmpty();
    assertThat(archives(NOW).folder(first.archiveId())).isEmpty();
    assertThat(kept()).containsExactly(second.archiveId());
  }

  @Test
  void takesNothingMoreWhenTooMuchIsKept() throws IOException {
    byte[] large = new Tars().file("a", "0123456789abcdef".repeat(1 << 14)).gz();
    byte[] small = new Tars().file("b", "b").gz();
    var first = receive(large);

    assertThatExceptionOfType(RefusedArchive.class)
        .isThrownBy(() -> receive(small))
        .satisfies(refused -> {
          assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
          assertThat(refused.getBody().getDetail()).contains("DELETE /api/v1/archives/{id}");
        });
    assertThat(kept()).containsExactly(first.archiveId());
    archives(NOW).forget(first.archiveId());
    receive(small);
  }

  @Test
  void knowsNothingThatIsNotAnIdentity() {
    for (String id : List.of("", ".", "..", "../x", "incoming-x", "0".repeat(36))) {
      assertThat(archives(NOW).find(id)).as(id).isEmpty();
      assertThat(archives(NOW).folder(id)).as(id).isEmpty();
    }
  }

  @Test
  void keepsWhatAWorkflowUses() throws IOException {
    var archive = receive(new Tars().file("a", "a").gz());
    users.add("quality_1");

    var inUse =
        catchThrowableOfType(ArchiveInUse.class, () -> archives(NOW).forget(archive.archiveId()));
    assertThat(inUse.getBody().getProperties()).containsEntry("workflows", List.of("quality_1"));

    Instant tomorrow = NOW.plus(Duration.ofHours(25));
    archives(tomorrow).runOnce();
    assertThat(archives(tomorrow).isOpen(archive.archiveId())).isFalse();
    assertThat(archives(tomorrow).folder(archive.archiveId())).isPresent();

    users.clear();
    archives(tomorrow).runOnce();
    assertThat(kept()).isEmpty();
  }

  @Test
  void leavesWhatHasNotExpired() throws IOException {
    receive(new Tars().file("a", "a").gz());

    archives(NOW.plus(Duration.ofHours(24))).runOnce();

    assertThat(kept()).hasSize(1);
  }

  @Test
  void removesWhatACrashHasLeft() throws IOException {
    Path half = Files.createDirectories(temp.resolve("incoming-half/tree/src"));
    Files.createDirectories(temp.resolve("gone-half/tree"));
    Files.createDirectories(temp.resolve("incoming-young"));
    Files.setLastModifiedTime(temp.resolve("incoming-young"), FileTime.from(NOW));
    Files.setLastModifiedTime(
        temp.resolve("incoming-half"), FileTime.from(NOW.minus(Duration.ofHours(25))));

    archives(NOW).runOnce();

    assertThat(half).doesNotExist();
    assertThat(kept()).containsExactly("incoming-young");
  }
}
