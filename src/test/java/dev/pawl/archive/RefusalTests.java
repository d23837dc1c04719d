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
class RefusalTests {

  @TempDir Path temp;

  private RefusedArchive refused(byte[] body) throws IOException {
    Path folder = temp.resolve("archives");
    var refused =
        catchThrowableOfType(
            RefusedArchive.class,
            () -> ArchivesOf.folder(folder).receive(new ByteArrayInputStream(body), -1));
    assertThat(refused).as("it was accepted").isNotNull();
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    try (var beside = Files.list(temp)) {
      assertThat(beside).containsExactly(folder);
    }
    return refused;
  }

  private static String detail(RefusedArchive refused) {
    return Objects.requireNonNull(refused.getBody().getDetail());
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] none() {
    return new byte[0];
  }

  private static Tars tar() {
    return new Tars().file("good", "good");
  }

  private static Zips zip() {
    return new Zips().file("good", "good");
  }

  static Stream<Arguments> entries() {
    String deep = "d/".repeat(51) + "f";
    return Stream.of(
        Arguments.of("..", tar().file("../x", "x").gz()),
        Arguments.of("..", tar().file("a/../../x", "x").gz()),
        Arguments.of("..", tar().file("a/..", "x").gz()),
        Arguments.of("..", tar().pax("path", "a/../../x").file("x", "x").gz()),
        Arguments.of("..", tar().longName('L', latin("../" + "x".repeat(120))).file("x", "x").gz()),
        Arguments.of("..", zip().file("../x", "x").bytes()),
        Arguments.of("..", zip().entry("../x/", 040755, "").bytes()),
        Arguments.of("absolute", tar().file("/etc/x", "x").gz()),
        Arguments.of(
            "absolute", tar().longName('L', latin("/" + "x".repeat(120))).file("x", "x").gz()),
        Arguments.of("absolute", zip().file("/etc/x", "x").bytes()),
        Arguments.of("backslash", tar().file("a\\..\\x", "x").gz()),
        Arguments.of("backslash", zip().file("a|x", "x").with("a|x", "a\\x")),
        Arguments.of("backslash", zip().entry("a|x", "x", entry -> {}).with("a|x", "a\\x")),
        Arguments.of("drive", tar().file("C:/x", "x").gz()),
        Arguments.of("drive", zip().file("c:x", "x").bytes()),
        Arguments.of("empty name", tar().file("", "x").gz()),
        Arguments.of("NUL", tar().pax("path", "a\0b").file("x", "x").gz()),
        Arguments.of("NUL", zip().file("a|b", "x").with("a|b", "a\0b")),
        Arguments.of("UTF-8", tar().entry(latin("a\u00ff"), '0', none(), 0644, none()).gz()),
        Arguments.of("UTF-8", tar().entry(latin("\u00e4"), '5', none(), 0755, none()).gz()),
        Arguments.of(
            "UTF-8", tar().longName('L', latin("\u00ff" + "x".repeat(120))).file("x", "x").gz()),
        Arguments.of("UTF-8", tar().file("a\uFFFD", "x").gz()),
        Arguments.of("UTF-8", zip().file("a|b", "x").with("a|b", "a\u00ffb")),
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
            tar().longName('K', latin("/" + "x".repeat(120))).link("l", "x").gz()),
        Arguments.of("points outside", tar().link("a/b/up", "../..").link("out", "a/b/up/..").gz()),
        Arguments.of("points outside", tar().link("out", "a/b/up/..").link("a/b/up", "../..").gz()),
        Arguments.of("points outside", zip().link("l", "/etc/passwd").bytes()),
        Arguments.of("points outside", zip().link("l", "../x").bytes()),
        Arguments.of("invalid target path", tar().link("l", "").gz()),
        Arguments.of("UTF-8", tar().entry(latin("l"), '2', latin("\u00ff"), 0777, none()).gz()),
        Arguments.of("UTF-8", zip().entry("l", 0120777, latin("\u00ff")).bytes()),
        Arguments.of("hard link", tar().entry("h", '1', "/etc/passwd", 0644, none()).gz()),
        Arguments.of("hard link", tar().entry("h", '1', "../good", 0644, none()).gz()),
        Arguments.of(
            "hard link", tar().entry("h", '1', "later", 0644, none()).file("later", "x").gz()),
        Arguments.of("hard link", tar().link("l", "good").entry("h", '1', "l", 0644, none()).gz()),
        Arguments.of("a device", tar().entry("dev", '3', "", 0644, none()).gz()),
        Arguments.of("a device", tar().entry("dev", '4', "", 0644, none()).gz()),
        Arguments.of("a device", zip().entry("dev", 0020644, "").bytes()),
        Arguments.of("a device", zip().entry("dev", 0060644, "").bytes()),
        Arguments.of("a FIFO", tar().entry("fifo", '6', "", 0644, none()).gz()),
        Arguments.of("a FIFO", zip().entry("fifo", 0010644, "").bytes()),
        Arguments.of("a socket", zip().entry("socket", 0140644, "").bytes()),
        Arguments.of("the type V", tar().entry("volume", 'V', "", 0644, none()).gz()),
        Arguments.of("the type V", tar().entry("V", 'V', "", 0, latin(noise(2 << 20))).gz()),
        Arguments.of("occurs twice", tar().file("good", "x").gz()),
        Arguments.of("occurs twice", tar().file("./good", "x").gz()),
        Arguments.of("occurs twice", tar().link("good", "x").gz()),
        Arguments.of("occurs twice", tar().file("a/b", "x").file("a", "x").gz()),
        Arguments.of("occurs twice", tar().entry("good/", '5', "", 0755, none()).gz()),
        Arguments.of("occurs twice", zip().file("goog", "x").with("goog", "good")),
        Arguments.of("not a folder", tar().file("good/x", "x").gz()),
        Arguments.of("not a folder", tar().link("l", ".").file("l/x", "x").gz()),
        Arguments.of("not a folder", zip().link("l", ".").file("l/x", "x").bytes()),
        Arguments.of("sparse", tar().entry("s", 'S', "", 0644, none()).gz()),
        Arguments.of("encrypted", zip().patched(6, 8, 1, 8)),
        Arguments.of("method 12", zip().patched(8, 10, 12)));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void refusesAnEntryByItsName(String why, byte[] body) throws IOException {
    var refused = refused(body);

    assertThat(detail(refused)).contains(why);
    assertThat(refused.getStatusCode().value()).isEqualTo(422);
    assertThat(refused.getBody().getProperties()).containsKey("errors");
  }

