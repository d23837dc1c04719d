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
class TarGzTests {

  private static final List<String> ODD =
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

  private record Thing(boolean link, boolean executable, String content) {}

  private static byte[] packed(Map<String, Thing> tree) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarGz(out)) {
      for (var entry : tree.entrySet()) {
        Thing thing = entry.getValue();
        byte[] content = thing.content().getBytes(StandardCharsets.UTF_8);
        if (thing.link()) {
          tar.link(entry.getKey(), thing.content());
        } else {
          tar.file(entry.getKey(), thing.executable(), content.length, to -> to.write(content));
        }
      }
    }
    return out.toByteArray();
  }

  private Map<String, Thing> unpacked(byte[] body) throws IOException {
    var archives = ArchivesOf.folder(temp);
    Path folder = archives.folder(ArchivesOf.upload(archives, body)).orElseThrow();
    var tree = new TreeMap<String, Thing>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String path = folder.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          tree.put(path, new Thing(true, false, Files.readSymbolicLink(file).toString()));
        } else if (Files.isRegularFile(file)) {
          tree.put(path, new Thing(false, Files.isExecutable(file), Files.readString(file)));
        }
      }
    }
    return tree;
  }

  @RepeatedTest(50)
  void givesBackAnyTree(RepetitionInfo round) throws IOException {
    var random = new Random(round.getCurrentRepetition());
    var tree = new TreeMap<String, Thing>();
    var folders = new ArrayList<>(List.of(""));
    for (int i = 0; i < 40; i++) {
      String name = "%s%s%d".formatted(odd(random), odd(random), i);
      String path = folders.get(random.nextInt(folders.size())) + name;
      switch (random.nextInt(4)) {
        case 0 -> folders.add(path + "/");
        case 1 -> tree.put(path, new Thing(true, false, odd(random) + "/" + name));
        default ->
            tree.put(
                path, new Thing(false, random.nextBoolean(), name.repeat(random.nextInt(300))));
      }
    }
    tree.put("a", new Thing(false, false, ""));

    assertThat(unpacked(packed(tree))).isEqualTo(tree);
    assertThat(packed(tree)).isEqualTo(packed(tree));
  }

  private static String odd(Random random) {
    return ODD.get(random.nextInt(ODD.size()));
  }

  @Test
  void saysNothingOfWhereItWasMade() throws IOException {
    byte[] packed = packed(new TreeMap<>(Map.of("a", new Thing(false, false, "hello"))));
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
    try (var tar = new TarGz(out)) {
      tar.folder("module");
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
