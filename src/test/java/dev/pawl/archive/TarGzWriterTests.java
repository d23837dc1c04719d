package dev.pawl.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packing and extracting gives the same tree, whatever the names of its entries. */
class TarGzWriterTests {

  private static final List<String> UNUSUAL_NAMES =
      List.of(
          " ",
          "'",
          "\"",
          "\n",
          "\t",
          "-",
          "--",
          "ä",
          "日本",
          "😀",
          "e\u0301",
          "~",
          "*",
          "?",
          "$(x)",
          "`",
          "&",
          "|",
          ";",
          "<",
          ">",
          "#",
          "%2e",
          "\u0007",
          "\u200b",
          ".a",
          "a.",
          "=",
          "!",
          "[",
          "]",
          "{",
          "}",
          ",",
          "@",
          "+",
          "^",
          "x".repeat(90));

  @TempDir Path temp;

  private record FileData(boolean link, boolean executable, String content) {}

  private static byte[] pack(Map<String, FileData> tree) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarGzWriter(out)) {
      for (var entry : tree.entrySet()) {
        FileData data = entry.getValue();
        byte[] content = data.content().getBytes(StandardCharsets.UTF_8);
        if (data.link()) {
          tar.addLink(entry.getKey(), data.content());
        } else {
          tar.addFile(entry.getKey(), data.executable(), content.length, to -> to.write(content));
        }
      }
    }
    return out.toByteArray();
  }

  private Map<String, FileData> unpack(byte[] body) throws IOException {
    var archives = TestArchives.inFolder(temp);
    Path folder = archives.findFolder(TestArchives.upload(archives, body)).orElseThrow();
    var tree = new TreeMap<String, FileData>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String path = folder.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          tree.put(path, new FileData(true, false, Files.readSymbolicLink(file).toString()));
        } else if (Files.isRegularFile(file)) {
          tree.put(path, new FileData(false, Files.isExecutable(file), Files.readString(file)));
        }
      }
    }
    return tree;
  }

  @RepeatedTest(50)
  void roundTripsAnyTree(RepetitionInfo round) throws IOException {
    var random = new Random(round.getCurrentRepetition());
    var tree = new TreeMap<String, FileData>();
    var folders = new ArrayList<>(List.of(""));
    for (int i = 0; i < 40; i++) {
      String name = "%s%s%d".formatted(unusualName(random), unusualName(random), i);
      String path = folders.get(random.nextInt(folders.size())) + name;
      switch (random.nextInt(4)) {
        case 0 -> folders.add(path + "/");
        case 1 -> tree.put(path, new FileData(true, false, unusualName(random) + "/" + name));
        default ->
            tree.put(
                path, new FileData(false, random.nextBoolean(), name.repeat(random.nextInt(300))));
      }
    }
    tree.put("a", new FileData(false, false, ""));

    assertThat(unpack(pack(tree))).isEqualTo(tree);
    assertThat(pack(tree)).isEqualTo(pack(tree));
  }

  private static String unusualName(Random random) {
    return UNUSUAL_NAMES.get(random.nextInt(UNUSUAL_NAMES.size()));
  }

  @Test
  void containsNoEnvironmentData() throws IOException {
    byte[] packed = pack(new TreeMap<>(Map.of("a", new FileData(false, false, "hello"))));
    byte[] tar;
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      tar = in.readAllBytes();
    }

    assertThat(new String(tar, 0, 512, StandardCharsets.US_ASCII))
        .startsWith("a\0")
        .contains("0000644 0000000 0000000 00000000005 02263523000 ")
        .doesNotContain(System.getProperty("user.name"));
  }

  @Test
  void keepsEmptyFolders() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarGzWriter(out)) {
      tar.addFolder("module");
    }

    try (var tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())))) {
      assertThat(tar.getNextEntry())
          .returns("module/", TarArchiveEntry::getName)
          .returns(true, TarArchiveEntry::isDirectory);
    }
  }
}
