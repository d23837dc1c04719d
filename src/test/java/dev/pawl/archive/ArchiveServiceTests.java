package dev.pawl.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.project.ProjectService;
import dev.pawl.project.TestProjects;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

class ArchiveServiceTests {

  private static final Instant NOW = Instant.parse("2026-01-10T10:00:00Z");

  @TempDir Path temp;
  private final List<String> activeWorkflows = new ArrayList<>();

  private ArchiveService archives(Instant now) {
    return new ArchiveService(
        TestArchives.properties(temp),
        TestArchives.usedBy(activeWorkflows),
        TestProjects.none(),
        new ArchiveObjects(Optional.empty()),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private Archive receive(byte[] body) throws IOException {
    return archives(NOW).upload(new ByteArrayInputStream(body), -1);
  }

  private Path tree(Archive archive) {
    return archives(NOW).findFolder(archive.archiveId()).orElseThrow();
  }

  private List<String> storedNames() throws IOException {
    try (var paths = Files.list(temp)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void extractsTar() throws IOException {
    var archive =
        receive(
            new TarBuilder()
                .entry("./", '5', "", 0755, new byte[0])
                .file("./a.txt", "hello")
                .entry("src/", '5', "", 0755, new byte[0])
                .executable("src/run.sh", "#!/bin/sh\n")
                .link("src/link", "../a.txt")
                .link("dangling", "src/nothing")
                .entry("src/again", '1', "a.txt", 0644, new byte[0])
                .gz());

    assertThat(archive)
        .returns(5, Archive::files)
        .returns(20L, Archive::bytes)
        .returns(ArchiveFormat.TAR_GZ, Archive::format)
        .returns(List.of(), Archive::leftOut)
        .returns(NOW, Archive::createdAt)
        .returns(NOW.plus(Duration.ofHours(24)), Archive::expiresAt);
    assertThat(TestFiles.read(tree(archive), "a.txt")).isEqualTo("hello");
    assertThat(TestFiles.read(tree(archive), "src/again")).isEqualTo("hello");
    assertThat(tree(archive).resolve("src/run.sh")).isExecutable();
    assertThat(Files.isExecutable(tree(archive).resolve("a.txt"))).isFalse();
    assertThat(Files.readSymbolicLink(tree(archive).resolve("src/link"))).hasToString("../a.txt");
    assertThat(Files.readSymbolicLink(tree(archive).resolve("dangling")))
        .hasToString("src/nothing");
    assertThat(storedNames()).containsExactly(archive.archiveId());
  }

  @Test
  void extractsZip() throws IOException {
    var archive =
        receive(
            new ZipBuilder()
                .entry("src/", 040755, "")
                .file("a.txt", "hello")
                .executable("src/run.sh", "#!/bin/sh\n")
                .link("src/link", "../a.txt")
                .entry("plain.txt", "made elsewhere", entry -> {})
                .bytes());

    assertThat(archive)
        .returns(4, Archive::files)
        .returns(29L, Archive::bytes)
        .returns(ArchiveFormat.ZIP, Archive::format);
    assertThat(TestFiles.read(tree(archive), "a.txt")).isEqualTo("hello");
    assertThat(tree(archive).resolve("src/run.sh")).isExecutable();
    assertThat(Files.isExecutable(tree(archive).resolve("plain.txt"))).isFalse();
    assertThat(Files.readSymbolicLink(tree(archive).resolve("src/link"))).hasToString("../a.txt");
  }

  @Test
  void readsAllFormsOfLongNames() throws IOException {
    String name = "ä".repeat(80) + "/" + "b".repeat(120);
    var archive =
        receive(
            new TarBuilder()
                .longName('L', name.getBytes(StandardCharsets.UTF_8))
                .file(name.substring(0, 50), "gnu")
                .pax("path", name + ".pax")
                .file("ignored", "pax")
                .pax("mtime", "1700000000.5")
                .file("ümlaut", "header")
                .gz());

    assertThat(TestFiles.read(tree(archive), name)).isEqualTo("gnu");
    assertThat(TestFiles.read(tree(archive), name + ".pax")).isEqualTo("pax");
    assertThat(TestFiles.read(tree(archive), "ümlaut")).isEqualTo("header");
  }

  @Test
  void readsGitArchiveOutput() throws IOException {
    var archive =
        receive(
            new TarBuilder()
                .entry("pax_global_header", 'g', "", 0666, TarBuilder.record("comment", "4e91cd2"))
                .entry("src/", '5', "", 0775, new byte[0])
                .file("src/a.txt", "a")
                .gz());

    assertThat(archive.files()).isEqualTo(1);
    assertThat(TestFiles.read(tree(archive), "src/a.txt")).isEqualTo("a");
  }

  @Test
  void omitsAndReportsGitFolders() throws IOException {
    var archive =
        receive(
            new TarBuilder()
                .file(".git/config", "[core]")
                .file(".git/hooks/pre-commit", "rm -rf")
                .file("sub/.git", "gitdir: elsewhere")
                .file("sub/a.txt", "a")
                .file(".gitignore", "x")
                .gz());

    assertThat(archive.leftOut()).containsExactly(".git", "sub/.git");
    assertThat(archive.files()).isEqualTo(2);
    assertThat(TestFiles.manifest(tree(archive)).keySet())
        .containsExactlyInAnyOrder("/", ".gitignore", "sub/", "sub/a.txt");
  }

  @Test
  void reportsAllErrorsAtOnce() throws IOException {
    var exception =
        catchThrowableOfType(
            ArchiveRejectedException.class,
            () ->
                receive(
                    new TarBuilder()
                        .file("../a", "a")
                        .file("good", "b")
                        .file("/b", "c")
                        .file("c\\d", "d")
                        .gz()));

    assertThat(exception.getBody().getProperties())
        .isEqualTo(
            Map.of(
                "errors",
                List.of(
                    new ArchiveRejectedException.EntryError("../a", "has a .. segment in its path"),
                    new ArchiveRejectedException.EntryError("/b", "has an absolute path"),
                    new ArchiveRejectedException.EntryError(
                        "c\\d", "has a backslash in its name; use / as the separator"))));
    assertThat(exception.getBody().getDetail()).contains("\"../a\"", "2 more");
    assertThat(storedNames()).isEmpty();
  }

  @Test
  void findsListsAndDeletes() throws IOException {
    var first = receive(new TarBuilder().file("a", "a").gz());
    var second =
        archives(NOW.plusSeconds(1))
            .upload(new ByteArrayInputStream(new ZipBuilder().file("b", "b").bytes()), -1);

    assertThat(archives(NOW).find(first.archiveId())).contains(first);
    assertThat(archives(NOW).list()).containsExactly(second, first);
    assertThat(archives(NOW).isAvailable(first.archiveId())).isTrue();

    archives(NOW).delete(first.archiveId());

    assertThat(archives(NOW).find(first.archiveId())).isEmpty();
    assertThat(archives(NOW).findFolder(first.archiveId())).isEmpty();
    assertThat(storedNames()).containsExactly(second.archiveId());
  }

  private ArchiveService limited(DataSize maxTotal, DataSize maxProject) {
    return new ArchiveService(
        TestArchives.properties(temp, maxTotal, maxProject),
        TestArchives.usedBy(activeWorkflows),
        TestProjects.none(),
        new ArchiveObjects(Optional.empty()),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static void assertNoSpace(ThrowingCallable upload, String detail) {
    assertThatExceptionOfType(ArchiveRejectedException.class)
        .isThrownBy(upload)
        .satisfies(exception -> {
          assertThat(exception.getStatusCode()).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
          assertThat(exception.getBody().getDetail()).contains(detail);
        });
  }

  private static Archive upload(ArchiveService archives, byte[] body) {
    try {
      return archives.upload(new ByteArrayInputStream(body), -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rejectsUploadsAboveTotalLimit() throws IOException {
    ArchiveService archives = limited(DataSize.ofKilobytes(300), DataSize.ofMegabytes(1));
    byte[] large = new TarBuilder().file("a", "0123456789abcdef".repeat(20_000)).gz();
    byte[] small = new TarBuilder().file("b", "b").gz();
    ArchiveService roomy = limited(DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));
    Archive first = upload(roomy, large);

    assertNoSpace(() -> upload(archives, small), "DELETE /api/v1/archives/{id}");

    assertThat(storedNames()).containsExactly(first.archiveId());
    archives.delete(first.archiveId());
    upload(archives, small);
  }

  @Test
  void countsTheSpaceOfEmptyFilesAndFolders() throws IOException {
    ArchiveService archives = limited(DataSize.ofKilobytes(64), DataSize.ofMegabytes(1));
    var empty = new TarBuilder();
    for (int i = 0; i < 10; i++) {
      empty.file("f" + i, "").entry("d" + i + "/", '5', "", 0755, new byte[0]);
    }

    assertNoSpace(() -> upload(archives, empty.gz()), "being uploaded");

    assertThat(storedNames()).isEmpty();
    upload(archives, new TarBuilder().file("a", "a").gz());
  }

  @Test
  void limitsTheArchivesOfEachProject() throws IOException {
    ArchiveService archives = limited(DataSize.ofMegabytes(1), DataSize.ofKilobytes(8));
    byte[] body = new TarBuilder().file("a", "a".repeat(5000)).gz();
    ProjectService projects = TestProjects.none();
    projects.callFor("red", () -> upload(archives, body));

    assertNoSpace(
        () -> projects.callFor("red", () -> upload(archives, body)), "of the project red");

    projects.callFor("blue", () -> upload(archives, body));
    upload(archives, body);
    upload(archives, body);
  }

  @Test
  void countsUploadsThatAreReceivedAtTheSameTime() {
    var space = new IncomingSpace(DataSize.ofKilobytes(8));
    var first = space.begin();
    var second = space.begin();
    first.reserve(5000);

    assertNoSpace(() -> second.reserve(5000), "being uploaded");

    second.close();
    first.reserve(3000);
    first.close();
    space.begin().reserve(8000);
  }

  @Test
  void ignoresInvalidIds() {
    for (String id : List.of("", ".", "..", "../x", "incoming-x", "0".repeat(36))) {
      assertThat(archives(NOW).find(id)).as(id).isEmpty();
      assertThat(archives(NOW).findFolder(id)).as(id).isEmpty();
    }
  }

  @Test
  void keepsArchivesInUse() throws IOException {
    var archive = receive(new TarBuilder().file("a", "a").gz());
    activeWorkflows.add("quality_1");

    var inUse =
        catchThrowableOfType(
            ArchiveInUseException.class, () -> archives(NOW).delete(archive.archiveId()));
    assertThat(inUse.getBody().getProperties()).containsEntry("workflows", List.of("quality_1"));

    Instant tomorrow = NOW.plus(Duration.ofHours(25));
    archives(tomorrow).deleteExpired();
    assertThat(archives(tomorrow).isAvailable(archive.archiveId())).isFalse();
    assertThat(archives(tomorrow).findFolder(archive.archiveId())).isPresent();

    activeWorkflows.clear();
    archives(tomorrow).deleteExpired();
    assertThat(storedNames()).isEmpty();
  }

  @Test
  void keepsUnexpiredArchives() throws IOException {
    receive(new TarBuilder().file("a", "a").gz());

    archives(NOW.plus(Duration.ofHours(24))).deleteExpired();

    assertThat(storedNames()).hasSize(1);
  }

  @Test
  void deletesLeftoversOfCrashes() throws IOException {
    Path abandoned = Files.createDirectories(temp.resolve("incoming-half/tree/src"));
    Files.createDirectories(temp.resolve("gone-half/tree"));
    Files.createDirectories(temp.resolve("incoming-young"));
    Files.setLastModifiedTime(temp.resolve("incoming-young"), FileTime.from(NOW));
    Files.setLastModifiedTime(
        temp.resolve("incoming-half"), FileTime.from(NOW.minus(Duration.ofHours(25))));

    archives(NOW).deleteExpired();

    assertThat(abandoned).doesNotExist();
    assertThat(storedNames()).containsExactly("incoming-young");
  }
}
