package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The notice about third-party software, which is part of the jar. */
class ThirdPartyTests {

  private static final Path NOTICE = Path.of("src/main/resources/META-INF/THIRD-PARTY.txt");
  private static final Pattern LIBRARY = Pattern.compile("(?m)^ {2}[^ :]+:([^ :]+):([^ :]+)$");

  @Test
  void namesTheVersionsThatAreUsed() throws IOException {
    List<String> jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).getFileName().toString())
            .toList();
    List<String> named =
        LIBRARY
            .matcher(Files.readString(NOTICE))
            .results()
            .map(library -> library.group(1) + "-" + library.group(2) + ".jar")
            .toList();

    assertThat(named)
        .as("%s is out of date; ./mvnw license:add-third-party writes it anew", NOTICE)
        .hasSizeGreaterThan(100)
        .isSubsetOf(jars);
  }
}