  @Test
  void refusesTooManyEntries() throws IOException {
    var tar = new Tars();
    var zip = new Zips();
    for (int i = 0; i < 1001; i++) {
      tar.file("f" + i, "");
      zip.file("f" + i, "");
    }

    assertThat(detail(refused(tar.gz()))).contains("f1000", "1,000");
    assertThat(detail(refused(zip.bytes()))).contains("f1000", "1,000");
  }

  @Test
  void countsTheEntriesOfAZipBeforeItReadsThem() throws IOException {
    var zip = new Zips();
    for (int i = 0; i < 2001; i++) {
      zip.file("f" + i, "");
    }

    assertThat(detail(refused(zip.bytes()))).contains("more entries than the maximum of 1,000");
  }

  @Test
  void refusesWhatUnpacksToTooMuch() throws IOException {
    String noise = noise(11 << 20);
    var tar = new Tars().file("a", noise).file("b", noise).gz();

    assertThat(tar.length).isLessThan(10 << 20);
    assertThat(detail(refused(tar))).contains("\"b\"", "20 MB");
    assertThat(detail(refused(new Zips().file("a", noise).file("b", noise).bytes())))
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
  void refusesBombs() throws IOException {
    String zeros = "0".repeat(5 << 20);

    assertThat(detail(refused(new Tars().file("bomb", zeros).gz())))
        .contains("\"bomb\"", "100 times");
    assertThat(detail(refused(new Zips().file("bomb", zeros).bytes())))
        .contains("\"bomb\"", "100 times");
    assertThat(detail(refused(new Tars().file(".git/bomb", zeros).gz()))).contains("100 times");
    assertThat(detail(refused(tar().raw(new byte[5 << 20]).gz()))).contains("100 times");
  }

  @Test
  void refusesHeadersThatWouldFillTheMemory() throws IOException {
    var longName = tar().longName('L', new byte[2 << 20]).file("x", "x").gz();
    var pax = tar().pax("comment", "x".repeat(2 << 20)).file("x", "x").gz();

    assertThat(detail(refused(longName))).contains("larger than 1 MiB");
    assertThat(detail(refused(pax))).contains("larger than 1 MiB");
  }

  @Test
  void takesWhatPacksWellAsLongAsItIsSmall() throws IOException {
    byte[] small = new Tars().file("zeros", "0".repeat(900 << 10)).gz();

    assertThat(small.length * 100).isLessThan(900 << 10);
    assertThat(ArchivesOf.upload(ArchivesOf.folder(temp), small)).isNotEmpty();
  }

  @Test
  void refusesSizesThatLie() throws IOException {
    var more = zip().file("lie", "12345").bytes();
    // The uncompressed size, in the central directory only.
    byte[] fewer = more.clone();
    byte[] greater = more.clone();
    int entry = lastIndexOf(more, "PK\1\2");
    fewer[entry + 24] = 3;
    greater[entry + 24] = 9;

    assertThat(detail(refused(fewer))).contains("\"lie\"", "3 bytes");
    assertThat(detail(refused(greater))).contains("\"lie\"", "9 bytes");
    byte[] huge = tar().header(latin("huge"), '0', none(), 0644, 1L << 32).raw(none()).gz();
    assertThat(detail(refused(huge))).contains("\"huge\"", "truncated");
  }

  private static int lastIndexOf(byte[] all, String text) {
    return new String(all, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }

  @Test
  void refusesWhatIsDamaged() throws IOException {
    byte[] zip = new Zips().file("text", noise(5000)).bytes();
    byte[] tar = new Tars().file("text", noise(5000)).gz();
    for (byte[] whole : new byte[][] {zip, tar}) {
      for (int length : new int[] {4, 10, 30, whole.length / 2, whole.length - 1}) {
        assertThat(detail(refused(Arrays.copyOf(whole, length))))
            .as("%d", length)
            .contains("truncated");
      }
      byte[] flipped = whole.clone();
      flipped[whole.length / 2] ^= 0x55;
      assertThat(detail(refused(flipped))).contains("damaged");
    }
  }

  @Test
  void refusesATarThatIsNone() throws IOException {
    assertThat(detail(refused(Tars.gzip(none())))).contains("truncated");
    assertThat(detail(refused(Tars.gzip("hello".getBytes(StandardCharsets.UTF_8)))))
        .contains("truncated");
    assertThat(detail(refused(Tars.gzip(latin(noise(2048)))))).contains("damaged");
    assertThat(detail(refused(tar().unended()))).contains("the end-of-archive marker is missing");
    byte[] half = new Tars().file("good", noise(2000)).unended();
    assertThat(detail(refused(half))).contains("end-of-archive marker is missing");
  }

  @Test
  void refusesAHeaderWithAWrongChecksum() throws IOException {
    var one = new Tars().file("goodgood", "x");
    byte[] all = ungzip(one.gz());
    all[0] = 'f';

    assertThat(detail(refused(Tars.gzip(all)))).contains("checksum");
  }

  /** Any input is either accepted or rejected as an archive; other errors do not occur. */
  @RepeatedTest(20)
  void neverFailsOtherwise(RepetitionInfo round) throws IOException {
    var random = new Random(round.getCurrentRepetition());
    byte[] tar =
        ungzip(
            new Tars()
                .file("a/b.txt", noise(700))
                .pax("path", "long/".repeat(40) + "name")
                .program("run", "x")
                .longName('L', latin("d/".repeat(60) + "f"))
                .link("l", "a/b.txt")
                .entry("h", '1', "a/b.txt", 0644, none())
                .gz());
    byte[] zip =
        new Zips().file("a/b.txt", noise(700)).program("run", "x").link("l", "a/b.txt").bytes();
    for (int i = 0; i < 30; i++) {
      taken(Tars.gzip(mangled(tar, random)));
      taken(mangled(Tars.gzip(tar), random));
      taken(mangled(zip, random));
    }
    try (var beside = Files.list(temp)) {
      assertThat(beside).containsExactly(temp.resolve("archives"));
    }
  }

  private static byte[] mangled(byte[] body, Random random) {
    byte[] other = body.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      other[random.nextInt(other.length)] = (byte) random.nextInt();
    }
    return random.nextInt(5) == 0 ? Arrays.copyOf(other, random.nextInt(other.length)) : other;
  }

  private void taken(byte[] body) throws IOException {
    try {
      ArchivesOf.folder(temp.resolve("archives")).receive(new ByteArrayInputStream(body), -1);
    } catch (RefusedArchive refused) {
      assertThat(refused.getStatusCode().value()).isIn(415, 422);
    }
  }

  private static byte[] ungzip(byte[] packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void refusesWhatHoldsNothing() throws IOException {
    assertThat(detail(refused(new Tars().gz()))).contains("no files");
    assertThat(detail(refused(new Tars().entry("a/", '5', "", 0755, none()).gz())))
        .contains("no files");
    assertThat(detail(refused(new Zips().entry("a/", 040755, "").bytes()))).contains("no files");
    assertThat(detail(refused(new Tars().file(".git/config", "x").gz()))).contains("no files");
    assertThat(detail(refused(none()))).contains("body is empty");
  }

  @ParameterizedTest
  @MethodSource("others")
  void refusesOtherFormats(String name, byte[] body) throws IOException {
    var refused = refused(body);

    assertThat(refused.getStatusCode().value()).as(name).isEqualTo(415);
    assertThat(detail(refused)).contains("neither a tar.gz nor a zip", "tar -czf");
    assertThat(refused.getBody().getProperties()).containsKey("accepted");
  }

  static Stream<Arguments> others() throws IOException {
    return Stream.of(
        Arguments.of("tar", ungzip(tar().gz())),
        Arguments.of("bzip2", latin("BZh91AY&SY")),
        Arguments.of("xz", latin("\u00fd7zXZ\0")),
        Arguments.of("7z", latin("7z\u00bc\u00af'\u001c")),
        Arguments.of("short", latin("P")),
        Arguments.of("json", latin("{\"target\": {}}")));
  }

  @Test
  void refusesWhatIsTooLargeToUpload() throws IOException {
    byte[] large = new byte[(10 << 20) + 1];

    assertThat(refused(large).getStatusCode().value()).isEqualTo(413);
    var declared =
        catchThrowableOfType(
            RefusedArchive.class,
            () ->
                ArchivesOf.folder(temp.resolve("archives"))
                    .receive(new ByteArrayInputStream(none()), large.length));
    assertThat(detail(declared)).contains("10,240 KiB", "pawl.archive.max-upload-size");
  }
}
