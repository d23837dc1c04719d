package dev.pawl.differential;

import dev.pawl.language.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A part of a program that shows one feature of its language. */
record Snippet(String name, String head, String members, String body) {

  /** Reads the snippets of a language. */
  static List<Snippet> load(Language language) {
    String resource = language.key() + ".txt";
    try (InputStream in = Snippet.class.getResourceAsStream(resource)) {
      String text =
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^==== "))
          .filter(part -> !part.isBlank())
          .map(Snippet::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Snippet parse(String part) {
    int lineEnd = part.indexOf('\n');
    String[] bodyParts = part.substring(lineEnd + 1).split("(?m)^-- body\n", 2);
    String[] memberParts = bodyParts[0].split("(?m)^-- members\n", 2);
    return new Snippet(
        part.substring(0, lineEnd),
        memberParts[0],
        memberParts.length > 1 ? memberParts[1] : "",
        bodyParts.length > 1 ? bodyParts[1] : "");
  }
}
