package dev.pawl.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rejected archives of all kinds; nothing of them may remain on disk. */
class ArchiveRejectionTests {

  @TempDir Path temp;

  private ArchiveRejectedException uploadRejected(byte[] body) throws IOException {
    Path folder = temp.resolve("archives");
    var exception =
        catchThrowableOfType(
            ArchiveRejectedException.class,
            () -> TestArchives.inFolder(folder).upload(new ByteArrayInputStream(body), -1));
    assertThat(exception).as("it was accepted").isNotNull();
    try (var remaining = Files.list(folder)) {
      assertThat(remaining).isEmpty();
    }
    try (var siblings = Files.list(temp)) {
      assertThat(siblings).containsExactly(folder);
    }
    return exception;
  }

  private static String detail(ArchiveRejectedException exception) {
    return Objects.requireNonNull(exception.getBody().getDetail());
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] empty() {
    return new byte[0];
  }

  private static TarBuilder tar() {
    return new TarBuilder().file("good", "good");
  }

  private static ZipBuilder zip() {
    return new ZipBuilder().file("good", "good");
  }

  static Stream<Arguments> entries() {
    String deep = "d/".repeat(51) + "f";
    return Stream.of(
        Arguments.of("..", tar().file("../x", "x").gz()),
        Arguments.of("..", tar().file("a/../../x", "x").gz()),
        Arguments.of("..", tar().file("a/..", "x").gz()),
        Arguments.of("..", tar().pax("path", "a/../../x").file("x", "x").gz()),
        Arguments.of(
            "..", tar().longName('L', latin1("../" + "x".repeat(120))).file("x", "x").gz()),
        Arguments.of("..", zip().file("../x", "x").bytes()),
        Arguments.of("..", zip().entry("../x/", 040755, "").bytes()),
        Arguments.of("absolute", tar().file("/etc/x", "x").gz()),
        Arguments.of(
            "absolute", tar().longName('L', latin1("/" + "x".repeat(120))).file("x", "x").gz()),
        Arguments.of("absolute", zip().file("/etc/x", "x").bytes()),
        Arguments.of("backslash", tar().file("a\\..\\x", "x").gz()),
        Arguments.of("backslash", zip().file("a|x", "x").replacing("a|x", "a\\x")),
        Arguments.of("backslash", zip().entry("a|x", "x", entry -> {}).replacing("a|x", "a\\x")),
        Arguments.of("drive", tar().file("C:/x", "x").gz()),
        Arguments.of("drive", zip().file("c:x", "x").bytes()),
        Arguments.of("empty name", tar().file("", "x").gz()),
        Arguments.of("NUL", tar().pax("path", "a\0b").file("x", "x").gz()),
        Arguments.of("NUL", zip().file("a|b", "x").replacing("a|b", "a\0b")),
        Arguments.of("UTF-8", tar().entry(latin1("a\u00ff"), '0', empty(), 0644, empty()).gz()),
        Arguments.of("UTF-8", tar().entry(latin1("\u00e4"), '5', empty(), 0755, empty()).gz()),
        Arguments.of(
            "UTF-8", tar().longName('L', latin1("\u00ff" + "x".repeat(120))).file("x", "x").gz()),
        Arguments.of("UTF-8", tar().file("a\uFFFD", "x").gz()),
        Arguments.of("UTF-8", zip().file("a|b", "x").replacing("a|b", "a\u00ffb")),
        Arguments.of("UTF-8", zip().file("a\uFFFD", "x").bytes()),
        Arguments.of("more than 50 folders", tar().pax("path", deep).file("x", "x").gz()),
        Arguments.of(
            "the maximum is 1,024",
            tar().pax("path", "abc/".repeat(300) + "d").file("x", "x").gz()),
        Arguments.of("255 bytes", tar().pax("path", "a".repeat(256)).file("x", "x").gz()),
        Arguments.of("stored in a git tree", tar().file(".GIT/config", "x").gz()),
        Arguments.of("stored in a git tree", zip().file("git~1/config", "x").bytes()),
        Arguments.of("points outside", tar().link("l", "/etc/passwd").gz()),
        Arguments.of("points outside", tar().link("l", "..").gz()),
        Arguments.of("points outside", tar().link("a/l", "../../x").gz()),
        Arguments.of(
            "points outside",
            tar().longName('K', latin1("/" + "x".repeat(120))).link("l", "x").gz()),
        Arguments.of("points outside", tar().link("a/b/up", "../..").link("out", "a/b/up/..").gz()),
        Arguments.of("points outside", tar().link("out", "a/b/up/..").link("a/b/up", "../..").gz()),
        Arguments.of("points outside", zip().link("l", "/etc/passwd").bytes()),
        Arguments.of("points outside", zip().link("l", "../x").bytes()),
        Arguments.of("invalid target path", tar().link("l", "").gz()),
        Arguments.of("UTF-8", tar().entry(latin1("l"), '2', latin1("\u00ff"), 0777, empty()).gz()),
        Arguments.of("UTF-8", zip().entry("l", 0120777, latin1("\u00ff")).bytes()),
        Arguments.of("hard link", tar().entry("h", '1', "/etc/passwd", 0644, empty()).gz()),
        Arguments.of("hard link", tar().entry("h", '1', "../good", 0644, empty()).gz()),
        Arguments.of(
            "hard link", tar().entry("h", '1', "later", 0644, empty()).file("later", "x").gz()),
        Arguments.of("hard link", tar().link("l", "good").entry("h", '1', "l", 0644, empty()).gz()),
        Arguments.of("a device", tar().entry("dev", '3', "", 0644, empty()).gz()),
        Arguments.of("a device", tar().entry("dev", '4', "", 0644, empty()).gz()),
        Arguments.of("a device", zip().entry("dev", 0020644, "").bytes()),
        Arguments.of("a device", zip().entry("dev", 0060644, "").bytes()),
        Arguments.of("a FIFO", tar().entry("fifo", '6', "", 0644, empty()).gz()),
        Arguments.of("a FIFO", zip().entry("fifo", 0010644, "").bytes()),
        Arguments.of("a socket", zip().entry("socket", 0140644, "").bytes()),
        Arguments.of("its type is V", tar().entry("volume", 'V', "", 0644, empty()).gz()),
        Arguments.of("its type is V", tar().entry("V", 'V', "", 0, latin1(noise(2 << 20))).gz()),
        Arguments.of("occurs twice", tar().file("good", "x").gz()),
        Arguments.of("occurs twice", tar().file("./good", "x").gz()),
        Arguments.of("occurs twice", tar().link("good", "x").gz()),
        Arguments.of("occurs twice", tar().file("a/b", "x").file("a", "x").gz()),
        Arguments.of("occurs twice", tar().entry("good/", '5', "", 0755, empty()).gz()),
        Arguments.of("occurs twice", zip().file("goog", "x").replacing("goog", "good")),
        Arguments.of("not a folder", tar().file("good/x", "x").gz()),
        Arguments.of("not a folder", tar().link("l", ".").file("l/x", "x").gz()),
        Arguments.of("not a folder", zip().link("l", ".").file("l/x", "x").bytes()),
        Arguments.of("sparse", tar().entry("s", 'S', "", 0644, empty()).gz()),
        Arguments.of("encrypted", zip().patched(6, 8, 1, 8)),
        Arguments.of("method 12", zip().patched(8, 10, 12)));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void rejectsInvalidEntry(String reason, byte[] body) throws IOException {
    var exception = uploadRejected(body);

    assertThat(detail(exception)).contains(reason);
    assertThat(exception.getStatusCode().value()).isEqualTo(422);
    assertThat(exception.getBody().getProperties()).containsKey("errors");
  }

  @Test
  void rejectsTooManyEntries() throws IOException {
    var tar = new TarBuilder();
    var zip = new ZipBuilder();
    for (int i = 0; i < 1001; i++) {
      tar.file("f" + i, "");
      zip.file("f" + i, "");
    }

    assertThat(detail(uploadRejected(tar.gz()))).contains("f1000", "1,000");
    assertThat(detail(uploadRejected(zip.bytes()))).contains("f1000", "1,000");
  }

  @Test
  void countsZipEntriesBeforeReading() throws IOException {
    var zip = new ZipBuilder();
    for (int i = 0; i < 2001; i++) {
      zip.file("f" + i, "");
    }

    assertThat(detail(uploadRejected(zip.bytes())))
        .contains("more entries than the maximum of 1,000");
  }

  @Test
  void rejectsTooLargeContent() throws IOException {
    String noise = noise(11 << 20);
    var tar = new TarBuilder().file("a", noise).file("b", noise).gz();

    assertThat(tar.length).isLessThan(10 << 20);
    assertThat(detail(uploadRejected(tar))).contains("\"b\"", "20 MB");
    assertThat(detail(uploadRejected(new ZipBuilder().file("a", noise).file("b", noise).bytes())))
        .contains("\"b\"", "20 MB");
  }

  /** Returns random letters that compress to three eighths of their size. */
  private static String noise(int length) {
    var random = new Random(4711);
    byte[] letters = new byte[length];
    for (int i = 0; i < length; i++) {
      letters[i] = (byte) ('a' + random.nextInt(8));
    }
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  @Test
  void rejectsDecompressionBombs() throws IOException {
    String zeros = "0".repeat(5 << 20);

    assertThat(detail(uploadRejected(new TarBuilder().file("bomb", zeros).gz())))
        .contains("\"bomb\"", "100 times");
    assertThat(detail(uploadRejected(new ZipBuilder().file("bomb", zeros).bytes())))
        .contains("\"bomb\"", "100 times");
    assertThat(detail(uploadRejected(new TarBuilder().file(".git/bomb", zeros).gz())))
        .contains("100 times");
    assertThat(detail(uploadRejected(tar().raw(new byte[5 << 20]).gz()))).contains("100 times");
  }

  @Test
  void rejectsTooLargeHeaders() throws IOException {
    var longName = tar().longName('L', new byte[2 << 20]).file("x", "x").gz();
    var pax = tar().pax("comment", "x".repeat(2 << 20)).file("x", "x").gz();

    assertThat(detail(uploadRejected(longName))).contains("larger than 1 MiB");
    assertThat(detail(uploadRejected(pax))).contains("larger than 1 MiB");
  }

  @Test
  void acceptsHighRatioOfSmallArchive() throws IOException {
    byte[] small = new TarBuilder().file("zeros", "0".repeat(900 << 10)).gz();

    assertThat(small.length * 100).isLessThan(900 << 10);
    assertThat(TestArchives.upload(TestArchives.inFolder(temp), small)).isNotEmpty();
  }

  @Test
  void rejectsWrongSizes() throws IOException {
    var original = zip().file("lie", "12345").bytes();
    // The uncompressed size, in the central directory only.
    byte[] fewer = original.clone();
    byte[] greater = original.clone();
    int entry = lastIndexOf(original, "PK\1\2");
    fewer[entry + 24] = 3;
    greater[entry + 24] = 9;

    assertThat(detail(uploadRejected(fewer))).contains("\"lie\"", "3 bytes");
    assertThat(detail(uploadRejected(greater))).contains("\"lie\"", "9 bytes");
    byte[] huge = tar().header(latin1("huge"), '0', empty(), 0644, 1L << 32).raw(empty()).gz();
    assertThat(detail(uploadRejected(huge))).contains("\"huge\"", "truncated");
  }

  private static int lastIndexOf(byte[] content, String text) {
    return new String(content, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }

  @Test
  void rejectsDamagedArchives() throws IOException {
    byte[] zip = new ZipBuilder().file("text", noise(5000)).bytes();
    byte[] tar = new TarBuilder().file("text", noise(5000)).gz();
    for (byte[] original : new byte[][] {zip, tar}) {
      for (int length : new int[] {4, 10, 30, original.length / 2, original.length - 1}) {
        assertThat(detail(uploadRejected(Arrays.copyOf(original, length))))
            .as("%d", length)
            .contains("truncated");
      }
      byte[] flipped = original.clone();
      flipped[original.length / 2] ^= 0x55;
      assertThat(detail(uploadRejected(flipped))).contains("damaged");
    }
    byte[] outside = zip.clone();
    // The offset of the local header in the entry of the central directory.
    Arrays.fill(
        outside, lastIndexOf(zip, "PK\1\2") + 42, lastIndexOf(zip, "PK\1\2") + 46, (byte) 0x7f);
    assertThat(detail(uploadRejected(outside))).contains("damaged").doesNotContain(temp.toString());
  }

  @Test
  void rejectsInvalidTar() throws IOException {
    assertThat(detail(uploadRejected(TarBuilder.gzip(empty())))).contains("truncated");
    assertThat(detail(uploadRejected(TarBuilder.gzip("hello".getBytes(StandardCharsets.UTF_8)))))
        .contains("truncated");
    assertThat(detail(uploadRejected(TarBuilder.gzip(latin1(noise(2048)))))).contains("damaged");
    assertThat(detail(uploadRejected(tar().withoutEnd())))
        .contains("the end-of-archive marker is missing");
    byte[] half = new TarBuilder().file("good", noise(2000)).withoutEnd();
    assertThat(detail(uploadRejected(half))).contains("end-of-archive marker is missing");
  }

  @Test
  void rejectsWrongHeaderChecksum() throws IOException {
    var tar = new TarBuilder().file("goodgood", "x");
    byte[] bytes = ungzip(tar.gz());
    bytes[0] = 'f';

    assertThat(detail(uploadRejected(TarBuilder.gzip(bytes)))).contains("checksum");
  }

  /** Any input is either accepted or rejected as an archive; other errors do not occur. */
  @RepeatedTest(20)
  void neverFailsUnexpectedly(RepetitionInfo round) throws IOException {
    var random = new Random(round.getCurrentRepetition());
    byte[] tar =
        ungzip(
            new TarBuilder()
                .file("a/b.txt", noise(700))
                .pax("path", "long/".repeat(40) + "name")
                .executable("run", "x")
                .longName('L', latin1("d/".repeat(60) + "f"))
                .link("l", "a/b.txt")
                .entry("h", '1', "a/b.txt", 0644, empty())
                .gz());
    byte[] zip =
        new ZipBuilder()
            .file("a/b.txt", noise(700))
            .executable("run", "x")
            .link("l", "a/b.txt")
            .bytes();
    for (int i = 0; i < 30; i++) {
      acceptOrReject(TarBuilder.gzip(corrupt(tar, random)));
      acceptOrReject(corrupt(TarBuilder.gzip(tar), random));
      acceptOrReject(corrupt(zip, random));
    }
    try (var siblings = Files.list(temp)) {
      assertThat(siblings).containsExactly(temp.resolve("archives"));
    }
  }

  private static byte[] corrupt(byte[] body, Random random) {
    byte[] corrupted = body.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      corrupted[random.nextInt(corrupted.length)] = (byte) random.nextInt();
    }
    return random.nextInt(5) == 0
        ? Arrays.copyOf(corrupted, random.nextInt(corrupted.length))
        : corrupted;
  }

  private void acceptOrReject(byte[] body) throws IOException {
    try {
      TestArchives.inFolder(temp.resolve("archives")).upload(new ByteArrayInputStream(body), -1);
    } catch (ArchiveRejectedException exception) {
      assertThat(exception.getStatusCode().value()).isIn(415, 422);
    }
  }

  private static byte[] ungzip(byte[] packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void rejectsEmptyArchives() throws IOException {
    assertThat(detail(uploadRejected(new TarBuilder().gz()))).contains("no files");
    assertThat(detail(uploadRejected(new TarBuilder().entry("a/", '5', "", 0755, empty()).gz())))
        .contains("no files");
    assertThat(detail(uploadRejected(new ZipBuilder().entry("a/", 040755, "").bytes())))
        .contains("no files");
    assertThat(detail(uploadRejected(new TarBuilder().file(".git/config", "x").gz())))
        .contains("no files");
    assertThat(detail(uploadRejected(empty()))).contains("body is empty");
  }

  @ParameterizedTest
  @MethodSource("others")
  void rejectsUnsupportedFormats(String name, byte[] body) throws IOException {
    var exception = uploadRejected(body);

    assertThat(exception.getStatusCode().value()).as(name).isEqualTo(415);
    assertThat(detail(exception)).contains("neither a tar.gz nor a zip", "tar -czf");
    assertThat(exception.getBody().getProperties()).containsKey("accepted");
  }

  static Stream<Arguments> others() throws IOException {
    return Stream.of(
        Arguments.of("tar", ungzip(tar().gz())),
        Arguments.of("bzip2", latin1("BZh91AY&SY")),
        Arguments.of("xz", latin1("\u00fd7zXZ\0")),
        Arguments.of("7z", latin1("7z\u00bc\u00af'\u001c")),
        Arguments.of("short", latin1("P")),
        Arguments.of("json", latin1("{\"target\": {}}")));
  }

  @Test
  void rejectsTooLargeUpload() throws IOException {
    byte[] large = new byte[(10 << 20) + 1];

    assertThat(uploadRejected(large).getStatusCode().value()).isEqualTo(413);
    var exception =
        catchThrowableOfType(
            ArchiveRejectedException.class,
            () ->
                TestArchives.inFolder(temp.resolve("archives"))
                    .upload(new ByteArrayInputStream(empty()), large.length));
    assertThat(detail(exception)).contains("10,240 KiB", "pawl.archive.max-upload-size");
  }
}
